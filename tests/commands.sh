#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command line: exit statuses, errors that name the thing and the cure, files, standard input.
set -u

program=$(realpath "$1")
here=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
sample=$here/captures/imap-143-plaintext.pcapng
blocked=$here/captures/submission-587-dropped.pcap

# want NAME STATUS 'PATTERN in both outputs, or empty' COMMAND…: the status and the words are as wanted.
want() {
	name=$1 status=$2 pattern=$3
	shift 3
	"$@" >"$work/out" 2>"$work/err" </dev/null
	got=$?
	if [ "$got" -ne "$status" ]; then
		echo "$name: status $got, wanted $status: $(head -c 300 "$work/err")"
		failed=$((failed + 1))
	elif [ -n "$pattern" ] && ! cat "$work/out" "$work/err" | grep -qe "$pattern"; then
		echo "$name: no \"$pattern\" in: $(head -c 300 "$work/err")"
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
}

# want_same NAME A B: the two files are the same but for the capture's name and the number of octets of the file.
want_same() {
	if diff "$2" "$3" >"$work/diff"; then
		passed=$((passed + 1))
	else
		echo "$1: differs: $(head -5 "$work/diff")"
		failed=$((failed + 1))
	fi
}

one_line() {
	if [ "$(wc -l <"$work/err")" -eq 1 ]; then
		passed=$((passed + 1))
	else
		echo "$1: not one line: $(cat "$work/err")"
		failed=$((failed + 1))
	fi
}

want 'no command' 2 'usage' "$program"
want 'unknown command' 2 'did you mean audit' "$program" audti
want 'help' 0 'Commands' "$program" --help
want 'version' 0 '^mailreeve [0-9]' "$program" --version
want 'audit help' 0 'fail-on' "$program" audit --help
want 'no capture' 2 'no capture given' "$program" audit
want 'a capture named as tcpdump wants it' 1 'password-in-clear-wan' "$program" audit -nr "$sample"
want 'unknown option' 2 'did you mean sessions' "$program" audit --sesions "$sample"
want 'unknown format' 2 'did you mean json' "$program" audit --format jsn "$sample"
want 'unknown severity' 2 'did you mean critical' "$program" audit --fail-on critcal "$sample"
want 'option without argument' 2 'wants an argument' "$program" audit "$sample" --policy
want 'policy that is not there' 2 'no-such-policy' "$program" audit --policy no-such-policy "$sample"
want 'bad inside' 2 'did you mean "10.0.0.0/8"' "$program" audit --inside 10.0.0.1/8 "$sample"
want 'IPv4 as IPv6 inside' 2 'did you mean "192.168.0.0/16"' "$program" audit --inside ::ffff:192.168.0.0/112 "$sample"
want 'inside that is too long' 2 'neither an address nor a prefix' "$program" audit --inside 10.0.0.0/$(printf '%080d' 8) "$sample"
want 'bad filter' 2 'pcap-filter(7)' "$program" audit --filter 'tcp port and' "$sample"

want 'findings' 1 'imap-plaintext-wan' "$program" audit "$sample"
want 'fail-on critical' 1 '' "$program" audit --fail-on critical "$sample"
want 'fail-on critical, only high' 0 '' "$program" audit --fail-on critical "$blocked"
want 'no finding' 0 '' "$program" audit "$here/captures/imap-993-implicit-tls.pcap"
want 'no mail at all' 0 'no mail session' "$program" audit "$here/captures/web-only.pcap"
want 'inside makes it internal' 1 'imap-plaintext-inside' "$program" audit --inside 0.0.0.0/0,::/0 "$sample"
want 'filter of another link type' 3 'link type 1' "$program" audit --filter 'wlan type mgt' "$sample"
want 'all inside is doubted' 1 'Nothing can be outside' "$program" audit --inside 0.0.0.0/0,::/0 "$sample"
want 'inside that is right is not doubted' 1 '"zones_doubtful":\[\]' "$program" audit --inside 192.168.0.0/16 --format json "$sample"
want 'inside of another site' 1 'No session has an end in any zone' "$program" audit --inside 192.0.2.0/24 "$sample"
want 'a network that was left out' 1 'private address that is in no zone, as 192.168.10.50' "$program" audit --inside 10.0.0.0/8 "$sample"
want 'its findings say so' 1 '"zones_doubtful":"private-outside"' "$program" audit --inside 10.0.0.0/8 --format json "$sample"
want 'zones of another site never pass' 0 '"verdict":"inconclusive"' "$program" audit --inside 192.0.2.0/24 --format json "$here/captures/imap-993-implicit-tls.pcap"
want 'with the right ones it does' 0 '"verdict":"pass"' "$program" audit --inside 192.168.0.0/16 --format json "$here/captures/imap-993-implicit-tls.pcap"
want 'filter leaves nothing' 0 'no mail session' "$program" audit --filter 'udp' "$sample"

