# SPDX-License-Identifier: Apache-2.0
#
# The provider answers for the server with a reset; the gateway is a NAT.
translate
control_up
rule provider forward tcp dport 587 reject with tcp reset
talk() { control; call 587; }
reach
