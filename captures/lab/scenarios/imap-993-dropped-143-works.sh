# SPDX-License-Identifier: Apache-2.0
#
# The gateway drops 993; the client falls back to 143 and logs in in clear,
# although STARTTLS is offered there.
block tcp dport 993 drop
dovecot_up server imap:143 imap:993:tls
record
fails fetch_imaps 993 $mail --connect-timeout 9
fetch_imap 143 $mail
