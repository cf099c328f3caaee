# SPDX-License-Identifier: Apache-2.0
#
# The gateway says with ICMP that it does not let through: port-unreachable, and port-unreachable for IPv6.
rule gateway forward ip version 4 tcp dport 587 reject with icmp type port-unreachable
rule gateway forward ip6 version 6 tcp dport 587 reject with icmpv6 type port-unreachable
talk() { call 587; }
reach
