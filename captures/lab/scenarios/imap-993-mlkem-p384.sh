# SPDX-License-Identifier: Apache-2.0
#
# The server insists on SecP384r1MLKEM1024, for which the client has no key share
# ready: HelloRetryRequest, and a ClientHello of more than one segment after it.
node_server_up 993 imap SecP384r1MLKEM1024
record
node_client $mail 993 implicit X25519:SecP384r1MLKEM1024 <<LINES
a1 LOGIN $user $password
a2 LOGOUT
LINES
