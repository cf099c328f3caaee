# SPDX-License-Identifier: Apache-2.0
#
# The server's yes comes with one reply more in the same segment, in clear: what
# somebody on the path would put there. This client forgets it.
mock_up server starttls.py 587 smtp extra "$pki/server.pem" "$pki/server.key"
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say("STARTTLS", "220 ")
talk.start_tls()
talk.say("EHLO office.example.org", "250 ")
talk.say(f"AUTH PLAIN {PLAIN}", "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
