# SPDX-License-Identifier: Apache-2.0
#
# The server's yes comes with a list of capabilities in the same segment, in
# clear: what somebody on the path would put there. This client forgets it.
mock_up server starttls.py 143 imap extra "$pki/server.pem" "$pki/server.key"
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say("a1 CAPABILITY", "a1 OK")
talk.say("a2 STARTTLS", "a2 OK")
talk.start_tls()
talk.say(f"a3 LOGIN {USER} {PASSWORD}", "a3 OK")
talk.say("a4 LOGOUT", "a4 OK")
talk.close()
PYTHON
