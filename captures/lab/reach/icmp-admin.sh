# SPDX-License-Identifier: Apache-2.0
#
# The gateway says with ICMP that it does not let through: admin-prohibited, and admin-prohibited for IPv6.
rule gateway forward ip version 4 tcp dport 587 reject with icmp type admin-prohibited
rule gateway forward ip6 version 6 tcp dport 587 reject with icmpv6 type admin-prohibited
talk() { call 587; }
reach
