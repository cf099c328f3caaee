# SPDX-License-Identifier: Apache-2.0
#
# The same with STARTTLS: Postfix to Postfix, TLS 1.3.
postfix_up server 25 smtpd_tls_security_level=may
relay smtp_tls_security_level=encrypt
record
relay_one_letter
