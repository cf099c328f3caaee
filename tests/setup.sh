#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# tests/setup.sh build|test: installs what is missing, through apt; elsewhere says what to install.
# tests/setup.sh python: prints the name of a Python that has what the tests import.
set -eu

purpose=${1:-build}
list=$(dirname "$0")/packages.txt

# The names in column $1 of the list, of this purpose and those before it.
names() {
	awk -v column="$1" -v purpose="$purpose" '
		/^#/ || NF < 2 { next }
		purpose == "build" && $1 != "build" { next }
		$column != "-" && !seen[$column]++ { printf "%s ", $column }' "$list"
}

say_by_hand() {
	cat >&2 <<END
This system has no apt, so install these by hand and run make again:
  Fedora   dnf install $(names 3)
  Arch     pacman -S $(names 4)
  Alpine   apk add $(names 5)
  macOS    brew install $(names 6)
  FreeBSD  pkg install $(names 7)   (and call gmake instead of make)
END
}

# A Python of one's own may stand before the system's and lack what the system's has.
python() {
	for python in python3 /usr/bin/python3; do
		"$python" -c 'import yaml, jsonschema, prometheus_client, html5lib' 2>/dev/null && echo "$python" && return
	done
	return 1
}

if [ "$purpose" = python ]; then
	python || echo python3
	exit 0
fi

# Everything there already, by whatever way it came?
is_complete() {
	command -v "${CC:-cc}" >/dev/null && command -v pkg-config >/dev/null &&
		pkg-config --exists libpcap json-c yaml-0.1 libcrypto zlib libzstd libevent || return 1
	[ "$(uname -s)" != Linux ] || pkg-config --exists libcap-ng libseccomp || return 1
	[ "$purpose" = build ] || { pkg-config --exists cunit libssl && command -v zstd >/dev/null &&
		command -v mandoc >/dev/null && command -v cmark-gfm >/dev/null && command -v xmllint >/dev/null &&
		{ [ "$(uname -s)" != Linux ] || { command -v tcpdump >/dev/null && command -v ip >/dev/null; }; } &&
		python3 -c 'import yaml, jsonschema' 2>/dev/null && python >/dev/null; }
}

if is_complete; then
	exit 0
fi
if ! command -v apt-get >/dev/null; then
	say_by_hand
	exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "These packages are missing, and there is no sudo to install them with; as root:" >&2
		echo "  apt-get update && apt-get install -y $(names 2)" >&2
		exit 1
	fi
	as_root=sudo
fi
echo "Installing what is missing: $(names 2)"
$as_root apt-get update -q >/dev/null
# shellcheck disable=SC2046  # a list of words is what is wanted
DEBIAN_FRONTEND=noninteractive $as_root env DEBIAN_FRONTEND=noninteractive \
	apt-get install -y -q --no-install-recommends $(names 2) >/dev/null
