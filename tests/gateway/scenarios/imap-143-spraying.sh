# SPDX-License-Identifier: Apache-2.0
#
# Twelve clients try one wrong password each.
dovecot_up server imap:143 ssl=no auth_failure_delay=0
for number in $(seq 101 112); do in_ns client ip address add "192.168.10.$number/24" dev eth0; done
record
for number in $(seq 101 112); do
    { sleep 0.2; printf 'a1 LOGIN %s %s\r\n' "$user" "$wrong_password"; sleep 0.3; printf 'a2 LOGOUT\r\n'; sleep 0.3; } |
        in_ns client socat - "TCP:$mail:143,bind=192.168.10.$number"
done
for number in $(seq 101 112); do in_ns client ip address delete "192.168.10.$number/24" dev eth0; done
