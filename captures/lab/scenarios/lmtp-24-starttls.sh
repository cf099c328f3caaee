# SPDX-License-Identifier: Apache-2.0
#
# LMTP with STARTTLS.
dovecot_up server lmtp:24
record
send mta $mail 24 --protocol LMTP --to "$recipient@example.net,$second_recipient@example.net" --tls
