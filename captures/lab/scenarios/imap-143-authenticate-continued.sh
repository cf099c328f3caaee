# SPDX-License-Identifier: Apache-2.0
#
# AUTHENTICATE PLAIN without an initial response: the password comes on a line
# of its own, behind the server's +.
dovecot_up server imap:143 ssl=no
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say("a1 AUTHENTICATE PLAIN", r"\+")
talk.say(PLAIN, "a1 OK")
talk.say("a2 SELECT INBOX", "a2 OK")
talk.say("a3 FETCH 1 BODY[]", "a3 OK")
talk.say("a4 LOGOUT", "a4 OK")
talk.close()
PYTHON
