# SPDX-License-Identifier: Apache-2.0
#
# The server takes no mail at all, and says so: 521.
postfix_up far 25 smtpd_delay_reject=no 'smtpd_client_restrictions=check_client_access static:{521 5.3.2 Service does not accept mail}'
talk() { call 25; }
reach
