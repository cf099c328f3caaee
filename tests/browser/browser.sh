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
cd "$build/browser"
node browser.js "$chromium" "$build/browser" "$work/all.html" "$work/hostile.html" "$work/nothing.html" "$work/incomplete.html"
