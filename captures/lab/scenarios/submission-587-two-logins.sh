# SPDX-License-Identifier: Apache-2.0
#
# Two letters, two connections, the same fault: one finding that counts two.
submission_up 587
record
submit $mail 587 PLAIN
submit $mail 587 LOGIN
