#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reports in files: several in one run, whole or not at all, never over another without --force, nothing left behind.
set -u

program=$(realpath "$1")
captures=$(realpath "$2")
sample=$captures/imap-143-plaintext.pcapng
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# want NAME CONDITION…: the command holds.
want() {
	name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "outputs: $name: $* ($(head -c 200 "$work/err" 2>/dev/null))"
	fi
}

audit() {
	"$program" audit "$@" >"$work/out" 2>"$work/err" </dev/null
	status=$?
}

# What is in the folder, in one line.
files() {
	(cd "$1" && find . -type f | sort | tr '\n' ' ')
}

is_json() { python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$1" 2>/dev/null; }

# ---- several in one run ----
mkdir "$work/many"
audit -o "json=$work/many/a" -o "$work/many/b.sarif" -o "$work/many/c.xml" -o "$work/many/d.prom" -o "$work/many/e.md" -o text=- "$sample"
want 'status' [ "$status" -eq 1 ]
want 'all of them' [ "$(files "$work/many")" = './a ./b.sarif ./c.xml ./d.prom ./e.md ' ]
want 'JSON by name' grep -q '"schema": "mailreeve-report/1"' "$work/many/a"
want 'SARIF by ending' grep -q '"version": "2.1.0"' "$work/many/b.sarif"
want 'JUnit by ending' grep -q '<testsuites' "$work/many/c.xml"
want 'metrics by ending' grep -q '^# TYPE mailreeve_sessions gauge' "$work/many/d.prom"
want 'Markdown by ending' grep -q '^# Mail ports: fail' "$work/many/e.md"
want 'text on standard output' grep -q '^FAIL' "$work/out"
audit -o "json=$work/many/x" -o "text=$work/many/x" "$sample"
want 'two reports to one file' [ "$status" -eq 2 ]
want 'and none is written' [ ! -e "$work/many/x" ]
audit -o json=- -o text=- "$sample"
want 'two reports to standard output' [ "$status" -eq 2 ]
audit -o "jsn=$work/many/y" "$sample"
want 'a format that is none' [ "$status" -eq 2 ]
audit -o "csv=$work/many/s.csv" -o "json=$work/many/s.json" "$sample"
want 'CSV lists sessions by itself' [ "$(wc -l <"$work/many/s.csv")" -eq 2 ]
want 'and JSON does not' sh -c "! grep -q '\"sessions\": \[' '$work/many/s.json'"
(umask 027 && "$program" audit -o "json=$work/many/mode" "$sample" 2>/dev/null)
want 'permissions as usual' [ "$(stat -c %a "$work/many/mode")" = 640 ]

# ---- the same bytes, whatever the number of jobs; a time only if it is said ----
formats='json jsonl sarif eve ocsf junit csv prometheus markdown text'
all() {
	folder=$work/$1
	shift
	mkdir "$folder"
	for format in $formats; do
		set -- "$@" -o "$format=$folder/$format"
	done
	"$program" audit -q --sessions "$@" "$captures" >"$work/out" 2>"$work/err"
}
all one -j 1
all three -j 3
want 'any number of jobs' diff -r "$work/one" "$work/three"
SOURCE_DATE_EPOCH=1800000000 all dated
want 'a time in JSON' grep -q '"generated": "2027-01-15T08:00:00.000000Z"' "$work/dated/json"
want 'in JSON lines' grep -q '"generated":"2027-01-15T08:00:00.000000Z"' "$work/dated/jsonl"
want 'in SARIF' grep -q '"endTimeUtc":"2027-01-15T08:00:00.000000Z"' "$work/dated/sarif"
want 'in OCSF' grep -q '"logged_time":1800000000000' "$work/dated/ocsf"
want 'in JUnit' grep -q 'timestamp="2027-01-15T08:00:00"' "$work/dated/junit"
SOURCE_DATE_EPOCH=yesterday all undated
want 'no time that cannot be' diff -r "$work/one" "$work/undated"

# ---- what is in the way ----
mkdir "$work/way"
echo old >"$work/way/a"
audit -o "json=$work/way/a" "$sample"
want 'a file that exists' [ "$status" -eq 2 ]
want 'is as it was' [ "$(cat "$work/way/a")" = old ]
ln -s nowhere "$work/way/link"
audit -o "json=$work/way/link" "$sample"
want 'a link to nowhere exists, too' [ "$status" -eq 2 ]
audit --force -o "json=$work/way/a" "$sample"
want 'by force' [ "$status" -eq 1 ]
want 'it is the report' is_json "$work/way/a"
audit -o "json=$work/way" "$sample"
want 'a folder' grep -q 'is a folder' "$work/err"
audit -o "json=$work/way/none/a" "$sample"
want 'a folder that is not there' grep -q 'No such file' "$work/err"
audit -o json=/dev/full "$sample"
want 'a full device' grep -q 'No space' "$work/err"
want 'and nothing else is there' [ "$(files "$work/way")" = './a ' ]

# ---- killed at any time: nothing, or all of it ----
mkdir "$work/kill"
for signal in INT KILL; do
	for delay in 0.01 0.03 0.05 0.07 0.09 0.11 0.13 0.15 0.17 0.2 0.25 0.3 0.35 0.4; do
		timeout -s "$signal" "$delay" "$program" audit -q --sessions -o "json=$work/kill/a.json" "$captures" >/dev/null 2>&1
		case $(files "$work/kill") in
		'') ;;
		'./a.json ') want "whole after SIG$signal" is_json "$work/kill/a.json" ;;
		*) want "nothing else after SIG$signal: $(files "$work/kill")" false ;;
		esac
		rm -f "$work"/kill/*
	done
done
echo old >"$work/kill/a.json"
for delay in 0.05 0.1 0.15 0.2 0.3 0.4; do
	timeout -s INT "$delay" "$program" audit -q --force --sessions -o "json=$work/kill/a.json" "$captures" >/dev/null 2>&1
	want 'the old one or the new one' sh -c "[ \"\$(head -c 3 '$work/kill/a.json')\" = old ] || python3 -m json.tool '$work/kill/a.json' >/dev/null"
	want 'and nothing else' [ "$(files "$work/kill")" = './a.json ' ]
done

# ---- evidence: what is refused, what is left alone ----
refused() { want "$1" [ "$status" -eq 2 ] && want "$1: and says why" grep -q -e "$2" "$work/err"; }
audit --evidence "$work/proof" "$sample"
want 'evidence' [ "$status" -eq 1 ]
want 'a file a finding, and the index' [ "$(find "$work/proof" -type f | wc -l)" -eq "$(($(grep -c '"finding":' "$work/proof/index.json") + 1))" ]
want 'for few eyes' [ "$(stat -c %a "$work/proof")" = 700 ]
audit --evidence "$work/proof" "$sample"
refused 'a folder that is not empty' 'is not empty'
touch "$work/proof/mine"
audit --force --evidence "$work/proof" "$sample"
want 'by force' [ "$status" -eq 1 ]
want 'and other files stay' [ -e "$work/proof/mine" ]
audit --force --evidence "$work/proof" "$work/proof" "$sample"
refused 'evidence among captures' 'captures of this audit lie in it'
audit --evidence "$work/way/a" "$sample"
refused 'evidence to a file' 'Not a directory'
audit --evidence "$work/none/proof" "$sample"
refused 'evidence to a folder in none' 'No such file'
"$program" audit --evidence "$work/of-stream" - <"$sample" >"$work/out" 2>"$work/err"
status=$?
refused 'evidence of standard input' 'standard input cannot be read again'
mkfifo "$work/fifo"
audit --evidence "$work/of-stream" "$work/fifo"
refused 'evidence of a pipe' 'cannot be read again'
want 'and no folder is left' [ ! -e "$work/of-stream" ]
head -c 32 /dev/zero >"$work/key"
audit --pseudonymize "$work/key" --evidence "$work/of-stream" "$sample"
refused 'evidence under pseudonyms' 'leave out --evidence or --pseudonymize'
audit --evidence-secrets keep "$sample"
refused 'secrets in nothing' 'it goes with --evidence'
audit --evidence "$work/of-stream" --evidence-secrets hide "$sample"
refused 'what cannot be done with secrets' 'overwrite or keep'
audit --evidence "$work/secret" --evidence-secrets keep "$sample"
want 'kept secrets are warned of' grep -q 'warning: the files hold passwords' "$work/err"
"$program" audit -f json "$sample" >"$work/earlier.json" 2>/dev/null
audit --baseline "$work/earlier.json" --evidence "$work/new" "$sample"
want 'nothing new, no file' [ "$(files "$work/new")" = './index.json ' ]
mkdir "$work/killed"
for delay in 0.05 0.1 0.15 0.2 0.3 0.4 0.6; do
	timeout -s KILL "$delay" "$program" audit -q --evidence "$work/killed/proof" "$captures" >/dev/null 2>&1
	for file in "$work"/killed/proof/*; do
		[ ! -e "$file" ] || want "whole after SIGKILL: $file" sh -c "case '$file' in *.json) python3 -m json.tool '$file' ;; *) tcpdump -r '$file' ;; esac >/dev/null 2>&1"
	done
	rm -rf "$work/killed/proof"
done

# ---- disks that are full or read-only, and a system without /proc: needs a mount namespace ----
inside() {
	unshare -rm sh -c "$1" "$program" "$sample" "$work" "$captures" 2>"$work/err"
}
if inside 'mount -t tmpfs -o size=64k tmpfs "$2/many"' >/dev/null 2>&1; then
	# shellcheck disable=SC2016  # the inner shell's
	full='mount -t tmpfs -o size=64k tmpfs "$2/way" && "$0" audit --sessions -q -o json="$2/way/a" "$3" 2>"$2/said"; echo "$? $(ls -A "$2/way")"'
	want 'a disk that gets full' [ "$(inside "$full" | tail -1)" = '2 ' ]
	want 'and says so' grep -q 'No space' "$work/said"
	# shellcheck disable=SC2016
	full='mount -t tmpfs -o size=256k tmpfs "$2/way" && "$0" audit -q --evidence "$2/way/a" "$3" >/dev/null 2>"$2/said"; echo "$? $(ls "$2/way/a" | grep -vc pcapng)"'
	want 'a disk that gets full of evidence' [ "$(inside "$full" | tail -1)" = '2 0' ]
	want 'and says so as well' grep -q 'evidence: .*No space' "$work/said"
	# shellcheck disable=SC2016
	sealed='mount -t tmpfs -o ro tmpfs "$2/way" && "$0" audit -q -o json="$2/way/a" "$1" 2>"$2/said"; echo "$? $(ls -A "$2/way")"'
	want 'a read-only disk' [ "$(inside "$sealed" | tail -1)" = '2 ' ]
	want 'and says why' grep -q 'Read-only' "$work/said"
	# The sanitizers themselves do not work without /proc.
	if ! grep -q __asan_init "$program"; then
		# shellcheck disable=SC2016
		named='mount -t tmpfs tmpfs /proc && mount -t tmpfs tmpfs "$2/way" && cd "$2/way" && "$0" audit -q -o json=a "$1" >/dev/null
			"$0" audit -q -o json=a "$1" >/dev/null 2>&1; echo "$?"; "$0" audit -q --force -o json=a "$1"; echo "$? $(ls -A)"; grep -c mailreeve-report a'
		want 'without /proc' [ "$(inside "$named" | tr '\n' ' ')" = '2 1 a 1 ' ]
		# shellcheck disable=SC2016
		small='mount -t tmpfs tmpfs /proc && mount -t tmpfs -o size=64k tmpfs "$2/way" && "$0" audit --sessions -q -o json="$2/way/a" "$3" 2>/dev/null; echo "$? $(ls -A "$2/way")"'
		want 'without /proc, full' [ "$(inside "$small" | tail -1)" = '2 ' ]
	fi
fi

echo "outputs: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
