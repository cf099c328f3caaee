#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every report of every sample: valid by the schema, and without a secret.
set -u

program=$1
captures=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every way of printing, of every sample, complaints included.
for capture in "$captures"/*.pcap*; do
	name=$(basename "$capture")
	"$program" audit --format json --sessions "$capture" >"$work/$name.json" 2>>"$work/complaints"
	"$program" audit --format jsonl --sessions "$capture" >"$work/$name.jsonl" 2>>"$work/complaints"
	"$program" audit --explain "$capture" >"$work/$name.txt" 2>>"$work/complaints"
	"$program" audit -q "$capture" >"$work/$name.quiet" 2>>"$work/complaints"
done
"$program" audit --format json --sessions --hash "$captures" >"$work/all.json" 2>>"$work/complaints"

python3 tests/validate_report.py docs/report.schema.json "$work"/*.json || exit 1

grep -v '^#' "$captures/secrets.txt" | grep -v '^$' >"$work/secrets"
if grep -rFf "$work/secrets" "$work" --exclude=secrets; then
	echo "reports: the lines above print a secret"
	exit 1
fi
echo "reports: $(ls "$work" | wc -l) outputs hold none of $(wc -l <"$work/secrets") secrets"
