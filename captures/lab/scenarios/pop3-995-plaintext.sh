# SPDX-License-Identifier: Apache-2.0
#
# A server that talks text on 995, and a client that does too.
dovecot_up server pop3:995 ssl=no
record
fetch pop3://mail.example.net:995/1 $mail
