# SPDX-License-Identifier: Apache-2.0
#
# As it should be on 587: STARTTLS, then the login.
submission_up 587 smtpd_tls_security_level=encrypt
record
submit $mail 587 PLAIN --tls --tls-sni mail.example.net
