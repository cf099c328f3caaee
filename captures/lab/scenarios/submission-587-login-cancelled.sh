# SPDX-License-Identifier: Apache-2.0
#
# A login given up with *, another with a wrong password, and then the right
# one: all in clear.
submission_up 587
record
export MAIL_WRONG_PASSWORD=$wrong_password
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say("AUTH LOGIN", "334 ")
talk.say("*", "501 ")
talk.say(f"AUTH PLAIN {base64_of(chr(0) + USER + chr(0) + os.environ['MAIL_WRONG_PASSWORD'])}", "535 ")
talk.say("AUTH PLAIN", "334 ")
talk.say(PLAIN, "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
