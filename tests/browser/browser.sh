#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# browser.sh PROGRAM BUILD: the HTML reports of samples and of hostile captures in Chromium, if there is one.
# Debian: apt-get install chromium nodejs npm
set -eu

program=$(realpath "$1")
build=$(realpath "$2")
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ] || ! command -v npm >/dev/null; then
	echo "browser: passed over: no Chromium or no npm here"
	exit 0
fi
mkdir -p "$build/browser"
cp tests/browser/package.json tests/browser/browser.js "$build/browser"
[ -d "$build/browser/node_modules/puppeteer-core" ] || (cd "$build/browser" && npm install --silent --no-audit --no-fund --ignore-scripts)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/hostile"
python3 tests/hostile.py "$work/hostile"
audit() {
	name=$1
	shift
	"$program" audit -q --sessions -o "html=$work/$name.html" "$@" 2>/dev/null || true
}
audit all captures
audit hostile --policy "$work/hostile/hostile.yaml" "$work"/hostile/*.pcap
audit nothing captures/web-only.pcap
audit incomplete captures/imap-143-plaintext.pcapng "$work/nowhere.pcap"
# Exceptions in force and ended, and an earlier report: sections that others do not have.
printf '%s\n' 'policy: excepted' 'extends: [baseline]' 'waivers:' \
	'  - {check: imap-plaintext-wan, where: server == 203.0.113.20, reason: "a long reason, with words and words and words, that has to be wrapped somewhere", owner: netops, until: 2027-01-31}' \
	'  - {check: password-in-clear-wan, where: server == 203.0.113.20, reason: "<b>ended</b>", owner: netops, until: 2026-01-31}' >"$work/excepted.yaml"
"$program" audit -q -f json captures/pop3-110-plaintext.pcapng >"$work/earlier.json" 2>/dev/null || true
audit excepted --policy "$work/excepted.yaml" --baseline "$work/earlier.json" captures/imap-* captures/*dropped*.pcap
# The page of a watch that goes on, where one may listen: two SYNs to a closed port are all that it sees.
live() {
	unshare -n sh -c '
		ip link set lo up
		"$1" watch -i lo -q --for 20s --events "$2/events" --http 127.0.0.1:9025 &
		sleep 1
		python3 - "$2/live.html" <<-END
			import socket, sys, time, urllib.request
			for _ in range(2):
			    socket.socket().connect_ex(("127.0.0.1", 587))
			    time.sleep(6)
			page = urllib.request.urlopen("http://127.0.0.1:9025/").read()
			open(sys.argv[1], "wb").write(page)
		END
		kill $!
		wait $! || true' sh "$program" "$work"
}
if [ "$(id -u)" -eq 0 ] && unshare -n true 2>/dev/null; then
	live
	set -- "$work/live.html"
else
	echo "browser: the page of a watch was passed over: listening wants root"
	set --
fi
cd "$build/browser"
node browser.js "$chromium" "$build/browser" "$work/all.html" "$work/hostile.html" "$work/nothing.html" "$work/incomplete.html" "$@" "$work/excepted.html"
