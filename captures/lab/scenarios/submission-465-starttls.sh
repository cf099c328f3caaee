# SPDX-License-Identifier: Apache-2.0
#
# A server that talks text on 465 and offers STARTTLS there, and a client that
# takes it.
submission_up 465 smtpd_tls_security_level=may
record
submit $mail 465 PLAIN --tls --tls-sni mail.example.net
