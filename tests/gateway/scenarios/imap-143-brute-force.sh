# SPDX-License-Identifier: Apache-2.0
#
# One client tries twenty-two wrong passwords, each in a connection of its own.
dovecot_up server imap:143 ssl=no auth_failure_delay=0
record
python_client client "$wrong_password" <<'PYTHON'
import sys
from talk import *

for _ in range(22):
    talk = Talk("203.0.113.20", 143)
    talk.say(f"a1 LOGIN {USER} {sys.argv[1]}", "a1 NO")
    talk.say("a2 LOGOUT", "a2 OK")
    talk.close()
PYTHON
