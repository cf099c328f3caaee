# SPDX-License-Identifier: Apache-2.0
#
# While the client is in IDLE the server restarts and remembers nothing: its own reset, not a device's.
dovecot_up far imap:143 ssl=no imap_idle_notify_interval="10 mins"
talk() { echo 'idle_in_vain()' | idler; }
(
    sleep 20
    rule far output tcp sport 143 drop            # it goes down without a word
    in_ns far doveadm -c "$run/dovecot.conf" stop
    sleep 6
    in_ns far ss -K sport = :143 >/dev/null || :
    in_ns far nft flush chain inet gate output
    in_ns far dovecot -c "$run/dovecot.conf"
) &
reach
