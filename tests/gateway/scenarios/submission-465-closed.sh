# SPDX-License-Identifier: Apache-2.0
#
# Nobody listens on 465: the server's own reset.
record
fails submit $mail 465 PLAIN --tls-on-connect
