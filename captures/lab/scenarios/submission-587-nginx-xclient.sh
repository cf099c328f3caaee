# SPDX-License-Identifier: Apache-2.0
#
# nginx of the office takes submission in clear, checks the login itself, and tells the server outside with
# XCLIENT who sends.
postfix_up server 587 smtpd_authorized_xclient_hosts=192.168.10.25
nginx_up smtp 587 "smtp_auth plain; xclient on; starttls on;"
record
submit 192.168.10.25 587 PLAIN
