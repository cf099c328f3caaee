# SPDX-License-Identifier: Apache-2.0
#
# Python set to TLS on the STARTTLS port: its ClientHello meets text, and it leaves with a reset, for what the
# server said lies unread.
submission_up 587 smtpd_tls_security_level=encrypt
record
fails in_ns client python3 -c "import smtplib; smtplib.SMTP_SSL('$mail', 587, timeout=10)"
