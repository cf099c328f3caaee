# SPDX-License-Identifier: Apache-2.0
#
# The gateway drops 587: the client calls for ten seconds and hears nothing.
block tcp dport 587 drop
record
fails submit $mail 587 PLAIN
