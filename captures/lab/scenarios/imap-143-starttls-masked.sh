# SPDX-License-Identifier: Apache-2.0
#
# A firewall on the way turns STARTTLS in the list of capabilities into
# XXXXXXXA, as the one for SMTP does. The client would have used it, and logs
# in in clear.
dovecot_up server imap:143
mock_up gateway masking_proxy.py 1143 $mail 143
intercept 143 1143
record
fetch_imap 143 $mail --ssl
