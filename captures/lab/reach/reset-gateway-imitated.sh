# SPDX-License-Identifier: Apache-2.0
#
# The gateway's reset looks as if it had come as far as the server's packets do. It comes too soon.
control_up
rule gateway forward tcp dport 587 reject with tcp reset
in_ns gateway sysctl -qw net.ipv4.ip_default_ttl=62 net.ipv6.conf.inside.hop_limit=62
talk() { control; call 587; }
reach
