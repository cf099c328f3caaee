# SPDX-License-Identifier: Apache-2.0
#
# Submission on 2525, the port that providers offer where 587 is closed.
submission_up 2525
record
submit $mail 2525 PLAIN
