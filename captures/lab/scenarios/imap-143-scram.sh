# SPDX-License-Identifier: Apache-2.0
#
# SCRAM-SHA-256 in clear, and the mail behind it: no password crosses, but a
# proof that it can be guessed from.
dovecot_up server imap:143 ssl=no auth_mechanisms="plain scram-sha-256"
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
scram = Scram()
challenge = talk.say(f"a1 AUTHENTICATE SCRAM-SHA-256 {scram.beginning}", r"\+ ").split()[1]
talk.say(scram.answer(challenge), r"\+ ")
talk.say("", "a1 OK")
talk.say("a2 SELECT INBOX", "a2 OK")
talk.say("a3 FETCH 1 BODY[]", "a3 OK")
talk.say("a4 LOGOUT", "a4 OK")
talk.close()
PYTHON
