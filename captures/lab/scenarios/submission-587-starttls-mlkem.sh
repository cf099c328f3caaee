# SPDX-License-Identifier: Apache-2.0
#
# X25519MLKEM768 behind STARTTLS.
node_server_up 587 smtp
record
node_client $mail 587 starttls <<LINES
EHLO office.example.org
STARTTLS
EHLO office.example.org
AUTH PLAIN $(base64_of '\0%s\0%s' "$user" "$password")
QUIT
LINES