want 'missing file' 3 'nowhere.pcap' "$program" audit "$work/nowhere.pcap"
one_line 'missing file'
: >"$work/empty.pcap"
want 'empty file' 3 'empty' "$program" audit "$work/empty.pcap"
one_line 'empty file'
printf 'this is no capture at all, only text\n' >"$work/text.pcap"
want 'no capture' 3 'no capture' "$program" audit "$work/text.pcap"
one_line 'no capture'
printf '\033[31mred\n' >"$work/$(printf 'evil\033[31mname').pcap"
want 'hostile file name' 3 'x1B\[31mname' "$program" audit "$work"/evil*
size=$(wc -c <"$here/captures/imap-143-literal-login.pcap")
head -c $((size - 7)) "$here/captures/imap-143-literal-login.pcap" >"$work/cut.pcap"
want 'cut file' 3 'cut short' "$program" audit "$work/cut.pcap"
want 'cut file still reports' 3 'imap-plaintext-wan' "$program" audit "$work/cut.pcap"
want 'other inputs are not lost' 3 'imap-plaintext-wan' "$program" audit "$work/nowhere.pcap" "$sample"
want 'unwritable output' 2 'no-such-folder' "$program" audit -o "$work/no-such-folder/report.json" "$sample"
one_line 'unwritable output'
want 'full device' 2 'No space' "$program" audit -o json=/dev/full "$sample"
for words in --version --help 'explain 25' 'policy list' 'policy show strict' 'audit --help'; do
	want "full device: $words" 2 'standard output: No space' sh -c '"$0" $1 >/dev/full' "$program" "$words"
done
want 'a reader that had enough' 0 '' sh -c '{ "$0" policy show baseline; echo $? >&3; } 3>"$1" | head -c 1; exit "$(cat "$1")"' \
	"$program" "$work/status"
if [ -s "$work/err" ]; then
	echo "a reader that had enough: $(cat "$work/err")"
	failed=$((failed + 1))
fi

want 'output to a file' 1 '' "$program" audit -o "json=$work/report.json" "$sample"
want 'no overwriting' 2 'force' "$program" audit -o "json=$work/report.json" "$sample"
want 'overwriting by force' 1 '' "$program" audit --force -o "json=$work/report.json" "$sample"
want 'several outputs' 1 '' "$program" audit -o "json=$work/a.json" -o "text=$work/a.txt" "$sample"
want 'controls' 1 'fail .*HIPAA 164.312(e)(1)' "$program" audit --controls "$sample"
want 'no controls without asking' 1 'imap-plaintext-wan' "$program" audit "$sample"
want 'quiet' 1 'imap-plaintext-wan' "$program" audit -q "$sample"
want 'hash' 1 "$(sha256sum "$sample" | cut -d' ' -f1)" "$program" audit --hash --format json "$sample"

# The same capture by every way in gives the same report but for its name.
plain=$here/captures/imap-143-starttls-tls12.pcap
gzip -c "$plain" >"$work/x.pcap.gz"
zstd -q -c "$plain" >"$work/x.pcap.zst"
report() { "$program" audit --format json --sessions "$@" 2>/dev/null | sed 's|"capture":"[^"]*"|"capture":"X"|g; s|"capture": *"[^"]*"|"capture":"X"|g'; }
report "$plain" >"$work/plain"
report "$work/x.pcap.gz" >"$work/gz"
report "$work/x.pcap.zst" >"$work/zst"
report - <"$plain" >"$work/stdin"
want_same 'gzip' "$work/plain" "$work/gz"
want_same 'zstd' "$work/plain" "$work/zst"
want_same 'standard input' "$work/plain" "$work/stdin"
cat "$work/x.pcap.zst" | report - >"$work/piped"
want_same 'zstd through a pipe' "$work/plain" "$work/piped"
python3 tests/to_pcapng.py "$plain" "$work/x.pcapng"
report "$work/x.pcapng" >"$work/ng"
want_same 'pcapng' "$work/plain" "$work/ng"
report "$plain" >"$work/again"
want_same 'twice the same' "$work/plain" "$work/again"

