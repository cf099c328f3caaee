# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS is offered, the client logs in without.
dovecot_up server imap:143
record
login_imap $mail 143
