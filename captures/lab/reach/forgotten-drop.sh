# SPDX-License-Identifier: Apache-2.0
#
# A client is in IDLE for longer than the gateway remembers connections: DONE gets no answer. Then it makes a new connection.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
stateful 15 drop
talk() { echo 'idle_in_vain(8)' | idler; }
reach
