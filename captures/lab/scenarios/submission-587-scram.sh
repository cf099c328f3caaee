# SPDX-License-Identifier: Apache-2.0
#
# SCRAM-SHA-256 in clear: no password crosses, but a proof that it can be guessed from.
dovecot_up server auth_mechanisms="plain scram-sha-256"
postfix_up server 587 smtpd_sasl_auth_enable=yes
record
python_client client <<'PYTHON'
from talk import *

talk = Talk("203.0.113.20", 587, "220 ")
scram = Scram()
talk.say("EHLO office.example.org", "250 ")
challenge = talk.say(f"AUTH SCRAM-SHA-256 {scram.beginning}", "334 ").split()[1]
talk.say(scram.answer(challenge), "334 ")
talk.say("", "235 ")
talk.say("QUIT", "221 ")
talk.close()
PYTHON
