# SPDX-License-Identifier: Apache-2.0
#
# Cyrus' lmtpd takes a letter for two recipients, and makes both an inbox.
cyrus_up lmtp:24
record
in_ns client swaks --protocol LMTP --server $mail --port 24 --helo office.example.org --timeout 10 \
    --from "$user@example.org" --to "$user,$second_recipient" --header "Subject: $subject" --body "$body"
