# SPDX-License-Identifier: Apache-2.0
#
# A client that says imap with ALPN, TLS 1.3.
dovecot_up server imap:993:tls
record
s_client 993 $mail -alpn imap <<TALK
a1 LOGIN $user $password
a2 LOGOUT
TALK
