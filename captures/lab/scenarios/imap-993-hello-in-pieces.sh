# SPDX-License-Identifier: Apache-2.0
#
# A path so narrow that the ClientHello needs a dozen segments.
dovecot_up server imap:993:tls
in_ns client ip route add $mail via 192.168.10.1 mtu lock 92 advmss 200
trap 'in_ns client ip route delete '$mail EXIT
record
fetch_imaps 993 $mail
