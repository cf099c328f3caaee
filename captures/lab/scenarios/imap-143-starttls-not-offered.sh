# SPDX-License-Identifier: Apache-2.0
#
# A server without TLS does not offer STARTTLS; the client asks all the same,
# is told BAD, and leaves.
dovecot_up server imap:143 ssl=no
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say("a1 CAPABILITY", "a1 OK")
talk.say("a2 STARTTLS", "a2 BAD")
talk.say("a3 LOGOUT", "a3 OK")
talk.close()
PYTHON
