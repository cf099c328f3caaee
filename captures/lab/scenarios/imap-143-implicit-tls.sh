# SPDX-License-Identifier: Apache-2.0
#
# TLS from the first byte on 143, where STARTTLS belongs.
dovecot_up server imap:143:tls
record
fetch_imaps 143 $mail
