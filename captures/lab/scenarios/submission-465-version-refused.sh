# SPDX-License-Identifier: Apache-2.0
#
# A client that knows TLS 1.0 only, and a server that wants 1.2: a fatal alert.
submission_up 465:tls "smtpd_tls_mandatory_protocols=>=TLSv1.2"
record
fails in_ns client openssl s_client -connect $mail:465 -servername mail.example.net \
    -tls1 -cipher ALL:@SECLEVEL=0 </dev/null
