# SPDX-License-Identifier: Apache-2.0
#
# Behind the provider the path is narrower than the server thinks, and nobody tells it: its certificate does not get through.
certificate long key=rsa:3072
for family in 4 6; do
    in_ns far openssl s_server -$family -accept 465 -cert "$run/long.pem" -key "$run/long.key" -cert_chain "$pki/ca.pem" \
        -build_chain -CAfile "$pki/ca.pem" -quiet </dev/null >/dev/null 2>&1 9>&- &
done
wait_for_port far 465
in_ns provider ip link set near mtu 1300
rule provider output icmp type destination-unreachable drop
rule provider output icmpv6 type packet-too-big drop
talk() {
    in_ns client timeout 12 openssl s_client -connect "$(far_end):465" -servername mail.example.net -CAfile "$pki/ca.pem" -quiet </dev/null || :
}
points="client inside outside server"
reach
in_ns provider ip link set near mtu 1500
