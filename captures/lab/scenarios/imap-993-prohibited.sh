# SPDX-License-Identifier: Apache-2.0
#
# The gateway says that 993 is prohibited, with an ICMP message.
block tcp dport 993 reject with icmpx admin-prohibited
record
fails fetch_imaps 993 $mail
