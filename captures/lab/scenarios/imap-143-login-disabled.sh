# SPDX-License-Identifier: Apache-2.0
#
# As it should be on 143: the server says LOGINDISABLED until there is TLS, and
# a client without TLS leaves before it has said anything of worth.
dovecot_up server imap:143 ssl=required disable_plaintext_auth=yes
record
fails fetch_imap 143 $mail
