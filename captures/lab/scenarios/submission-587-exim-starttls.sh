# SPDX-License-Identifier: Apache-2.0
#
# Exim as a submission server: STARTTLS before the login, TLS 1.3 of GnuTLS on its side.
exim_up
record
submit $mail 587 PLAIN --tls --tls-sni mail.example.net
