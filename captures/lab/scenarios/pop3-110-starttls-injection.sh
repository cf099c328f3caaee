# SPDX-License-Identifier: Apache-2.0
#
# A command in clear in the segment of STLS, and TLS then.
dovecot_up server pop3:110
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 110, r"\+OK")
talk.say("CAPA", r"\.")
talk.say("STLS\r\nNOOP", r"\+OK")
try:
    talk.start_tls()
    talk.say("QUIT", r"\+OK")
except (EOFError, OSError) as error:
    print("ended with", repr(error))
talk.close()
PYTHON
