# SPDX-License-Identifier: Apache-2.0
#
# A client that knows an address and no name.
dovecot_up server imap:993:tls
record
in_ns client curl --silent --show-error --max-time 20 --insecure --user "$user:$password" \
    "imaps://$mail:993/INBOX/;MAILINDEX=1"
