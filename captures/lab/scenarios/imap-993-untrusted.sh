# SPDX-License-Identifier: Apache-2.0
#
# A client that does not know the authority behind the certificate, with TLS
# 1.2, so that its alert can be read: unknown CA.
dovecot_up server imap:993:tls
record
fails fetch_imaps 993 $mail --tls-max 1.2 --cacert /etc/ssl/certs/ca-certificates.crt
