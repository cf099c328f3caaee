# SPDX-License-Identifier: Apache-2.0
#
# 3DES under TLS 1.2. OpenSSL has none by now, GnuTLS when it is told to; what
# is spoken inside nobody can see, and it is no IMAP.
gnutls_up 993 NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC
record
gnutls_talk 993 NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+3DES-CBC:-KX-ALL:+RSA
