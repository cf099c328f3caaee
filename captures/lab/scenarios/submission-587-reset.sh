# SPDX-License-Identifier: Apache-2.0
#
# The gateway answers for the server with a reset.
block tcp dport 587 reject with tcp reset
record
fails submit $mail 587 PLAIN
