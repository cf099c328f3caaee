# SPDX-License-Identifier: Apache-2.0
#
# The gateway says that 587 is prohibited, with an ICMP message.
block tcp dport 587 reject with icmpx admin-prohibited
record
fails submit $mail 587 PLAIN
