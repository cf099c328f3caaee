# SPDX-License-Identifier: Apache-2.0
#
# A post-quantum hybrid, as OpenSSL 3.5 and later prefer it: X25519MLKEM768. The
# ClientHello is larger than a segment.
node_server_up 993 imap
record
node_client $mail 993 implicit <<LINES
a1 LOGIN $user $password
a2 LOGOUT
LINES
