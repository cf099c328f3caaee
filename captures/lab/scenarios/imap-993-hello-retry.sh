# SPDX-License-Identifier: Apache-2.0
#
# The client offers a key share for X25519, the server wants P-384: it says
# HelloRetryRequest.
dovecot_up server imap:993:tls ssl_curve_list=P-384
record
fetch_imaps 993 $mail --curves X25519:P-384
