# SPDX-License-Identifier: Apache-2.0
#
# A command in clear in the segment of STARTTLS, and TLS then: what somebody on
# the path would put there. Postfix forgets it (CVE-2011-0411).
submission_up 587 smtpd_tls_security_level=may
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
talk.say("EHLO office.example.org", "250 ")
talk.say("STARTTLS\r\nNOOP", "220 ")
talk.start_tls()
talk.say("EHLO office.example.org", "250 ")
talk.say(f"AUTH PLAIN {PLAIN}", "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
