# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS, then the same: TLS 1.3.
dovecot_up server imap:143
record
fetch_imap 143 $mail --ssl-reqd
