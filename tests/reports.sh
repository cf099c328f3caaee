#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every report of every sample in every format: valid by its schema, harmless, and without a secret.
set -u

program=$1
captures=$2
python=$(sh tests/setup.sh python)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/reports"

# Every way of printing, complaints included: report NAME CAPTURE…
report() {
	name=$work/reports/$1
	shift
	"$program" audit -q --sessions -o "json=$name.json" -o "jsonl=$name.jsonl" -o "sarif=$name.sarif" -o "eve=$name.eve" \
		-o "ocsf=$name.ocsf" -o "junit=$name.junit" -o "csv=$name.csv" -o "prometheus=$name.prometheus" \
		-o "markdown=$name.markdown" -o "html=$name.html" -o "text=$name.quiet" "$@" 2>>"$work/complaints"
	"$program" audit --explain "$@" >"$name.txt" 2>>"$work/complaints"
}

for capture in "$captures"/*.pcap*; do
	report "$(basename "$capture")" "$capture"
done
report all --hash "$captures"
# With exceptions that hold, others that have ended, and an earlier report of which some findings are gone.
cat >"$work/excepted.yaml" <<'END'
policy: excepted
extends: [baseline]
waivers:
  - {check: imap-plaintext-wan, where: server == 203.0.113.20, reason: "vendor <b>moves</b> & 'so on'", owner: netops, until: 2027-01-31}
  - {check: imap-plaintext-wan, where: client == 192.168.10.50, reason: "the old one <script>alert(1)</script>", owner: "J \"X\" Doe", until: 2026-01-31}
  - {check: password-in-clear-wan, where: server == 203.0.113.20, reason: "]]> -->", owner: "=1+1", until: 2026-01-31}
END
"$program" audit -q -f json "$captures/imap-143-plaintext.pcapng" "$captures/pop3-110-plaintext.pcapng" >"$work/earlier.json" 2>/dev/null
report excepted --policy "$work/excepted.yaml" --baseline "$work/earlier.json" "$captures"/imap-* "$captures"/*dropped*.pcap
report unchanged --baseline "$work/earlier.json" "$captures/imap-143-plaintext.pcapng" "$captures/pop3-110-plaintext.pcapng"
# Of subjects that are no addresses.
cat >"$work/keys.yaml" <<'END'
policy: keys
servers: {mail: [203.0.113.20, 10.1.0.0/24]}
counters:
  - {name: shown, counts: tls.certificate.visible, distinct: server, meaning: different servers that showed a key}
checks:
  - {id: key-seen, title: A key was seen, severity: low, subject: key, applies: shown >= 1, violates: shown >= 1, because: B., fix: "Server: none."}
END
report keys --policy "$work/keys.yaml" "$captures"/*tls12*.pcap*
mkdir "$work/hostile"
"$python" tests/hostile.py "$work/hostile"
report hostile --policy "$work/hostile/hostile.yaml" "$work"/hostile/*.pcap

python3 tests/validate_report.py docs/report.schema.json "$work"/reports/*.json "$work"/reports/*.jsonl || exit 1
"$python" tests/validate_formats.py "$work/reports" || exit 1

# A report that was read back is printed as the audit printed it, in every format.
formats=$("$program" audit --help | sed -n '/^Formats:/,/^$/s/^  \([a-z]*\) .*/\1/p')
outputs() { for format in $formats; do printf ' -o %s=%s.%s' "$format" "$1" "$format"; done; }
for capture in "$captures"/*.pcap* "$captures"; do
	rm -f "$work"/audited.* "$work"/converted.*
	# shellcheck disable=SC2046  # a list of words is what is wanted
	"$program" audit --sessions --pairs --explain $(outputs "$work/audited") "$capture" 2>/dev/null
	# shellcheck disable=SC2046
	"$program" report convert --explain $(outputs "$work/converted") "$work/audited.json" || exit 1
	for format in $formats; do
		if ! cmp "$work/audited.$format" "$work/converted.$format"; then
			echo "reports: $capture: $format of the saved report is not that of the audit"
			exit 1
		fi
	done
done
echo "reports: what was saved prints as what was audited, as" $formats

grep -v '^#' "$captures/secrets.txt" | grep -v '^$' >"$work/secrets"
if grep -rFf "$work/secrets" "$work" --exclude=secrets --exclude-dir=hostile; then
	echo "reports: the lines above print a secret"
	exit 1
fi
echo "reports: $(ls "$work/reports" | wc -l) outputs hold none of $(wc -l <"$work/secrets") secrets"
