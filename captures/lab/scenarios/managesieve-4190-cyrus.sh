# SPDX-License-Identifier: Apache-2.0
#
# Cyrus' timsieved: a SCRAM-SHA-256 login in clear, with its literals and an answer in the code of OK.
cyrus_up sieve:4190
record
{ sleep 1; printf 'LISTSCRIPTS\r\nLOGOUT\r\n'; sleep 1; } |
    in_root client timeout 20 /usr/lib/cyrus/bin/sivtest -m SCRAM-SHA-256 -a "$user" -u "$user" -w "$password" \
        -r mail.example.net $mail
