# SPDX-License-Identifier: Apache-2.0
#
# A server that talks text on 993, and a client that does too.
dovecot_up server imap:993 ssl=no
record
login_imap $mail 993
