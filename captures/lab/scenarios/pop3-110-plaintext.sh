# SPDX-License-Identifier: Apache-2.0
#
# USER, PASS, RETR, all in clear.
dovecot_up server pop3:110 ssl=no
record_pcapng
python_client client <<'PYTHON'
import os, poplib

pop = poplib.POP3("203.0.113.20")
pop.user(os.environ["MAIL_USER"])
pop.pass_(os.environ["MAIL_PASSWORD"])
pop.retr(1)
pop.quit()
PYTHON
