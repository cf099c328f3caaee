# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.2 without any certificate: anonymous Diffie-Hellman.
dovecot_up server imap:993:tls ssl_cipher_list=ADH-AES256-GCM-SHA384:@SECLEVEL=0 "ssl_dh=</usr/share/dovecot/dh.pem"
record
s_client 993 $mail -tls1_2 -cipher ADH-AES256-GCM-SHA384:@SECLEVEL=0 <<TALK
a1 LOGIN $user $password
a2 LOGOUT
TALK
