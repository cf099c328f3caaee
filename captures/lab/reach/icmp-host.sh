# SPDX-License-Identifier: Apache-2.0
#
# The gateway says with ICMP that it does not let through: host-unreachable, and no-route for IPv6.
rule gateway forward ip version 4 tcp dport 587 reject with icmp type host-unreachable
rule gateway forward ip6 version 6 tcp dport 587 reject with icmpv6 type no-route
talk() { call 587; }
reach
