# SPDX-License-Identifier: Apache-2.0
#
# As it should be: TLS 1.3 from the first byte on 993. Times in nanoseconds.
dovecot_up server imap:993:tls
record --time-stamp-precision=nano
fetch_imaps 993 $mail
