# SPDX-License-Identifier: Apache-2.0
#
# The laboratory of reachability: what is lab/net.sh's inside, and a longer way to the server.
#
#   client ── inside│gateway│beyond ── │provider│ ══ 10 ms ══ server
#
#   client   192.168.10.50     fd00:10::50
#   gateway  192.168.10.1      fd00:10::1         inside
#            198.51.100.1      2001:db8:100:1::1  beyond
#   provider 198.51.100.2      2001:db8:100:1::2  and 198.51.100.129, 2001:db8:100:2::1 on the server's side
#   server   198.51.100.200    2001:db8:100:2::200
#
# A scenario of lab/reach/ says what is set up, then `reach SECONDS_AT_MOST`, and defines `talk`, which is called once for each
# family, both at the same time, with $family (4 or 6) and $far, the server's address. Four captures of each family are
# taken: on the client, on the gateway's two sides and on the server.

far4=198.51.100.200
far6=2001:db8:100:2::200

far_end() { # the server's address as URLs have it
    [ "$family" = 4 ] && echo "$far" || echo "[$far]"
}

reach_up() {
    local ns
    in_ns gateway ip link show beyond >/dev/null 2>&1 || {
        in_ns provider sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
        ip link add beyond netns reeve-gateway type veth peer name near netns reeve-provider
        interface_up gateway beyond 198.51.100.1/30 2001:db8:100:1::1/64
        interface_up provider near 198.51.100.2/30 2001:db8:100:1::2/64
        in_ns gateway ip route add 198.51.100.128/25 via 198.51.100.2
        in_ns gateway ip route add 2001:db8:100:2::/64 via 2001:db8:100:1::2
        in_ns provider ip route add 192.168.10.0/24 via 198.51.100.1
        in_ns provider ip route add fd00:10::/64 via 2001:db8:100:1::1
    }
    python3 "$lab/cable.py" reeve-provider far reeve-far eth0 10 9>&- &
    while ! in_ns far ip link show eth0 >/dev/null 2>&1; do sleep 0.1; done
    interface_up provider far 198.51.100.129/25 2001:db8:100:2::1/64
    interface_up far eth0 $far4/25 $far6/64
    in_ns far ip route add default via 198.51.100.129
    in_ns far ip route add default via 2001:db8:100:2::1
    for ns in provider far; do
        in_ns $ns nft -f - <<-'RULES'
		flush ruleset
		table inet gate {
			chain forward { type filter hook forward priority filter; }
			chain input { type filter hook input priority filter; }
			chain output { type filter hook output priority filter; }
		}
		RULES
    done
    in_ns gateway nft add chain inet gate input '{ type filter hook input priority filter; }'
    in_ns gateway sysctl -qw net.ipv4.ip_default_ttl=64 net.ipv6.conf.inside.hop_limit=64 \
        net.netfilter.nf_conntrack_tcp_loose=1 net.netfilter.nf_conntrack_tcp_timeout_established=432000
    in_ns gateway conntrack -F 2>/dev/null
    offload off
    sleep 1
    reach_warm
}

# The neighbours know each other before the captures begin.
reach_warm() {
    local address
    for address in $far4 $far6; do
        in_ns client ping -q -c 2 -i 0.2 -W 2 $address >/dev/null
    done
}

rule() { # NAMESPACE CHAIN RULE…
    local ns=$1 chain=$2
    shift 2
    in_ns "$ns" nft add rule inet gate "$chain" "$@"
}

translate() { # the gateway is a NAT: the office has one address of each family
    in_ns gateway nft -f - <<-'RULES'
	table inet gate {
		chain postrouting {
			type nat hook postrouting priority srcnat;
			oifname "beyond" masquerade
		}
	}
	RULES
}

# The gateway knows each connection, forgets it after so many seconds of silence, and wants no packet of one that it does not know.
stateful() { # SECONDS VERDICT…
    in_ns gateway sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0 net.netfilter.nf_conntrack_tcp_timeout_established="$1"
    shift
    rule gateway forward ct state invalid "$@"
    rule gateway forward ct state new tcp flags != syn "$@"
    # What comes back to an address that is translated and known to nobody is for the gateway itself.
    rule gateway input iifname beyond meta l4proto tcp drop
}

# The same server on another port, where nothing is in the way: so that it can be told from who speaks in its name.
control_up() {
    local family
    certificate control key=ec
    for family in 4 6; do       # it serves one connection at a time
        in_ns far openssl s_server -$family -accept 465 -cert "$run/control.pem" -key "$run/control.key" -quiet \
            -num_tickets 0 </dev/null >/dev/null 2>&1 9>&- &
    done
    wait_for_port far 465
}