# A rotated capture is one capture: the connection that crosses the cut is one session.
want 'rotated files' 1 'in 1 mail session' "$program" audit "$here/captures/rotated-imap-2.pcap" "$here/captures/rotated-imap-1.pcap"

# On a terminal an audit that takes longer than a second shows its progress on stderr; never when piped.
if script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
	mkfifo "$work/slow"
	(cat "$plain"; for _ in 1 2 3 4 5 6 7 8; do sleep 0.3; for _ in 1 2 3 4 5 6 7 8 9 10; do tail -c +25 "$plain"; done; done) >"$work/slow" &
	writer=$!
	timeout 30 script -qec "$program audit -o json=/dev/null $work/slow" "$work/screen" >/dev/null </dev/null
	kill "$writer" 2>/dev/null
	wait
	want 'progress on a terminal' 0 'MiB/s' cat "$work/screen"
fi

report captures >"$work/one"
report -j 3 captures >"$work/three"
want_same 'three jobs give the same bytes' "$work/one" "$work/three"
want 'no number of jobs' 2 'from 1 to 64' "$program" audit -j 0 "$sample"

# Pseudonyms.
printf '%064d\n' 7 >"$work/key"
want 'no key' 2 'No such file' "$program" audit --pseudonymize "$work/no-key" "$sample"
want 'bad key' 2 '64 hexadecimal digits' "$program" audit --pseudonymize "$sample" "$sample"
"$program" audit --format json --sessions --pseudonymize "$work/key" "$here/captures" >"$work/hidden" 2>/dev/null
want 'no true address in it' 1 '' grep -E '192\.168\.10\.|203\.0\.113\.|2001:db8:|example\.(org|net|com)' "$work/hidden"
"$program" audit --format json --pseudonymize "$work/key" --inside 10.0.0.0/8 "$here/captures" >"$work/hidden-doubt" 2>/dev/null
want 'an example of an address is there' 0 '"example":"[0-9]' cat "$work/hidden-doubt"
want 'and is no true address' 1 '' grep -E '192\.168\.10\.|203\.0\.113\.|2001:db8:' "$work/hidden-doubt"
"$program" audit --format json --sessions "$here/captures" >"$work/true" 2>/dev/null
"$program" report convert --pseudonymize "$work/key" "$work/true" >"$work/hidden-later"
want_same 'pseudonyms later are those at once' "$work/hidden" "$work/hidden-later"

