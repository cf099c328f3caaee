# SPDX-License-Identifier: Apache-2.0
#
# A client that reads one of three letters and deletes them all.
dovecot_up server pop3:110 ssl=no
for number in 2 3; do
    letter >"$run/mail/$user/new/170000000$number.$number.mail"
done
chown -R nobody:nogroup "$run/mail"
record
python_client client <<'PYTHON'
import os, poplib

pop = poplib.POP3("203.0.113.20")
pop.user(os.environ["MAIL_USER"])
pop.pass_(os.environ["MAIL_PASSWORD"])
pop.retr(1)
for number in 1, 2, 3:
    pop.dele(number)
pop.quit()
PYTHON
