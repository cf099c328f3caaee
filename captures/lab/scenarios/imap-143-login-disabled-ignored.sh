# SPDX-License-Identifier: Apache-2.0
#
# LOGINDISABLED, and a client that sends LOGIN all the same: Dovecot refuses it,
# and says in an ALERT that the password is known now to whoever listens.
dovecot_up server imap:143 ssl=required disable_plaintext_auth=yes
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say(f"a1 LOGIN {USER} {PASSWORD}", "a1 NO")
talk.say("a2 LOGOUT", "a2 OK")
talk.close()
PYTHON
