# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS with TLS 1.2, and a client that does not know the authority behind
# the certificate: its alert can be read.
dovecot_up server imap:143
record
fails fetch_imap 143 $mail --ssl-reqd --tls-max 1.2 --cacert /etc/ssl/certs/ca-certificates.crt
