# SPDX-License-Identifier: Apache-2.0
#
# The gateway resets at STARTTLS.
postfix_up far 587 smtpd_tls_security_level=may
rule gateway forward tcp dport 587 @ih,0,64 0x5354415254544c53 reject with tcp reset
talk() { tls_on_587 8; }
reach
