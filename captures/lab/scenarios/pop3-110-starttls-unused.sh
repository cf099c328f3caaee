# SPDX-License-Identifier: Apache-2.0
#
# STLS is offered, the client logs in without: AUTH PLAIN.
dovecot_up server pop3:110
record
fetch pop3://mail.example.net:110/1 $mail
