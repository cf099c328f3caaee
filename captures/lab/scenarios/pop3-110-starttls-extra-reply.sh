# SPDX-License-Identifier: Apache-2.0
#
# The server's yes to STLS comes with one reply more in the same segment, in clear.
mock_up server starttls.py 110 pop3 extra "$pki/server.pem" "$pki/server.key"
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 110, r"\+OK")
talk.say("CAPA", r"\.")
talk.say("STLS", r"\+OK")
talk.start_tls()
talk.say(f"USER {USER}", r"\+OK")
talk.say(f"PASS {PASSWORD}", r"\+OK")
talk.say("QUIT", r"\+OK")
talk.close()
PYTHON
