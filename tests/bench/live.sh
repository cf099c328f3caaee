#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# live.sh MAILREEVE BUILD_DIR: what watching an interface costs, beside tcpdump and softflowd, and a SYN flood.
#
# Root; everything happens in two network namespaces with a virtual cable between them.  First the gateway
# capture of bench.sh is sent over the cable as fast as this machine can, and each program sees the same run:
# once alone, and once all of them at the same time.  Then SYNs of distinct tuples come while one mail session with a
# password in clear is under way.
#
# LIVE_PACKETS=1400000   in the capture          LIVE_RATE=0        frames a second; 0: as fast as can be
# LIVE_SYNS=10000000     in the flood            LIVE_SYN_RATE=0    the same for them
# LIVE_SYN_NET=45        first octet of their forged sources; 10: from inside
# LIVE_MEMORY=128M       of the watch
set -eu
export LC_ALL=C

packets=${LIVE_PACKETS:-1400000}
rate=${LIVE_RATE:-0}
syns=${LIVE_SYNS:-10000000}
syn_rate=${LIVE_SYN_RATE:-0}
syn_net=${LIVE_SYN_NET:-45}
memory=${LIVE_MEMORY:-128M}
if [ $# -ne 2 ]; then
	echo "usage: live.sh MAILREEVE BUILD_DIR" >&2
	exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "live.sh: network namespaces need root" >&2
	exit 2
fi
mailreeve=$(realpath "$1")
tools=$(realpath "$2")/bench
here=$(realpath "$(dirname "$0")")
folder=${TMPDIR:-/tmp}/mailreeve-bench
near=mailreeve-live-a-$$
far=mailreeve-live-b-$$
work=$(mktemp -d)
chmod 755 "$work"
# Programs that change their user cannot write to a folder of root's.
PATH=$PATH:/usr/sbin:/sbin

clean_up() {
	for name in $near $far; do
		for pid in $(ip netns pids "$name" 2>/dev/null); do kill "$pid" 2>/dev/null || :; done
		ip netns delete "$name" 2>/dev/null || :
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

ip netns add "$near"
ip netns add "$far"
ip link add blast netns "$near" type veth peer name wire netns "$far"
for end in "$near blast 192.168.10.50/24" "$far wire 192.168.10.1/24"; do
	# shellcheck disable=SC2086  # three words
	set -- $end
	ip netns exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	ip netns exec "$1" ip link set lo up
	ip netns exec "$1" ip link set "$2" up
	ip netns exec "$1" ip address add "$3" dev "$2"
done
ip netns exec "$far" ip address add 203.0.113.20/32 dev lo
ip netns exec "$near" ip route add 203.0.113.20/32 via 192.168.10.1

# The buffer of each: what watch gives itself of its memory.
buffer=13000
start() { # PROGRAM
	case $1 in
	mailreeve) set -- "$1" "$mailreeve" watch -i wire --all-ports --memory "$memory" ;;
	tcpdump) set -- "$1" tcpdump -i wire -B $buffer -Z root -w /dev/null ;;
	softflowd) set -- "$1" softflowd -i wire -d -B $((buffer * 1024)) -m 200000 -n 192.168.10.1:9 -p "$work/softflowd.pid" -c "$work/softflowd.ctl" ;;
	esac
	name=$1
	shift
	ip netns exec "$far" "$@" >"$work/$name.out" 2>"$work/$name.err" &
	eval "pid_$name=$!"
}

# Of process $1: user and system time so far, and the most memory it has had, MiB.
cost() {
	awk -v tick="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.2f", ($12 + $13) / tick }' "/proc/$1/stat"
	awk '/^VmHWM/ { printf " %.0f", $2 / 1024 }' "/proc/$1/status"
}

