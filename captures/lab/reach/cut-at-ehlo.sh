# SPDX-License-Identifier: Apache-2.0
#
# The gateway lets the banner through and resets at EHLO. The server hears no more.
postfix_up far 587
rule gateway forward tcp dport 587 @ih,0,32 0x45484c4f reject with tcp reset
talk() { call 587; }
reach
