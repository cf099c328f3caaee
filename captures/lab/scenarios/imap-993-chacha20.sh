# SPDX-License-Identifier: Apache-2.0
#
# TLS 1.3 with ChaCha20, and P-256 for the key exchange.
dovecot_up server imap:993:tls
record
fetch_imaps 993 $mail --tls13-ciphers TLS_CHACHA20_POLY1305_SHA256 --curves P-256
