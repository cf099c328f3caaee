# SPDX-License-Identifier: Apache-2.0
#
# STLS, which is what POP3 calls it, then the same.
dovecot_up server pop3:110
record
fetch pop3://mail.example.net:110/1 $mail --ssl-reqd
