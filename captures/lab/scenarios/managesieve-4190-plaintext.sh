# SPDX-License-Identifier: Apache-2.0
#
# ManageSieve in clear: a login, and a script put there.
dovecot_up server sieve:4190 ssl=no
record
put_script 4190
