# SPDX-License-Identifier: Apache-2.0
#
# As it should be on 465: TLS from the first byte.
submission_up 465:tls
record
submit $mail 465 PLAIN --tls-on-connect --tls-sni mail.example.net
