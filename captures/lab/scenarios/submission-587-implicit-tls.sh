# SPDX-License-Identifier: Apache-2.0
#
# A client set to "SSL/TLS" on the STARTTLS port: its ClientHello meets a server
# that talks text.
submission_up 587 smtpd_tls_security_level=encrypt
record
fails in_ns client openssl s_client -connect $mail:587 -servername mail.example.net </dev/null
