# SPDX-License-Identifier: Apache-2.0
#
# The office's own server does not listen on 993. No WAN port is blocked.
record
fails fetch_imaps 993 192.168.10.25
