# SPDX-License-Identifier: Apache-2.0
#
# Commands in one segment, as far as PIPELINING lets them: a letter for two, and
# QUIT behind the dot. In clear.
postfix_up server 25
record
python_client mta <<'PYTHON'
from talk import *

talk = Talk("203.0.113.25", 25, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say(f"MAIL FROM:<{USER}@example.org>\r\nRCPT TO:<orrin.blythe@example.net>\r\n"
         "RCPT TO:<linus.marrow@example.net>\r\nDATA", "354 ")
talk.say(LETTER + ".\r\nQUIT", "221 ")
talk.close()
PYTHON
