# SPDX-License-Identifier: Apache-2.0
#
# A client that knows TLS 1.0 only, and a server that wants 1.2: Dovecot hangs
# up without an alert.
dovecot_up server imap:993:tls ssl_min_protocol=TLSv1.2
record
fails fetch_imaps 993 $mail --tls-max 1.0 --tlsv1.0 --ciphers ALL:@SECLEVEL=0
