# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS with TLS 1.2, and a client that does not know the authority behind
# the certificate: its alert can be read.
submission_up 587 smtpd_tls_security_level=may
letter >"$run/letter"
record
fails in_ns client curl --silent --show-error --max-time 20 smtp://mail.example.net:587/office.example.org \
    --resolve mail.example.net:587:$mail --ssl-reqd --tls-max 1.2 --user "$user:$password" \
    --mail-from "$user@example.org" --mail-rcpt "$recipient@example.net" --upload-file "$run/letter"
