# SPDX-License-Identifier: Apache-2.0
#
# The gateway drops 587 without a word.
rule gateway forward tcp dport 587 drop
talk() { call 587 10; }
reach 14
