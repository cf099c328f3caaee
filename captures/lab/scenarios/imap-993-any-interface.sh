# SPDX-License-Identifier: Apache-2.0
#
# The same, recorded with `-i any` on the gateway (link type SLL2): each packet
# is seen on every interface that it passes, so each is there three times.
dovecot_up server imap:993:tls
record -i any -y LINUX_SLL2
fetch_imaps 993 $mail
