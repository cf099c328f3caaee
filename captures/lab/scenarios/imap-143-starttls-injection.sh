# SPDX-License-Identifier: Apache-2.0
#
# A command in clear in the segment of STARTTLS, and TLS then: what somebody on
# the path would put there. Dovecot says OK and hangs up.
dovecot_up server imap:143
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say("a1 STARTTLS\r\na2 NOOP", "a1 OK")
try:
    talk.start_tls()
    talk.say("a3 LOGOUT", "a3 OK")
except (EOFError, OSError) as error:
    print("ended with", repr(error))
talk.close()
PYTHON
