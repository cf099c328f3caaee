# SPDX-License-Identifier: Apache-2.0
#
# From the outside in: a foreign server gives a letter to the office's, in clear.
postfix_up mta 25 mydestination=example.net
record
send server 192.168.10.25 25
