# SPDX-License-Identifier: Apache-2.0
#
# The server's own packet filter refuses 587 with ICMP.
rule far input tcp dport 587 reject with icmpx port-unreachable
talk() { call 587; }
points="client inside outside server"
reach
