# SPDX-License-Identifier: Apache-2.0
#
# A server that talks text on 465, and a client that does too.
submission_up 465
record
submit $mail 465 PLAIN
