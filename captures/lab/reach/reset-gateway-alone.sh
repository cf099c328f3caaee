# SPDX-License-Identifier: Apache-2.0
#
# The same reset, and nothing to hold it against.
rule gateway forward tcp dport 587 reject with tcp reset
talk() { call 587; }
reach
