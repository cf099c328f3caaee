# SPDX-License-Identifier: Apache-2.0
#
# A bearer token in clear over IMAP. The server cannot ask anyone about it and
# refuses it; whoever read it can use it where it is good.
xoauth2_offered
dovecot_up server imap:143 ssl=no
record
fails fetch_imap 143 $mail --user "$user:" --oauth2-bearer "$token" --login-options AUTH=XOAUTH2
