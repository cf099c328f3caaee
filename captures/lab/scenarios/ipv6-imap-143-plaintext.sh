# SPDX-License-Identifier: Apache-2.0
#
# IMAP in clear over IPv6.
dovecot_up server imap:143 ssl=no
record
fetch_imap 143 "[$mail6]"
