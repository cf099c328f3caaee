# SPDX-License-Identifier: Apache-2.0
#
# A wrong password, in clear: the login is refused with 535, and still leaked.
submission_up 587
record
fails submit $mail 587 PLAIN --auth-password "$wrong_password"
