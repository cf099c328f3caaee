# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2 without forward secrecy: RSA key exchange, and CBC.
dovecot_up server imap:993:tls ssl_cipher_list=AES256-SHA
record
fetch_imaps 993 $mail --tls-max 1.2 --ciphers AES256-SHA
