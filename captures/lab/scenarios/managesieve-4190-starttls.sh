# SPDX-License-Identifier: Apache-2.0
#
# ManageSieve with STARTTLS before the login, TLS 1.3.
dovecot_up server sieve:4190
record
put_script 4190 starttls
