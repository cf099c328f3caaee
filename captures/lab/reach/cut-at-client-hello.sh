# SPDX-License-Identifier: Apache-2.0
#
# The gateway lets STARTTLS through and resets at the ClientHello.
postfix_up far 587 smtpd_tls_security_level=may
rule gateway forward tcp dport 587 @ih,0,16 0x1603 reject with tcp reset
talk() { tls_on_587 8; }
reach
