# SPDX-License-Identifier: Apache-2.0
#
# A workstation tries to send straight to an mx. The gateway says nothing.
block ip saddr 192.168.10.50 tcp dport 25 drop
record
fails send client $mx 25
