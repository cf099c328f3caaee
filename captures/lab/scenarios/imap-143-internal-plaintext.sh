# SPDX-License-Identifier: Apache-2.0
#
# The office's own server, read in clear from the inside.
dovecot_up mta imap:143 ssl=no
record
login_imap 192.168.10.25 143
