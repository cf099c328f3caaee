#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# bench.sh MAILREEVE BUILD_DIR: what an audit costs, next to an empty pcap_loop and to other programs.
#
# Only the ratios mean something: everything runs in turn on the same machine, so that what disturbs
# one disturbs all.  CPU seconds are user and system together.  The captures (1.9 GB) stay for the
# next run; to remove them:
#   rm -r "${TMPDIR:-/tmp}/mailreeve-bench"
#
# BENCH_ROUNDS=5         how often everything is run
# BENCH_PACKETS=1400000  in the gateway capture
# BENCH_PEERS='…'        the other programs; empty for none
set -eu
export LC_ALL=C

rounds=${BENCH_ROUNDS:-5}
packets=${BENCH_PACKETS:-1400000}
mail_packets=400000
head_packets=200000
peers=${BENCH_PEERS-ndpiReader softflowd tcpdump tshark}
mail_ports='tcp port 24 or 25 or 110 or 143 or 465 or 587 or 993 or 995 or 2525 or 4190'

if [ $# -ne 2 ]; then
	echo "usage: bench.sh MAILREEVE BUILD_DIR" >&2
	exit 2
fi
mailreeve=$1
tools=$2/bench
here=$(dirname "$0")
folder=${TMPDIR:-/tmp}/mailreeve-bench
# Some peers are in sbin, which is not on everybody's path.
PATH=$PATH:/usr/sbin:/sbin
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM

# Make the capture $1 with the options that follow, unless it is there from a run with the same generator.
capture() {
	name=$1
	shift
	recipe="generate $* $(cat "$here"/generate.c "$here"/gateway/* | cksum)"
	if [ ! -f "$folder/$name.pcap" ] || [ "$(head -n 1 "$folder/$name.txt" 2>/dev/null)" != "$recipe" ]; then
		echo "Making $folder/$name.pcap" >&2
		rm -f "$folder/$name.txt"
		"$tools/generate" "$@" -o "$folder/$name.pcap" >"$results/made"
		{ echo "$recipe"; cat "$results/made"; } >"$folder/$name.txt"
	fi
	cat "$folder/$name.pcap" >/dev/null
}

# Run program $1 over capture $2 and add what it cost to $results/$2.$1.
measure() {
	whole=$folder/$2.pcap
	most=0
	case $1 in
	mailreeve)
		most=1 # findings
		set -- "$1" "$2" "$mailreeve" audit --format json "$whole"
		;;
	empty_loop) set -- "$1" "$2" "$tools/empty_loop" "$whole" ;;
	ndpiReader) set -- "$1" "$2" ndpiReader -q -i "$whole" ;;
	softflowd) set -- "$1" "$2" softflowd -6 -m 1000000 -r "$whole" ;;
	tcpdump) set -- "$1" "$2" tcpdump -r "$whole" -w /dev/null "$mail_ports" ;;
	tshark) set -- "$1" "$2" tshark -n -q -z io,phs -r "$folder/$2-head.pcap" ;;
	esac
	list=$results/$2.$1
	shift 2
	"$tools/run_cpu" "$list" "$@" >/dev/null 2>"$results/complaints"
	status=$(awk 'END { print $4 }' "$list")
	if [ "$status" -gt "$most" ]; then
		echo "bench.sh: $1 ended with status $status:" >&2
		cat "$results/complaints" >&2
		exit 1
	fi
}

# "median (least - most)" of the numbers on stdin.
spread() {
	sort -n | awk '{ n[NR] = $1 }
		END { printf "%.2f (%.2f - %.2f)", (n[int((NR + 1) / 2)] + n[int((NR + 2) / 2)]) / 2, n[1], n[NR] }'
}

# The CPU seconds of program $1 over capture $2, a round a line; tshark's scaled from the head to the whole.
cpu() {
	scale=1
	[ "$1" != tshark ] || scale=$(awk 'NR == 2 { print $1 / '"$head_packets"' }' "$folder/$2.txt")
	awk -v scale="$scale" '{ printf "%.4f\n", $1 * scale }' "$results/$2.$1"
}

# The CPU seconds of program $1 in those of program $2, round by round, over capture $3.
ratio() {
	cpu "$1" "$3" >"$results/one"
	cpu "$2" "$3" | paste "$results/one" - | awk '{ printf "%.4f\n", $1 / ($2 > 0 ? $2 : .0001) }' | spread
}

table() {
	echo
	sed -n 2p "$folder/$1.txt"
	printf '%-12s %-24s %-26s %-26s %s\n' '' 'CPU seconds' '/ empty_loop' '/ mailreeve' 'peak MiB'
	for program in $programs; do
		printf '%-12s %-24s %-26s %-26s %s\n' "$program" "$(cpu "$program" "$1" | spread)" \
			"$(ratio "$program" empty_loop "$1")" "$(ratio "$program" mailreeve "$1")" \
			"$(sort -k 3n "$results/$1.$program" | awk 'END { printf "%.0f", $3 / 1024 }')"
	done
}

[ -d "$folder" ] || mkdir -m 700 "$folder"
if [ -z "$(find "$folder" -prune -type d -user "$(id -u)")" ]; then
	echo "bench.sh: $folder is somebody else's" >&2
	exit 1
fi
capture gateway -s 1 -n "$packets"
capture mail -s 2 -n "$mail_packets" -m 1

programs='empty_loop mailreeve'
missing=
for peer in $peers; do
	if command -v "$peer" >/dev/null; then
		programs="$programs $peer"
	else
		missing="$missing $peer"
	fi
done
case $programs in
*tshark*)
	# The same seed makes the same packets, so this is the beginning of the whole.
	capture gateway-head -s 1 -n "$head_packets"
	capture mail-head -s 2 -n "$head_packets" -m 1
	;;
esac

for mix in gateway mail; do
	round=0
	while [ "$round" -lt "$rounds" ]; do
		round=$((round + 1))
		echo "$mix: round $round of $rounds" >&2
		for program in $programs; do
			measure "$program" "$mix"
		done
	done
done

echo "Median (least - most) of $rounds rounds, all programs in turn;" \
	"$(uname -sm), $(getconf _NPROCESSORS_ONLN) processors"
table gateway
table mail
echo
case $programs in
*tshark*)
	echo "tshark read the first $head_packets packets only;" \
		"its CPU seconds are scaled to the whole, its peak is not."
	;;
esac
for peer in $missing; do
	case $peer in
	ndpiReader) echo "ndpiReader is missing (Debian: libndpi-bin)." ;;
	*) echo "$peer is missing (Debian: $peer)." ;;
	esac
done
echo "The captures are in $folder, for the next time; rm -r removes them."
echo "mailreeve / empty pcap_loop, mail only: $(ratio mailreeve empty_loop mail) (median of $rounds)"
echo "mailreeve / empty pcap_loop:" \
	"$(ratio mailreeve empty_loop gateway | cut -d ' ' -f 1) (median of $rounds)"
