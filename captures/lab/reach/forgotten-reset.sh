# SPDX-License-Identifier: Apache-2.0
#
# The gateway forgets, and answers what it does not know with a reset, on
# both sides: the server tells of a letter before the client says DONE.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
stateful 15 reject with tcp reset
( sleep 33; new_letter ) &
talk() { echo 'idle_in_vain(8)' | idler; }
reach
