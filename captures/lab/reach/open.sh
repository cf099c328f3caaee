# SPDX-License-Identifier: Apache-2.0
#
# Nothing is in the way: submission with STARTTLS through a NAT.
postfix_up far 587 smtpd_tls_security_level=may
translate
talk() { tls_on_587 8; }
reach
