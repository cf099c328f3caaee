# SPDX-License-Identifier: Apache-2.0
#
# A server with TLS from the first byte on port 25, where STARTTLS belongs.
postfix_up server 25:tls
record
send mta $mx 25 --tls-on-connect --tls-sni mx.example.net
