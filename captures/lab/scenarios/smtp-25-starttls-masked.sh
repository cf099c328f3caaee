# SPDX-License-Identifier: Apache-2.0
#
# A firewall on the way turns STARTTLS in the mx's answer into XXXXXXXA. The
# office's mail server would have used it, finds none, and delivers in clear.
postfix_up server 25 smtpd_tls_security_level=may
relay smtp_tls_security_level=may
mock_up gateway masking_proxy.py 1025 $mx 25
intercept 25 1025
record
relay_one_letter
