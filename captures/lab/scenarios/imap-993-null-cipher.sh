# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2 without encryption: login and letter can be read in the records.
dovecot_up server imap:993:tls ssl_cipher_list=NULL-SHA256:@SECLEVEL=0
record
fetch_imaps 993 $mail --tls-max 1.2 --ciphers NULL-SHA256:@SECLEVEL=0
