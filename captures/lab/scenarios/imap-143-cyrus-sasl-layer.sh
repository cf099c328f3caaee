# SPDX-License-Identifier: Apache-2.0
#
# Cyrus, and a login with DIGEST-MD5 that agrees on a security layer (RFC 4422 3.7): what follows is wrapped.
cyrus_up imap:143
record
{ sleep 1; printf 'a1 NOOP\r\na2 LOGOUT\r\n'; sleep 1; } |
    in_root client timeout 20 /usr/lib/cyrus/bin/imtest -m DIGEST-MD5 -a "$user" -u "$user" -w "$password" \
        -r mail.example.net $mail
