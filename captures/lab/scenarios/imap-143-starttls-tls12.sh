# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS with TLS 1.2, in which the certificate can be seen from outside.
# The frames are as the cable gave them: wrong checksums, several segments in one.
body=$(yes "$body" | head -n 150)
dovecot_up server imap:143
offload on
record
fetch_imap 143 $mail --ssl-reqd --tls-max 1.2
