#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The screen in README.md is what the program prints: tests/readme.py MAILREEVE [--write]."""
import os
import subprocess
import sys

command = ["audit", "captures/imap-143-plaintext.pcapng", "captures/submission-587-dropped.pcap", "captures/imap-993-implicit-tls.pcap"]
environment = dict(os.environ, COLUMNS="80", LC_ALL="C.UTF-8")
printed = subprocess.run([sys.argv[1], *command], capture_output=True, env=environment, check=False).stdout.decode()
screen = "".join(("    " + line).rstrip() + "\n" for line in printed.rstrip().split("\n"))

text = open("README.md", encoding="utf-8").read()
begin = text.index("\n\n", text.index("    $ mailreeve audit")) + 2
end = text.index("\n## Try it")
if "--write" in sys.argv:
    open("README.md", "w", encoding="utf-8").write(text[:begin] + screen + text[end:])
elif text[begin:end] != screen:
    sys.exit("README.md: the screen is not what the program prints; tests/readme.py MAILREEVE --write mends it")
else:
    print("pages: the screen in README.md is what the program prints")
