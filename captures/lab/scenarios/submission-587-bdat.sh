# SPDX-License-Identifier: Apache-2.0
#
# The letter in three chunks with BDAT instead of DATA, in clear.
submission_up 587
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say(f"AUTH PLAIN {PLAIN}", "235 ")
talk.say(f"MAIL FROM:<{USER}@example.org>", "250 ")
talk.say("RCPT TO:<orrin.blythe@example.net>", "250 ")
head, body = LETTER[:60], LETTER[60:]
for command, chunk in (("BDAT %d", head), ("BDAT %d", body), ("BDAT %d LAST", "")):
    talk.send((command % len(chunk) + "\r\n" + chunk).encode())
    talk.hear("250 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
