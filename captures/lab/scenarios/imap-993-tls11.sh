# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.1, which both sides have to be talked into.
dovecot_up server imap:993:tls ssl_min_protocol=TLSv1 ssl_cipher_list=ALL:@SECLEVEL=0
record
fetch_imaps 993 $mail --tls-max 1.1 --tlsv1.1 --ciphers ECDHE-RSA-AES128-SHA:@SECLEVEL=0
