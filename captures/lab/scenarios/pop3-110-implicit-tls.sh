# SPDX-License-Identifier: Apache-2.0
#
# TLS from the first byte on 110, where STLS belongs.
dovecot_up server pop3:110:tls
record
fetch pop3s://mail.example.net:110/1 $mail
