# SPDX-License-Identifier: Apache-2.0
#
# A workstation, which is no mail server, sends straight to the mx. With
# STARTTLS, so that the port is the only thing wrong with it.
postfix_up server 25 smtpd_tls_security_level=may
record
send client $mx 25 --tls
