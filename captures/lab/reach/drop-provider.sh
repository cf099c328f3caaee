# SPDX-License-Identifier: Apache-2.0
#
# The provider drops 587; the gateway is a NAT.
translate
rule provider forward tcp dport 587 drop
talk() { call 587 10; }
reach 14
