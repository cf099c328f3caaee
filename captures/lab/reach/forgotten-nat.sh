# SPDX-License-Identifier: Apache-2.0
#
# The same behind a NAT; and a letter comes in after the gateway forgot, of which the server tells in vain.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
translate
stateful 15 drop
( sleep 33; new_letter ) &
talk() { echo 'idle_in_vain(8)' | idler; }
points="client inside outside server"
reach
