# SPDX-License-Identifier: Apache-2.0
#
# AUTH LOGIN with the user's name on the same line, in clear; STARTTLS not offered.
submission_up 587
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say(f"AUTH LOGIN {base64_of(USER)}", "334 ")
talk.say(base64_of(PASSWORD), "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
