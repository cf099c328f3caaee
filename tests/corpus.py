#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Audits every file below a folder, one run each: none may crash, hang or trip a sanitizer.

usage: tests/corpus.py MAILREEVE FOLDER
"""
import json
import os
import subprocess
import sys



def adds_up(report):
    """Every check: what it applied to is what it said of it."""
    return all(
        c["applicable"] == c["violated"] + c["satisfied"] + c["inconclusive"] + c["waived"] for c in report["checks"]
    )


program, folder = sys.argv[1], sys.argv[2]
paths = sorted(os.path.join(base, name) for base, _, names in os.walk(folder) for name in names)
statuses = {}
bad = 0
for path in paths:
    try:
        run = subprocess.run([program, "audit", "--format", "json", "--sessions", path], capture_output=True, timeout=300)
    except subprocess.TimeoutExpired:
        print(f"{path}: no end after 300 s")
        bad += 1
        continue
    statuses[run.returncode] = statuses.get(run.returncode, 0) + 1
    problem = run.returncode not in (0, 1, 3) or b"Sanitizer" in run.stderr or b"runtime error" in run.stderr
    try:
        problem |= not adds_up(json.loads(run.stdout))
    except ValueError:
        problem = True
    if problem:
        print(f"{path}: status {run.returncode}: {run.stderr.decode(errors='replace')[-800:]}")
        bad += 1
print(f"corpus: {len(paths)} files, by status {dict(sorted(statuses.items()))}, {bad} bad")
sys.exit(1 if bad or not paths else 0)
