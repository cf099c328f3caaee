# SPDX-License-Identifier: Apache-2.0
#
# The gateway turns 587 round to a server of its own, which answers as if it were the other. 465 is left alone.
control_up
postfix_up gateway 5587 myhostname=proxy.example.org
in_ns gateway nft add rule inet gate prerouting tcp dport 587 redirect to :5587
talk() { control; call 587; }
reach
