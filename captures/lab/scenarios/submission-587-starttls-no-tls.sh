# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS is asked for and granted with 220, and both sides go on in clear, as
# if nothing had been. Both are made for this: no real pair does it.
mock_up server accepts_starttls_in_clear.py 587
record
python_client client <<'PYTHON'
import os, smtplib

user, password = os.environ["MAIL_USER"], os.environ["MAIL_PASSWORD"]
with smtplib.SMTP("203.0.113.20", 587, local_hostname="office.example.org") as smtp:
    smtp.ehlo()
    smtp.docmd("STARTTLS")
    smtp.ehlo()
    smtp.login(user, password)
    smtp.sendmail(f"{user}@example.org", "orrin.blythe@example.net", os.environ["MAIL_LETTER"])
PYTHON