# Saved reports.
saved=$work/saved.json
"$program" audit --format json --sessions --pairs "$sample" >"$saved" 2>/dev/null
"$program" audit --format json --sessions --pairs "$blocked" >"$work/other.json" 2>/dev/null
want 'report without verb' 2 'usage' "$program" report
want 'report, unknown verb' 2 'did you mean merge' "$program" report marge "$saved"
want 'report help' 0 'diff' "$program" report --help
want 'help of a verb' 0 'pseudonymize FILE' "$program" report show --help
want 'report with a misspelt option' 2 'did you mean quiet' "$program" report show --quite "$work/none.json"
want 'report with a misspelt format' 2 'did you mean sarif' "$program" report convert -f sarf "$work/none.json"
want 'report with a misspelt severity' 2 'did you mean high' "$program" report show --fail-on hgh "$work/none.json"
want 'report of nothing' 2 'no report given' "$program" report show --quiet
want 'explain with a misspelt option' 2 'did you mean policy' "$program" explain --polcy strict 25
want 'explain help' 0 'policy FILE' "$program" explain -h
want 'ctl with a misspelt option' 2 'did you mean control' "$program" ctl --contrl "$work/none" status
want 'ctl where no watch is' 2 'is there a watch' "$program" ctl status --control "$work/none"
want 'ctl with a misspelt command' 2 'no such command: statu (did you mean status?)' "$program" ctl statu
want 'ctl help' 0 'reload' "$program" ctl --help
want 'report without report' 2 'no report given' "$program" report show
want 'report show' 0 'imap-plaintext-wan' "$program" report show "$saved"
want 'report show, judged anew' 1 'FAIL' "$program" report show --fail-on critical "$saved"
want 'report show, judged anew and good' 0 'submission' "$program" report show --fail-on critical "$work/other.json"
want 'report that is none' 3 'neither JSON' "$program" report show "$sample"
want 'report that is not there' 3 'nowhere.json' "$program" report show "$work/nowhere.json"
head -c 3000 "$saved" >"$work/half.json"
want 'half a report' 3 'half.json:[0-9]*:.*ends in the middle' "$program" report show "$work/half.json"
want 'two reports to show' 2 'report merge' "$program" report show "$saved" "$saved"
want 'diff with itself' 0 '^0 new, 0 gone, 0 changed$' "$program" report diff "$saved" "$saved"
want 'diff, something new' 1 '^new *CRITICAL *password-in-clear-wan' "$program" report diff "$work/other.json" "$saved"
want 'diff, nothing new that matters' 0 '^gone .*its check: not-observed' "$program" report diff --fail-on critical "$saved" "$work/other.json"
want 'diff as JSON' 1 '"change":"new"' "$program" report diff -f json "$work/other.json" "$saved"
want 'diff of one' 2 'name two reports' "$program" report diff "$saved"
want 'merge' 0 'imap-plaintext-wan' "$program" report merge -f text "$saved" "$work/other.json"
want 'merge of the same twice' 2 'count twice' "$program" report merge "$saved" "$saved"
"$program" audit --format json --inside 10.0.0.0/8 "$sample" >"$work/inside.json" 2>/dev/null
want 'merge of other zones' 2 'other addresses were inside' "$program" report merge "$work/inside.json" "$work/other.json"
"$program" audit --format json --sessions --pairs "$plain" >"$work/plain.json" 2>/dev/null
"$program" audit --format json --sessions --mergeable --pseudonymize "$work/key" "$sample" >"$work/hidden-merge" 2>/dev/null
"$program" report merge "$work/plain.json" "$saved" >"$work/merged"
"$program" audit --format json --sessions --pairs "$sample" "$plain" >"$work/whole" 2>/dev/null
want_same 'merge is as one run' "$work/whole" "$work/merged"
for capture in "$plain" "$sample"; do
	"$program" audit --format json --sessions --pairs --inside 10.0.0.0/8 "$capture" >"$work/doubt-$(basename "$capture").json" 2>/dev/null
done
"$program" report merge "$work"/doubt-*.json >"$work/merged"
"$program" audit --format json --sessions --pairs --inside 10.0.0.0/8 "$sample" "$plain" >"$work/whole" 2>/dev/null
want_same 'doubts about zones are merged as in one run' "$work/whole" "$work/merged"
want 'a whole that is exact does not say otherwise' 1 '' grep -q approximate "$work/merged"
"$program" audit --format json "$plain" >"$work/said.json" 2>/dev/null
want 'one that is not mergeable' 0 'made with --mergeable' "$program" report merge -o "json=$work/approximate" "$work/said.json" "$saved"
want 'makes the whole approximate' 0 '"approximate":true' cat "$work/approximate"
want 'and so is what is made of that' 0 '"approximate":true' "$program" report merge "$work/approximate"
want 'merge under another policy' 2 'made under another one' "$program" report merge --policy strict "$work/plain.json" "$saved"
printf 'policy: own\nextends: [baseline]\nservers: {mail: [203.0.113.20, 192.0.2.77], nets: [198.51.100.0/24]}\n' >"$work/own.yaml"
for capture in "$plain" "$sample"; do
	"$program" audit --format json --mergeable --policy "$work/own.yaml" "$capture" >"$work/own-$(basename "$capture").json" 2>/dev/null
