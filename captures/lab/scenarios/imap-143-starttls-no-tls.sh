# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS is asked for and granted with OK, and both sides go on in clear.
mock_up server starttls.py 143 imap clear
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say("a1 CAPABILITY", "a1 OK")
talk.say("a2 STARTTLS", "a2 OK")
talk.say(f"a3 LOGIN {USER} {PASSWORD}", "a3 OK")
talk.say("a4 SELECT INBOX", "a4 OK")
talk.say("a5 FETCH 1 BODY[]", "a5 OK")
talk.say("a6 LOGOUT", "a6 OK")
talk.close()
PYTHON
