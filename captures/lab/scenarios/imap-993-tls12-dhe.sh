# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2 with an ephemeral key exchange over a finite field.
dovecot_up server imap:993:tls "ssl_dh=</usr/share/dovecot/dh.pem"
record
fetch_imaps 993 $mail --tls-max 1.2 --ciphers DHE-RSA-AES256-GCM-SHA384
