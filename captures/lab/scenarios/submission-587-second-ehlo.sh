# SPDX-License-Identifier: Apache-2.0
#
# EHLO twice, as behind STARTTLS, but there was none: the login crosses in clear.
submission_up 587 smtpd_tls_security_level=may
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say("EHLO office.example.org", "250 ")
talk.say(f"AUTH PLAIN {PLAIN}", "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
