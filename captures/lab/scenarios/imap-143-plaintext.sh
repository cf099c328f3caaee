# SPDX-License-Identifier: Apache-2.0
#
# A mail client reads one letter: LOGIN, SELECT, FETCH, all in clear.
dovecot_up server imap:143 ssl=no
record_pcapng
login_imap $mail 143
