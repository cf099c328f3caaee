# SPDX-License-Identifier: Apache-2.0
#
# LMTP in clear to a mailbox store outside: two recipients, and one reply for
# each behind the dot.
dovecot_up server lmtp:24 ssl=no
record
send mta $mail 24 --protocol LMTP --to "$recipient@example.net,$second_recipient@example.net"
