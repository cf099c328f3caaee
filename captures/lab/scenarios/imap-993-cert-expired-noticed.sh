# SPDX-License-Identifier: Apache-2.0
#
# A certificate that ended last month: the client says so in its alert.
certificate expired from=20200101000000Z until=20261022000000Z
dovecot_up server imap:993:tls ssl_cert="<$run/expired.pem" ssl_key="<$run/expired.key"
record
fails fetch_imaps 993 $mail --tls-max 1.2
