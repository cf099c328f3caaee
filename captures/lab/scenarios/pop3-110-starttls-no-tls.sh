# SPDX-License-Identifier: Apache-2.0
#
# STLS is asked for and granted with +OK, and both sides go on in clear.
mock_up server starttls.py 110 pop3 clear
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 110, r"\+OK")
talk.say("CAPA", r"\.")
talk.say("STLS", r"\+OK")
talk.say(f"USER {USER}", r"\+OK")
talk.say(f"PASS {PASSWORD}", r"\+OK")
talk.say("RETR 1", r"\.")
talk.say("QUIT", r"\+OK")
talk.close()
PYTHON
