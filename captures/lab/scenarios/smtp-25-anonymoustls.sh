# SPDX-License-Identifier: Apache-2.0
#
# What Exchange servers say among themselves: X-ANONYMOUSTLS instead of STARTTLS.
mock_up server starttls.py 25 smtp anonymous "$pki/server.pem" "$pki/server.key"
record
python_client mta <<'PYTHON'
from talk import *

talk = Talk("203.0.113.25", 25, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say("X-ANONYMOUSTLS", "220 ")
talk.start_tls()
talk.say("EHLO office.example.org", "250 ")
talk.say(f"MAIL FROM:<{USER}@example.org>", "250 ")
talk.say("RCPT TO:<orrin.blythe@example.net>", "250 ")
talk.say("DATA", "354 ")
talk.say(LETTER + ".", "250 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
