# SPDX-License-Identifier: Apache-2.0
#
# ManageSieve on 2000, where it was before it had a port.
dovecot_up server sieve:2000 ssl=no
record
put_script 2000
