# SPDX-License-Identifier: Apache-2.0
#
# Opportunistic TLS 1.2 between two Postfixes that would not look at a certificate
# anyhow: the server has none, and anonymous cipher suites serve.
postfix_up server 25 smtpd_tls_security_level=may smtpd_tls_cert_file=none smtpd_tls_key_file= \
    "smtpd_tls_protocols=<=TLSv1.2" tls_medium_cipherlist=aNULL:HIGH:@SECLEVEL=0
relay smtp_tls_security_level=may "smtp_tls_protocols=<=TLSv1.2" tls_medium_cipherlist=aNULL:HIGH:@SECLEVEL=0
record
relay_one_letter