# What it says that it got, and what it lost.
counts() { # PROGRAM
	case $1 in
	softflowd) ip netns exec "$far" softflowctl -c "$work/softflowd.ctl" statistics 2>/dev/null |
		awk '/Packets received by libpcap/ { got = $NF } /Packets dropped by libpcap/ { lost = $NF } END { print got + 0, lost + 0 }' ;;
	*) awk '/packets captured/ { got = $1 } /dropped by kernel/ { lost = $1 } END { print got + 0, lost + 0 }' "$work/$1.err" ;;
	esac
}

finish() { # PROGRAM
	eval "pid=\$pid_$1"
	cost=$(cost "$pid")
	[ "$1" != softflowd ] || counts "$1" >"$work/counts"
	kill -TERM "$pid"
	wait "$pid" || :
	[ "$1" = softflowd ] || counts "$1" >"$work/counts"
	# shellcheck disable=SC2046  # words
	printf '%-10s %-9s %10s %10s %8s s %6s MiB\n' "$1" "$how" $(cat "$work/counts") $cost
}

blast() { # blast's words behind the interface
	ip netns exec "$near" "$tools/blast" blast "$@"
}

together() { # HOW PROGRAM…
	how=$1
	shift
	for program in "$@"; do start "$program"; done
	sleep 2
	blast file "$folder/gateway.pcap" "$rate"
	sleep 2
	for program in "$@"; do finish "$program"; done
}

recipe="generate -n $packets $(cat "$here"/generate.c "$here"/gateway/* | cksum)"
mkdir -p "$folder"
if [ ! -f "$folder/gateway.pcap" ] || [ "$(head -n 1 "$folder/gateway.txt" 2>/dev/null)" != "$recipe" ]; then
	"$tools/generate" -n "$packets" -o "$folder/gateway.pcap" >"$work/made"
	{ echo "$recipe"; cat "$work/made"; } >"$folder/gateway.txt"
fi
cat "$folder/gateway.pcap" >/dev/null

programs=mailreeve
for program in tcpdump softflowd; do
	! command -v $program >/dev/null || programs="$programs $program"
done
printf '%-10s %-9s %10s %10s %10s %10s\n' program run captured dropped CPU memory
if [ "$packets" -gt 0 ]; then
	for program in $programs; do together alone $program; done
	# shellcheck disable=SC2086  # a list
	together together $programs
fi

echo "a flood of $syns SYNs, and one mail session with a password in clear beside it:"
ip netns exec "$far" "$mailreeve" watch -i wire --memory "$memory" >"$work/flood.out" 2>"$work/flood.err" &
pid=$!
sleep 2
blast syn "$syns" "$syn_rate" "$syn_net" >"$work/blast" &
blaster=$!
ip netns exec "$far" python3 "$here/live_server.py" &
server=$!
sleep 3
ip netns exec "$near" python3 "$here/live_client.py"
while kill -0 $blaster 2>/dev/null; do
	awk '/^VmRSS/ { printf "%d\n", $2 / 1024 }' "/proc/$pid/status" >>"$work/rss"
	sleep 1
done
wait $blaster || :
cat "$work/blast"
sleep 3
cost=$(cost $pid)
kill -TERM $pid
wait $pid || :
kill $server 2>/dev/null || :
sort -n "$work/rss" | awk '{ rss[NR] = $1 } END { print "resident memory: " rss[1] " to " rss[NR] " MiB by the second" }'
echo "CPU s and most memory MiB: $cost of --memory $memory"
cat "$work/flood.err"
"$(sh "$here/../setup.sh" python)" - "$work/flood.out" <<'PYTHON'
import collections
import json
import sys

events = [json.loads(line) for line in open(sys.argv[1])]
found = [event["check"] for event in events if event["event"] == "finding"]
station = events[-1]["stats"]["stations"][0]
print("flows seen", station["flows_seen"], "evicted", station["flows_evicted"], "dropped by kernel", station["dropped_by_kernel"])
print("findings:", dict(collections.Counter(found)))
sys.exit("password-in-clear-wan" not in found)
PYTHON
echo "the password in clear was found during the flood"
