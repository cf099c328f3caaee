# SPDX-License-Identifier: Apache-2.0
#
# STARTTLS is offered and not used: login and script cross in clear.
dovecot_up server sieve:4190
record
put_script 4190
