# SPDX-License-Identifier: Apache-2.0
#
# As it should be: TLS 1.3 from the first byte on 995.
dovecot_up server pop3:995:tls
record
fetch pop3s://mail.example.net:995/1 $mail