done
want 'merge without the policy at hand' 0 'name it with --policy' "$program" report merge -o "json=$work/approximate" --force "$work"/own-*.json
want 'says that it is approximate' 0 '"approximate":true' cat "$work/approximate"
"$program" report merge --policy "$work/own.yaml" "$work"/own-*.json >"$work/merged" 2>/dev/null
"$program" audit --format json --mergeable --policy "$work/own.yaml" "$sample" "$plain" >"$work/whole" 2>/dev/null
want_same 'merge with the policy at hand is as one run' "$work/whole" "$work/merged"
want 'a server that the policy names and somebody called' 0 '"set":"mail","address":"203.0.113.20","sessions":2,"answered":2,"as_client":0' cat "$work/merged"
want 'and one that nobody saw' 0 '"set":"mail","address":"192.0.2.77","sessions":0,"answered":0,"as_client":0' cat "$work/merged"
want 'servers add up where all else is approximate' 0 '"address":"203.0.113.20","sessions":2,"answered":2' cat "$work/approximate"
want 'servers that nobody saw, for people' 0 '198.51.100.0/24 (nets)' "$program" report show "$work/merged"
want 'and in Markdown' 0 '2 of 3 servers' "$program" report show -f markdown "$work/merged"
want 'and in HTML' 0 '2 of 3 servers' "$program" report show -f html "$work/merged"
"$program" report convert -f jsonl "$work/merged" >"$work/merged.jsonl"
"$program" report convert -f json "$work/merged.jsonl" >"$work/back"
want_same 'servers there and back' "$work/merged" "$work/back"
tls=$here/captures/imap-993-tls12.pcap
key=$("$program" audit -f json --sessions "$tls" 2>/dev/null | sed -n 's/.*"public_key":"\([0-9a-f]*\)".*/\1/p')
cat >"$work/keys.yaml" <<EOF
policy: keys
counters: [{name: shown, counts: tls.certificate.visible, distinct: server}]
checks:
  - {id: keys, title: Keys, severity: low, subject: key, applies: shown >= 1, violates: shown >= 1}
waivers:
  - {check: keys, where: 'tls.certificate.public_key == "$key"', reason: the farm has $key, owner: ops, until: 2030-01-31}
EOF
want 'a finding about a key, and an exception that names it' 0 "\"public_key\":\"$key\".*\"waived\":true" "$program" audit -f json --policy "$work/keys.yaml" "$tls"
want 'and people are told' 0 "with key $(echo "$key" | cut -c1-16)" "$program" audit --policy "$work/keys.yaml" "$tls"
"$program" audit -f json --mergeable --policy "$work/keys.yaml" --pseudonymize "$work/key" "$tls" >"$work/named.json" 2>/dev/null
want 'under pseudonyms a key is another' 0 '"public_key":"[0-9a-f]\{64\}".*"waived":true' cat "$work/named.json"
want 'and nothing has the true one' 1 '' grep -q "$key" "$work/named.json"
"$program" report merge --policy "$work/keys.yaml" "$work/named.json" >"$work/back" 2>/dev/null
want_same 'a report about keys there and back, under pseudonyms' "$work/named.json" "$work/back"
want 'servers under pseudonyms' 0 '"set":"nets","address":"[0-9.]*/24","sessions":0' "$program" report convert -f json --pseudonymize "$work/key" "$work/merged"
"$program" report convert -f json --pseudonymize "$work/key" "$work/merged" >"$work/named.json" 2>/dev/null
want 'are not those of the policy' 1 '' grep -qE '192\.0\.2\.77|198\.51\.100\.' "$work/named.json"
"$program" audit --format json --baseline "$work/plain.json" "$sample" >"$work/newer.json" 2>/dev/null
want 'merge of what leaves findings out' 2 'leaves findings out' "$program" report merge "$work/plain.json" "$work/newer.json"
"$program" audit --format json --sessions --mergeable --baseline "$work/plain.json" "$sample" >"$work/newer.json" 2>/dev/null
"$program" report merge "$work/plain.json" "$work/newer.json" >"$work/merged" 2>/dev/null
"$program" audit --format json --sessions --mergeable "$sample" "$plain" >"$work/whole" 2>/dev/null
want_same 'of what is mergeable nothing is left out' "$work/whole" "$work/merged"
sed 's/"octets":"..../"octets":"AAAA/' "$saved" >"$work/forged.json"
want 'merge of results that are none' 2 'cannot be added up: it holds no results' "$program" report merge "$work/plain.json" "$work/forged.json"
sed 's/"octets":"\(.\{40\}\)..../"octets":"\1AAAA/' "$saved" >"$work/forged.json"
want 'merge of results that were changed' 2 'cannot be added up: its checksum' "$program" report merge "$work/plain.json" "$work/forged.json"
want 'merge of pseudonyms and true addresses' 2 'other addresses were inside' "$program" report merge "$work/plain.json" "$work/hidden-merge"
want 'pseudonyms later leave results out' 0 'left out' "$program" report convert -o "json=$work/veiled.json" --pseudonymize "$work/key" "$saved"
want 'and there are none' 1 '' grep -q '"octets"' "$work/veiled.json"
want 'convert to a file' 0 '' "$program" report convert -o "jsonl=$work/converted.jsonl" "$saved"
"$program" report convert - <"$work/converted.jsonl" >"$work/back"
want_same 'there and back' "$saved" "$work/back"

