# SPDX-License-Identifier: Apache-2.0
#
# Dovecot's key is not the certificate's. It offers STARTTLS and says OK before
# it finds out that it cannot do TLS.
certificate other
dovecot_up server imap:143 ssl_key="<$run/other.key"
record
fails fetch_imap 143 $mail --ssl-reqd
