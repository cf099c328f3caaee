# SPDX-License-Identifier: Apache-2.0
#
# IMAP as it should be, over IPv6.
dovecot_up server imap:993:tls
record_pcapng
fetch_imaps 993 "[$mail6]"
