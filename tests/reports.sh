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
		-o "markdown=$name.markdown" -o "text=$name.quiet" "$@" 2>>"$work/complaints"
	"$program" audit --explain "$@" >"$name.txt" 2>>"$work/complaints"
}

for capture in "$captures"/*.pcap*; do
	report "$(basename "$capture")" "$capture"
done
report all --hash "$captures"
mkdir "$work/hostile"
"$python" tests/hostile.py "$work/hostile"
report hostile --policy "$work/hostile/hostile.yaml" "$work"/hostile/*.pcap

python3 tests/validate_report.py docs/report.schema.json "$work"/reports/*.json "$work"/reports/*.jsonl || exit 1
"$python" tests/validate_formats.py "$work/reports" || exit 1

grep -v '^#' "$captures/secrets.txt" | grep -v '^$' >"$work/secrets"
if grep -rFf "$work/secrets" "$work" --exclude=secrets --exclude-dir=hostile; then
	echo "reports: the lines above print a secret"
	exit 1
fi
echo "reports: $(ls "$work/reports" | wc -l) outputs hold none of $(wc -l <"$work/secrets") secrets"
