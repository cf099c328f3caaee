# SPDX-License-Identifier: Apache-2.0
#
# Somebody runs SSH on the submission port, to get past a firewall.
ssh-keygen -q -t ed25519 -N '' -f "$run/host-key"
mkdir -p /run/sshd   # sshd wants it; Debian makes it at boot
in_ns server /usr/sbin/sshd -f /dev/null -p 587 -h "$run/host-key" -o UseDNS=no -o PidFile=none
wait_for_port server 587
record
fails in_ns client ssh -F /dev/null -p 587 -o BatchMode=yes -o StrictHostKeyChecking=no \
    -o UserKnownHostsFile=/dev/null nobody@$mail true
