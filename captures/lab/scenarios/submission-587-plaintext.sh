# SPDX-License-Identifier: Apache-2.0
#
# A workstation logs in and sends. The server has no TLS: AUTH PLAIN in clear.
submission_up 587
record
submit $mail 587 PLAIN
