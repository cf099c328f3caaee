# SPDX-License-Identifier: Apache-2.0
#
# Nobody blocks 587, but nobody listens there either: the server's own reset.
record
fails submit $mail 587 PLAIN
