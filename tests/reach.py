#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Audits every capture of the laboratory of reachability and holds each word against what was configured.

usage: tests/reach.py MAILREEVE CAPTURES/reach docs/reachability.md [--write]

CAPTURES/reach/NAME.yaml says who does what (`by`) and, for each point where it was captured, which sessions and findings are
true there (findings of rules/checks/reachability.yaml); NAME-v4-POINT.pcap and NAME-v6-POINT.pcap are the captures. The table in the page must be what comes out here.
"""
import json
import pathlib
import re
import subprocess
import sys

import yaml

PROGRAM, FOLDER, PAGE = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
ADDRESSES = {
    "v4": {"gateway": "192.168.10.1", "provider": "198.51.100.2", "server": "198.51.100.200"},
    "v6": {"gateway": "fd00:10::1", "provider": "2001:db8:100:1::2", "server": "2001:db8:100:2::200"},
}
SIDES = {"gateway": "client-network", "provider": "path", "server": "server"}
RULES = "rules/checks/reachability.yaml:"
OUTCOMES = ("established", "refused", "rejected", "dropped", "silent", "reset", "unknown")
BEGIN, END = "<!-- the table begins -->\n", "<!-- the table ends -->\n"


def audit(path):
    run = subprocess.run([PROGRAM, "audit", "--format", "json", "--sessions", path], capture_output=True, check=False)
    return json.loads(run.stdout)


def is_as_wanted(wanted, got, family):
    if isinstance(wanted, dict) and set(wanted) == {"v4", "v6"}:
        wanted = wanted[family]
    if isinstance(wanted, dict):
        return isinstance(got, dict) and all(is_as_wanted(value, got[key], family) for key, value in wanted.items())
    if isinstance(wanted, str) and wanted in ADDRESSES[family] and isinstance(got, str) and got not in SIDES.values():
        wanted = ADDRESSES[family][wanted]
    span = re.fullmatch(r"(\d+)\.\.(\d+)", wanted) if isinstance(wanted, str) else None
    return got is not None and int(span[1]) <= got <= int(span[2]) if span else got == wanted


def differences(wanted, got, family):
    for key, value in wanted.items():
        seen = got["server"]["port"] if key == "port" else got.get(key)
        if not is_as_wanted(value, seen, family):
            yield f"{key} is {seen!r}, wanted {value!r}"


def says(session, family):
    """The words of the table: of a session described, or of one reported."""
    by = session.get("blocked_by")
    words = [session["outcome"]]
    if by:
        address = by.get("address")
        names = {value: key for key, value in ADDRESSES[family].items()}
        address = names.get(address, address)
        words += [by["kind"], address or "", by.get("side") or ""]
        words = [word for i, word in enumerate(words) if word and word not in words[:i]]
    words += [word for word in ("forgotten", "mtu_black_hole") if session.get(word)]
    return ", ".join(words)


class Row:
    def __init__(self, name, point, family, wanted, report, by):
        got = report["sessions"]
        self.key, self.by = (name, point), by
        self.wanted = "; ".join(f"{s['port']}: {says(s, family)}" for s in wanted["sessions"]) or "nothing"
        self.got = "; ".join(f"{s['server']['port']}: {says(s, family)}" for s in got) or "nothing"
        self.problems = []
        self.pairs = list(zip((s["outcome"] for s in wanted["sessions"]), (s["outcome"] for s in got)))
        if len(wanted["sessions"]) != len(got):
            self.problems.append(f"{len(got)} sessions, wanted {len(wanted['sessions'])}")
        for one, other in zip(wanted["sessions"], got):
            self.problems += differences(one, other, family)
        found = sorted(f"{f['check']} {f['port']}" for f in report["findings"] if f["policy_at"].startswith(RULES))
        if found != sorted(wanted["findings"]):
            self.problems.append(f"findings {found}, wanted {sorted(wanted['findings'])}")
        sides = [(s["blocked_by"] or {}).get("side") for s in got]
        self.false_sides = sum(side is not None and side != SIDES.get(by) for side in sides)
        self.problems += [f"{name} at {point}: a false side"] * self.false_sides


def all_rows():
    rows, tables, used = [], [], set()
    for path in sorted(FOLDER.glob("*.yaml")):
        described = yaml.safe_load(path.read_text())
        for point, wanted in described["points"].items():
            pair = []
            for family in ("v4", "v6"):
                file = FOLDER / f"{path.stem}-{family}-{point}.pcap"
                used.add(file)
                pair.append(Row(path.stem, point, family, wanted, audit(file), described["by"]))
            rows += pair
            tables.append((described["title"], pair))
    for file in sorted(set(FOLDER.glob("*.pcap")) - used):
        rows[-1].problems.append(f"{file.name} is described nowhere")
    return rows, tables


def table_of(rows, tables):
    lines = ["| situation | done by | captured at | true there | IPv4 | IPv6 |", "|---|---|---|---|---|---|"]
    last = None
    for _, (four, six) in tables:
        name, point = four.key
        same = ["right" if not row.problems else row.got for row in (four, six)]
        lines.append(f"| {name if name != last else ''} | {four.by if name != last else ''} | {point} | {four.wanted} | "
                     f"{same[0]} | {same[1]} |")
        last = name
    lines += ["", f"{len(rows)} captures. Of the sessions in them:", "", "| outcome | true | reported | falsely reported |",
              "|---|--:|--:|--:|"]
    pairs = [pair for row in rows for pair in row.pairs]
    for outcome in OUTCOMES:
        lines.append(f"| {outcome} | {sum(w == outcome for w, _ in pairs)} | {sum(g == outcome for _, g in pairs)} | "
                     f"{sum(g == outcome != w for w, g in pairs)} |")
    lines += ["", f"Sides named falsely: {sum(row.false_sides for row in rows)}. Captures in which any fact or finding differs from "
              f"what is true there: {sum(bool(row.problems) for row in rows)}."]
    return "\n".join(lines) + "\n"


def main():
    rows, tables = all_rows()
    problems = [f"{row.key[0]} at {row.key[1]}: {problem}" for row in rows for problem in row.problems]
    text = PAGE.read_text()
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    table = table_of(rows, tables)
    if "--write" in sys.argv:
        PAGE.write_text(text[:begin] + table + text[end:])
    elif text[begin:end] != table:
        problems.append(f"{PAGE}: the table is not what comes out; `make docs` mends it")
    for problem in problems:
        print(problem)
    print(f"reach: {len(rows)} captures of {len({row.key[0] for row in rows})} situations, {len(problems)} differences")
    sys.exit(bool(problems) or len(rows) < 150)


main()
