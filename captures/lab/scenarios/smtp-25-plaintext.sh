# SPDX-License-Identifier: Apache-2.0
#
# The office's mail server hands a letter to the mx, which has no TLS at all.
postfix_up server 25
relay
record
relay_one_letter
