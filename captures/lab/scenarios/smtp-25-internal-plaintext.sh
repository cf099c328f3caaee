# SPDX-License-Identifier: Apache-2.0
#
# A workstation gives a letter to the office's own server, in clear: it never
# leaves the inside.
postfix_up mta 25
record
send client 192.168.10.25 25
