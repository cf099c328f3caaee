# SPDX-License-Identifier: Apache-2.0
#
# TLS on 8443, in which both sides say imap with ALPN: mail where no port tells so.
# Dovecot does not know ALPN: it is s_server, which sends each line back reversed.
in_ns server openssl s_server -accept 8443 -cert "$pki/server.pem" -key "$pki/server.key" -alpn imap -rev 9>&- &
wait_for_port server 8443
record
s_client 8443 $mail -alpn imap -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256 <<TALK
a1 LOGIN $user $password
TALK
