#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Formats that list findings do it in memory that does not grow with their number: bounds.sh FINDINGS-PROGRAM [COUNT]
set -u

program=$1
count=${2:-50000}
failed=0

# MiB at most, times ten, that a report of $2 findings as $1 takes.
peak() {
	"$program" "$1" "$2" 2>&1 >/dev/null | sed -n 's/.*peak \([0-9]*\)\.\([0-9]\) MiB$/\1\2/p'
}

# 64 MiB for a million, and so much less for fewer; two for what the system counts by the page.
allowed=$((640 * count / 1000000 + 20))
for format in json jsonl sarif eve ocsf junit prometheus markdown text; do
	few=$(peak "$format" 10)
	many=$(peak "$format" "$count")
	if [ -z "$few" ] || [ -z "$many" ] || [ $((many - few)) -gt "$allowed" ]; then
		echo "bounds: $format: ${few:-?} with 10 findings, ${many:-?} with $count, in tenths of a MiB"
		failed=1
	fi
done
[ "$failed" -eq 0 ] && echo "bounds: 9 formats of $count findings within $((allowed / 10)) MiB of 10 findings"
exit "$failed"
