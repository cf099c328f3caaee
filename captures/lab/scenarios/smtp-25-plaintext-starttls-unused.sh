# SPDX-License-Identifier: Apache-2.0
#
# The mx offers STARTTLS; the office's mail server is set never to use it.
postfix_up server 25 smtpd_tls_security_level=may
relay smtp_tls_security_level=none
record
relay_one_letter
