# SPDX-License-Identifier: Apache-2.0
#
# STLS is accepted, and then the two find no version of TLS: Dovecot hangs up.
dovecot_up server pop3:110 ssl_min_protocol=TLSv1.2
record
fails fetch "pop3://mail.example.net:110/1" $mail --ssl-reqd --tls-max 1.0 --tlsv1.0 --ciphers ALL:@SECLEVEL=0
