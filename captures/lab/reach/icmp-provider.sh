# SPDX-License-Identifier: Apache-2.0
#
# The provider prohibits 587 with ICMP. The gateway is a NAT, and what the message quotes is translated back.
translate
rule provider forward tcp dport 587 reject with icmpx admin-prohibited
talk() { call 587; }
reach
