# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2 with a modern cipher suite.
dovecot_up server imap:993:tls
record
fetch_imaps 993 $mail --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256
