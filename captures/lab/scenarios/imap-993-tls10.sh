# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.0, which both sides have to be talked into.
dovecot_up server imap:993:tls ssl_min_protocol=TLSv1 ssl_cipher_list=ALL:@SECLEVEL=0
record
fetch_imaps 993 $mail --tls-max 1.0 --tlsv1.0 --ciphers ALL:@SECLEVEL=0
