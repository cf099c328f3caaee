# SPDX-License-Identifier: Apache-2.0
#
# A server that hears no login and no mail before TLS (530), and a client that
# has none to give: it tries to send, is refused and says goodbye.
submission_up 587 smtpd_tls_security_level=encrypt
record
fails send client $mail 587
