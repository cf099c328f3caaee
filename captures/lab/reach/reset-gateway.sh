# SPDX-License-Identifier: Apache-2.0
#
# The gateway answers for the server with a reset. On another port the server itself can be heard.
control_up
rule gateway forward tcp dport 587 reject with tcp reset
talk() { control; call 587; }
reach