printf 'policy: x\nextends: baseline\nprofile: bcp195-2026\n' >"$work/profile.yaml"
printf 'policy: x\nextends: baseline\nat_most: info\n' >"$work/info.yaml"
want 'policy check, a folder' 2 'alias.yaml:' "$program" policy check tests/policies
mkdir "$work/nothing"
want 'policy check, an empty folder' 2 'no policy' "$program" policy check "$work/nothing"
printf 'policy: x\nextends: [enterprise-egress]\nservers: {approved: [203.0.113.0/24]}\nexpect:\n  - {id: seen, from: inside, to: 203.0.113.20, port: 143}\n  - {id: archive-reached, from: inside, to: 203.0.113.99, port: 993, severity: info}\n' >"$work/approved.yaml"
want 'approved and never seen is not observed' 1 'not-observed  archive-reached' "$program" audit --policy "$work/approved.yaml" "$sample"
want 'a port that is not approved' 1 'port-not-approved' "$program" audit --policy "$work/approved.yaml" "$sample"
printf 'policy: a\nzones: {inside: [10.0.0.0/8], g: ["vlan 66"]}\nlists: {p: [1]}\nchecks:\n  - {id: c, title: t, severity: low, applies: port in p, violates: path == egress}\n' >"$work/link.yaml"
sed 's/vlan 66/vlan 67/; s/p: \[1\]/p: [1, 2]/; s/^policy: a/&\ntimezone: "-03:30"/' "$work/link.yaml" >"$work/link2.yaml"
want 'policy diff of nothing' 0 '' "$program" policy diff "$work/link.yaml" "$work/link.yaml"
want 'policy diff, a VLAN' 1 'vlan 67' "$program" policy diff "$work/link.yaml" "$work/link2.yaml"
want 'policy diff, a list' 1 '1, 2' "$program" policy diff "$work/link.yaml" "$work/link2.yaml"
want 'policy diff, the clock' 1 '.-03:30' "$program" policy diff "$work/link.yaml" "$work/link2.yaml"
want 'policy check, good' 0 'good' "$program" policy check baseline
printf 'policy: x\nchecks:\n  - id: a\n    severity: hihg\n    applies: protcol == imap\n' >"$work/bad.yaml"
want 'policy check, bad severity' 2 'bad.yaml:4:.*high' "$program" policy check "$work/bad.yaml"
want 'policy check, bad fact' 2 'bad.yaml:5:.*protocol' "$program" policy check "$work/bad.yaml"
want 'policy list' 0 '^baseline' "$program" policy list
want 'policy list says whom a policy serves' 0 '^baseline .*everywhere' "$program" policy list
want 'explain a port' 0 'recommended for submission, and not deprecated' "$program" explain 465
want 'explain a port by its name' 0 'RFC 8314 7.3' "$program" explain submissions
want 'explain a port that mail does not use' 0 'mail-on-unusual-port' "$program" explain 8025
want 'explain no port' 2 'nothing is called' "$program" explain 65536
want 'explain a check' 0 'security == plaintext' "$program" explain imap-plaintext-wan
want 'explain a check of another policy' 0 'strict (medium)' "$program" explain starttls-where-tls-is-due
want 'explain a fact' 0 'SSLv2 SSLv3 TLSv1.0' "$program" explain tls.version
want 'explain a profile' 0 'X25519MLKEM768' "$program" explain mozilla-modern
want 'explain a policy' 0 'docs/policies/strict.md' "$program" explain strict
want 'explain a control' 0 'password-in-clear-wan' "$program" explain '164.312(d)'
want 'explain something unknown' 2 'did you mean imap-plaintext-wan' "$program" explain imap-plaintxt-wan
want 'explain nothing' 2 'usage' "$program" explain
want 'policy without verb' 2 'usage' "$program" policy
want 'policy test, built in' 0 '^baseline: [0-9]* tests passed' "$program" policy test
printf 'policy: x\nextends: baseline\nchecks:\n  - {id: imap-plaintext-wan, severity: low}\ntests:\n  - name: a\n    sessions: {server.port: 587, path: egress, outcome: dropped, attempt: use}\n    expect: {submission-blocked-dropped: pass}\n' >"$work/mine.yaml"
want 'policy test, a wrong expectation' 1 'mine.yaml:8:.*submission-blocked-dropped is fail, not pass' "$program" policy test "$work/mine.yaml"
want 'policy test counts' 1 '1 of 1 tests failed' "$program" policy test "$work/mine.yaml"
want 'policy test, bad policy' 2 'bad.yaml:4:' "$program" policy test "$work/bad.yaml"
want 'policy diff' 1 '^~ imap-plaintext-wan severity: high -> low$' "$program" policy diff baseline "$work/mine.yaml"
want 'policy diff of the same' 0 '' "$program" policy diff baseline baseline
want 'policy diff of one' 2 'two policies' "$program" policy diff baseline
want 'explain a check of one policy' 0 'weighs  low,' "$program" explain --policy "$work/mine.yaml" imap-plaintext-wan
want 'policy diff tells what is more' 1 '^+ high tls-version-outside-profile' "$program" policy diff baseline "$work/profile.yaml"
want 'policy diff tells what is less' 1 '^- high tls-version-outside-profile' "$program" policy diff "$work/profile.yaml" baseline
want 'at_most' 1 'severity: high -> info' "$program" policy diff baseline "$work/info.yaml"
want 'findings of severity info do not fail an audit' 0 'imap-plaintext-wan' "$program" audit --policy "$work/info.yaml" "$sample"