control() {
    { sleep 0.5; echo QUIT; sleep 0.3; } | in_ns client timeout 8 openssl s_client -connect "$(far_end):465" \
        -servername mail.example.net -CAfile "$pki/ca.pem" -quiet -no_ign_eof || :
    sleep 1
}

call() { # PORT [SECONDS]: a mail client that says what curl says
    in_ns client curl --silent --show-error --connect-timeout "${2:-8}" --max-time "${2:-8}" \
        "smtp://$(far_end):$1" </dev/null || :
}

tls_on_587() { # SECONDS: OpenSSL's client asks for STARTTLS and goes into TLS
    { sleep 1; echo QUIT; sleep 0.5; } | in_ns client timeout "$1" openssl s_client -starttls smtp -name office.example.org \
        -connect "$(far_end):587" -servername mail.example.net -CAfile "$pki/ca.pem" -quiet -no_ign_eof || :
}

idler() { # the program on stdin, with a talk.Talk in IDLE as `talk`
    { cat <<'PYTHON'
import sys, time
from talk import *

address = sys.argv[1]


def login():
    talk = Talk(address, 143)
    talk.say(f"a1 LOGIN {USER} {PASSWORD}", "a1 OK")
    talk.say("a2 SELECT INBOX", "a2 OK")
    return talk


def idle(talk):
    talk.say("a3 IDLE", r"\+")


def leave(talk):
    talk.say("a9 LOGOUT", "a9 OK")
    talk.close()


def come_back():
    """A client whose connection is dead makes another one."""
    talk = Talk(address, 143)
    talk.say("b1 LOGOUT", "b1 OK")
    talk.close()


def idle_in_vain(patience=None):
    """In IDLE for longer than the gateway remembers; DONE gets no answer, or a reset; then a new connection."""
    talk = login()
    idle(talk)
    time.sleep(36)
    if patience is not None:
        talk.socket.settimeout(patience)
    try:
        talk.say("DONE", "a3 OK")
    except OSError:
        pass
    talk.close()
    come_back()


PYTHON
      cat; } | python_client client "$far"
}

new_letter() {
    letter >"$run/letter"
    install -o nobody -g nogroup "$run/letter" "$run/mail/$user/new/1700000002.2.mail"
}

# reach [SECONDS_AT_LEAST]: from here on it is recorded; talk of both families; and so long at least.
reach() {
    local least=${1:-0} family far pids="" pid begin=$SECONDS
    listen client client eth0
    listen gateway inside inside
    listen gateway outside beyond
    listen far server eth0
    sleep 0.5
    for family in 4 6; do
        [ $family = 4 ] && far=$far4 || far=$far6
        ( talk ) &
        pids="$pids $!"
    done
    for pid in $pids; do wait "$pid"; done
    while [ $((SECONDS - begin)) -lt "$least" ]; do sleep 0.5; done
    sleep 1
    for pid in $listeners; do kill -TERM "$pid"; done
    for pid in $listeners; do wait "$pid" || :; done
    reach_forget
    for file in "$run"/v[46]-*.pcap; do reach_keep "$file"; done
}

# What a program left unsaid when it ended the kernel goes on saying; the next recording shall not hear it.
reach_forget() {
    local ns tries
    for ns in client far; do in_ns $ns sysctl -qw net.ipv4.tcp_retries2=1 net.ipv4.tcp_orphan_retries=1; done
    net_stop_programs
    for tries in $(seq 300); do
        [ -n "$(in_ns client ss -Htan state established state fin-wait-1 state last-ack; in_ns far ss -Htan state \
            established state fin-wait-1 state last-ack)" ] || break
        sleep 0.1
    done
    for ns in client far; do in_ns $ns sysctl -qw net.ipv4.tcp_retries2=15 net.ipv4.tcp_orphan_retries=0; done
}

listeners=
listen() { # NAMESPACE POINT INTERFACE
    local family filter
    for family in 4 6; do
        [ $family = 4 ] && filter='ip and (tcp or icmp)' || filter='ip6 and (tcp or (icmp6 and ip6[40] < 128))'
        in_ns "$1" tcpdump -i "$3" -s 0 -U --immediate-mode -Z root -w "$run/v$family-$2.pcap" "$filter" 2>"$run/listen-$2-$family.log" &
        listeners="$listeners $!"
        while ! grep -q "listening on" "$run/listen-$2-$family.log"; do sleep 0.1; done
    done
}

points="client inside outside"   # a scenario may say more
families="4 6"
reach_keep() { # FILE
    local base=${1##*/} point family
    base=${base%.pcap} point=${base#v?-} family=${base%-*}
    case " $points " in *" $point "*) ;; *) return 0 ;; esac
    case " $families " in *" ${family#v} "*) ;; *) return 0 ;; esac
    mkdir -p "$captures/reach"
    install -m 644 "$1" "$captures/reach/$name-$base.pcap"
}
