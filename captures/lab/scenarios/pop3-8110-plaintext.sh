# SPDX-License-Identifier: Apache-2.0
#
# POP3 on a port of its own, 8110.
dovecot_up server pop3:8110 ssl=no
record
fetch "pop3://mail.example.net:8110/1" $mail
