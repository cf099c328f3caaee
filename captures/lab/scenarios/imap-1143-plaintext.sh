# SPDX-License-Identifier: Apache-2.0
#
# IMAP in clear on a port that no one expects it on.
dovecot_up server imap:1143 ssl=no
record
fetch_imap 1143 $mail
