# SPDX-License-Identifier: Apache-2.0
#
# APOP: the greeting holds a challenge, and the client's answer is a digest of
# it and the password.
dovecot_up server pop3:110 ssl=no auth_mechanisms="plain apop"
record
python_client client <<'PYTHON'
import os, poplib

pop = poplib.POP3("203.0.113.20")
pop.apop(os.environ["MAIL_USER"], os.environ["MAIL_PASSWORD"])
pop.retr(1)
pop.quit()
PYTHON
