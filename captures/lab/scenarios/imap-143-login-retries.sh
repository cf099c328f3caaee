# SPDX-License-Identifier: Apache-2.0
#
# A wrong password twice, and then the right one, in clear.
dovecot_up server imap:143 ssl=no
record
python_client client "$wrong_password" <<'PYTHON'
import sys
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say(f"a1 LOGIN {USER} {sys.argv[1]}", "a1 NO")
talk.say(f"a2 LOGIN {USER} {sys.argv[1]}", "a2 NO")
talk.say(f"a3 LOGIN {USER} {PASSWORD}", "a3 OK")
talk.say("a4 LOGOUT", "a4 OK")
talk.close()
PYTHON
