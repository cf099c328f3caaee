# SPDX-License-Identifier: Apache-2.0
#
# AUTHENTICATE PLAIN with an initial response, and nothing read after it.
dovecot_up server imap:143 ssl=no
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say(f"a1 AUTHENTICATE PLAIN {PLAIN}", "a1 OK")
talk.say("a2 STATUS INBOX (MESSAGES UNSEEN)", "a2 OK")
talk.say("a3 LOGOUT", "a3 OK")
talk.close()
PYTHON
