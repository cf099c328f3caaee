# SPDX-License-Identifier: Apache-2.0
#
# A firewall on the way turns STARTTLS in the server's answer into XXXXXXXA. The
# client would have used it, finds none, and logs in without.
submission_up 587 smtpd_tls_security_level=may
mock_up gateway masking_proxy.py 1587 $mail 587
intercept 587 1587
record
submit $mail 587 PLAIN --tls-optional
