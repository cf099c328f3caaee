# SPDX-License-Identifier: Apache-2.0
#
# The gateway drops 465; the client falls back to 587 with STARTTLS, which works.
block tcp dport 465 drop
submission_up 465:tls 587 smtpd_tls_security_level=may
record
fails submit $mail 465 PLAIN --tls-on-connect
submit $mail 587 PLAIN --tls
