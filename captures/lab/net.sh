# SPDX-License-Identifier: Apache-2.0
#
# The network: namespaces, the gateway between the inside and the outside.
#
#   client 192.168.10.50 ─┐                            ┌─ 203.0.113.20   mail
#          fd00:10::50    ├─ inside │gateway│ outside ─┤  203.0.113.25   mx
#   mta    192.168.10.25 ─┘                            └─ 2001:db8:113::20
#
# `inside` is a bridge, so that the gateway also hears what the inside hosts
# say to each other. Captures are taken there.

namespaces="client mta gateway server provider far"   # the last two are lab/reach.sh's

in_ns() { # NAMESPACE COMMAND…
    local ns=$1
    shift
    ip netns exec "reeve-$ns" "$@"
}

net_up() {
    local ns
    for ns in $namespaces; do
        ip netns add "reeve-$ns"
        in_ns "$ns" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.default.accept_ra=0 \
            net.ipv6.conf.default.router_solicitations=0 net.ipv4.ip_local_port_range="40000 60000"
        in_ns "$ns" ip link set lo up
    done
    in_ns gateway sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    # The bridge carries frames and filters nothing, whatever the machine's default:
    # or captures would show what the rules made of a packet, not what came.
    in_ns gateway sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 2>/dev/null || :
    # No multicast snooping: its queries would be noise in the captures.
    in_ns gateway ip link add inside type bridge forward_delay 0 mcast_snooping 0
    host_up client inside-client 192.168.10.50/24 fd00:10::50/64
    host_up mta inside-mta 192.168.10.25/24 fd00:10::25/64
    host_up server outside 203.0.113.20/24 203.0.113.25/24 2001:db8:113::20/64
    in_ns gateway ip link set inside-client master inside
    in_ns gateway ip link set inside-mta master inside
    interface_up gateway inside 192.168.10.1/24 fd00:10::1/64
    interface_up gateway outside 203.0.113.1/24 2001:db8:113::1/64
    for ns in client mta; do
        in_ns $ns ip route add default via 192.168.10.1
        in_ns $ns ip route add default via fd00:10::1
    done
    in_ns server ip route add default via 203.0.113.1
    in_ns server ip route add default via 2001:db8:113::1
    net_quiet
    sleep 3   # IPv6 announces itself when an interface comes up; not in a capture
}

host_up() { # NAMESPACE GATEWAYS-END ADDRESS…
    local ns=$1 far_end=$2
    shift 2
    ip link add "$far_end" netns reeve-gateway type veth peer name eth0 netns "reeve-$ns"
    in_ns gateway ip link set "$far_end" up
    interface_up "$ns" eth0 "$@"
}

interface_up() { # NAMESPACE INTERFACE ADDRESS…
    local ns=$1 interface=$2 address
    shift 2
    in_ns "$ns" ip link set "$interface" up
    for address in "$@"; do
        in_ns "$ns" ip address add "$address" dev "$interface"
    done
}

# A virtual cable leaves checksums and segmentation to a network card that does
# not exist: captures then show wrong checksums and frames of 64 KB. With
# offload off the capture looks like one from a real wire.
offload() { # on|off
    local ns interface
    for ns in $namespaces; do
        for interface in $(in_ns $ns ls /sys/class/net); do
            [ "$interface" = lo ] ||
                in_ns $ns ethtool -K "$interface" tx "$1" tso "$1" gso "$1" gro "$1" >/dev/null 2>&1 || :
        done
    done
}

# The gateway's rules. A scenario adds to them; net_quiet takes all away.
block() { # RULE, for what the gateway forwards
    in_ns gateway nft add rule inet gate forward "$@"
}

intercept() { # PORT TO: the gateway itself answers connections to PORT
    in_ns gateway nft add rule inet gate prerouting tcp dport "$1" redirect to ":$2"
}

net_stop_programs() {
    local ns tries signal=TERM
    for tries in $(seq 100); do
        pids=$(for ns in $namespaces; do ip netns pids "reeve-$ns" 2>/dev/null || :; done)
        [ -n "$pids" ] || return 0
        [ "$tries" -lt 50 ] || signal=KILL
        # shellcheck disable=SC2086  # a list of process ids
        kill -$signal $pids 2>/dev/null || :
        sleep 0.1
    done
}

net_quiet() { # no programs, no rules: as each scenario finds it
    net_stop_programs
    offload off
    in_ns gateway nft -f - <<-'RULES'
	flush ruleset
	table inet gate {
		chain forward { type filter hook forward priority filter; }
		chain prerouting { type nat hook prerouting priority dstnat; }
	}
	RULES
}

net_down() {
    local ns
    net_stop_programs
    for ns in $namespaces; do
        ip netns delete "reeve-$ns" 2>/dev/null || :
    done
}
