#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Audits some sample captures and prints the report, as a user would.
set -u

program=$1
set -- captures/imap-143-plaintext.pcapng captures/submission-587-dropped.pcap captures/submission-587-starttls-masked.pcap \
	captures/pop3-110-plaintext.pcapng captures/imap-993-tls10.pcap captures/submission-465-implicit-tls.pcap

echo "\$ $program audit $*"
echo
"$program" audit "$@"
status=$?
echo
echo "Exit status $status: 1 means findings at or above --fail-on (medium)."
[ "$status" -eq 1 ]
