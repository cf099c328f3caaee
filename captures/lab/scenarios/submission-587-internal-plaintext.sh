# SPDX-License-Identifier: Apache-2.0
#
# Submission in clear to the office's own server: it never leaves the inside.
dovecot_up mta
postfix_up mta 587 smtpd_sasl_auth_enable=yes
record
submit 192.168.10.25 587 PLAIN
