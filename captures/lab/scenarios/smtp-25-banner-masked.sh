# SPDX-License-Identifier: Apache-2.0
#
# The same firewall overwrites the greeting as well. Postfix knows the sight
# and falls back to HELO, which leaves no room for STARTTLS.
postfix_up server 25 smtpd_tls_security_level=may
relay smtp_tls_security_level=may
mock_up gateway masking_proxy.py 1025 $mx 25 banner
intercept 25 1025
record
relay_one_letter
