# SPDX-License-Identifier: Apache-2.0
#
# APPEND of a letter in clear, once as a literal that waits for the server's +
# and once as one that does not (LITERAL+).
dovecot_up server imap:143 ssl=no
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 143)
talk.say(f"a1 LOGIN {USER} {PASSWORD}", "a1 OK")
talk.say(f"a2 APPEND INBOX {{{len(LETTER)}}}", r"\+")
talk.say(LETTER, "a2 OK")
talk.say(f"a3 APPEND INBOX (\\Seen) {{{len(LETTER)}+}}\r\n{LETTER}", "a3 OK")
talk.say("a4 LOGOUT", "a4 OK")
talk.close()
PYTHON
