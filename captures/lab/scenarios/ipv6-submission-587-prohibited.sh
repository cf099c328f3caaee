# SPDX-License-Identifier: Apache-2.0
#
# Over IPv6 the gateway says that 587 is prohibited, with an ICMPv6 message.
block tcp dport 587 reject with icmpx admin-prohibited
record
fails fetch smtp://mail.example.net:587 "[$mail6]"
