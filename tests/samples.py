#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Audits every sample in captures/ and holds the report against the sample's description.

usage: tests/samples.py MAILREEVE CAPTURES

The descriptions (captures/NAME.yaml) are written from the configuration that made the capture. Every
finding described must be reported, and no other; every session described must be there with these facts.
"""
import glob
import json
import os
import subprocess
import sys

import yaml

program, folder = sys.argv[1], sys.argv[2]
failures = []
checked = 0


def audit(paths):
    run = subprocess.run([program, "audit", "--format", "json", "--sessions", *paths], capture_output=True)
    try:
        return json.loads(run.stdout), run
    except ValueError as error:
        failures.append(f"{paths}: no JSON ({error}); stderr: {run.stderr.decode(errors='replace').strip()}")
        return None, run


def wanted_status(findings, report):
    severity = {check["id"]: check["severity"] for check in report["checks"]}
    return 1 if any(severity.get(f["check"]) in ("critical", "high", "medium") for f in findings) else 0


def compare(where, wanted, seen):
    """Every part that is described must be as described; of what is not, nothing is said."""
    global checked
    if isinstance(wanted, dict):
        for part, value in wanted.items():
            compare(f"{where}.{part}", value, (seen or {}).get(part))
        return
    checked += 1
    if seen != wanted:
        failures.append(f"{where} is {seen!r}, wanted {wanted!r}")


def check_sums(name, report):
    """Every check: what it applied to is what it said of it."""
    for check in report["checks"]:
        if check["applicable"] != sum(check[part] for part in ("violated", "satisfied", "inconclusive", "waived")):
            failures.append(f"{name}: the numbers of {check['id']} do not add up")


def check_session(name, number, wanted, got):
    flat = {"client": got["client"]["address"], "server": got["server"]["address"], "port": got["server"]["port"]}
    for key, value in wanted.items():
        compare(f"{name}: session {number}: {key}", value, flat[key] if key in flat else got.get(key))


def check_sample(path):
    with open(path) as file:
        wanted = yaml.safe_load(file)
    name = os.path.basename(path)[:-5]
    captures = wanted["capture"] if isinstance(wanted["capture"], list) else [wanted["capture"]]
    report, run = audit([os.path.join(folder, capture) for capture in captures])
    if report is None:
        return
    check_sums(name, report)
    got = [(f["check"], f["server"], f["port"], f["count"]) for f in report["findings"]]
    want = [(f["check"], f["server"], f["port"], f["count"]) for f in wanted["findings"] or []]
    for finding in want:
        if finding not in got:
            failures.append(f"{name}: missing finding {finding}")
    for finding in got:
        if finding not in want:
            failures.append(f"{name}: finding not wanted {finding}")
    sessions = wanted.get("sessions") or []
    if len(sessions) != len(report["sessions"]):
        failures.append(f"{name}: {len(report['sessions'])} sessions, wanted {len(sessions)}")
    for number, (one, other) in enumerate(zip(sessions, report["sessions"]), 1):
        check_session(name, number, one, other)
    if run.returncode != wanted_status(wanted["findings"] or [], report):
        failures.append(f"{name}: exit status {run.returncode}: {run.stderr.decode(errors='replace').strip()}")


paths = sorted(glob.glob(os.path.join(folder, "*.yaml")))
for path in paths:
    check_sample(path)
for failure in failures:
    print(failure)
print(f"samples: {len(paths)} captures, {checked} facts of sessions, {len(failures)} differences")
sys.exit(1 if failures or len(paths) < 16 else 0)