# Against an earlier report: the same captures have nothing new, others have; what is no report is refused.
"$program" audit -f json "$sample" >"$work/earlier.json"
"$program" audit -f jsonl "$sample" >"$work/earlier.jsonl"
want 'baseline: nothing new' 0 '^PASS  nothing new' "$program" audit --baseline "$work/earlier.json" "$sample"
want 'baseline: counted' 0 ' 0 new findings, [1-9][0-9]* unchanged, 0 gone' "$program" audit --baseline "$work/earlier.jsonl" "$sample"
want 'baseline: new' 1 '^FAIL' "$program" audit --baseline "$work/earlier.json" "$blocked"
want 'baseline: gone' 1 '  gone: imap-plaintext-wan' "$program" audit --baseline "$work/earlier.json" "$blocked"
want 'baseline: no file' 2 'No such file' "$program" audit --baseline "$work/none.json" "$sample"
# It is read as every saved report is: with the same complaints.
head -c 3000 "$work/earlier.json" >"$work/half.json"
sed 's/"severity":"high"/"severity":"worse"/' "$work/earlier.json" >"$work/worse.json"
mkdir "$work/folder.json"
for bad in "$here/README.md" "$work/half.json" "$work/worse.json" "$work/folder.json"; do
	"$program" report show "$bad" 2>&1 >/dev/null | head -1 >"$work/complaint"
	want "baseline: $bad" 2 "$(sed 's/[][\\.*^$]/./g' "$work/complaint")" "$program" audit --baseline "$bad" "$sample"
	want "baseline: $bad is complained of" 0 'error: ' cat "$work/complaint"
done
want 'baseline: from standard input' 0 '^PASS  nothing new' sh -c "'$program' audit --baseline - '$sample' <'$work/earlier.json'"
"$program" audit -f json --baseline "$work/earlier.json" "$blocked" >"$work/rest.json"
want 'baseline: of what was new alone' 0 'warning: .*will be new again' "$program" audit --baseline "$work/rest.json" "$blocked"

# What a policy says that was never meant.
printf 'policy: x\nchecks:\n  - id: a\n    title: T\n    severity: high\n    applies: protocol == imap and protocol == pop3\n    violates: tls.resumed\n' >"$work/never.yaml"
want 'policy check: contradiction' 0 'never applies' "$program" policy check "$work/never.yaml"
want 'policy check: caret' 0 '^ *^$' "$program" policy check "$work/never.yaml"

echo "commands: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
