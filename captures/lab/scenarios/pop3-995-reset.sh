# SPDX-License-Identifier: Apache-2.0
#
# The gateway answers for the server with a reset.
block tcp dport 995 reject with tcp reset
record
fails fetch pop3s://mail.example.net:995/1 $mail
