# SPDX-License-Identifier: Apache-2.0
#
# CRAM-MD5: the password itself does not cross, an answer computed from it does.
dovecot_up server auth_mechanisms="plain login cram-md5"
postfix_up server 587 smtpd_sasl_auth_enable=yes
record
submit $mail 587 CRAM-MD5
