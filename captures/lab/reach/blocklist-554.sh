# SPDX-License-Identifier: Apache-2.0
#
# The server refuses this client in its greeting: 554 5.7.1.
postfix_up far 25 smtpd_delay_reject=no smtpd_client_restrictions=reject
talk() { call 25; }
reach
