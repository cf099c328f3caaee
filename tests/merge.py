#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Merging reports, as properties: merge.py PROGRAM CAPTURES [SPLITS [SEED]]

Any split of a set of captures, its parts audited apart and their reports merged in
any order and grouping, is the report of one run over all: byte for byte, but for checks that judge
several sessions together, and for how many different clients and servers gathered findings have.  A capture that is cut
in pieces differs from the whole only in connections that the merged report names.
"""
import json
import os
import random
import re
import struct
import subprocess
import sys
import tempfile

MAIL_PORT = re.compile(r"-(24|25|110|143|465|587|993|995|2525|4190)-")
OPTIONS = ["--format", "json", "--sessions", "--pairs", "-q"]


def run(*words):
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode not in (0, 1, 3) or not done.stdout:
        sys.exit(f"merge: {' '.join(words)}: status {done.returncode}: {done.stderr.decode()}")
    return done.stdout


class Bench:
    def __init__(self, program, folder, chance):
        self.program, self.folder, self.chance = program, folder, chance
        self.audited, self.made = {}, 0

    def keep(self, text):
        self.made += 1
        path = os.path.join(self.folder, f"{self.made}.json")
        with open(path, "wb") as file:
            file.write(text)
        return path

    def audit(self, captures):
        """The path of the report of these captures; made once."""
        key = tuple(sorted(captures))
        if key not in self.audited:
            self.audited[key] = self.keep(run(self.program, "audit", *OPTIONS, *key))
        return self.audited[key]

    def merge(self, reports):
        return run(self.program, "report", "merge", "-q", *reports)

    def merge_somehow(self, reports):
        """In random order, some of them merged before, until one is left."""
        reports = list(reports)
        made = []
        while len(reports) > 1:
            self.chance.shuffle(reports)
            some = self.chance.randint(2, len(reports))
            path = self.keep(self.merge(reports[:some]))
            made.append(path)
            reports = [path] + reports[some:]
        with open(reports[0], "rb") as file:
            text = file.read()
        for path in made:
            os.unlink(path)
        return text


def partition(chance, things):
    """The things in 2 to 5 parts, none empty."""
    things = list(things)
    chance.shuffle(things)
    cuts = sorted(chance.sample(range(1, len(things)), min(len(things) - 1, chance.randint(1, 4))))
    return [things[a:b] for a, b in zip([0] + cuts, cuts + [len(things)])]


def is_alone(bench, capture):
    """What attempts at connections were is told from other connections of the same run: no merge can do that."""
    with open(bench.audit([capture]), "rb") as file:
        return all(session["attempt"] in (None, "use") and session["control"] is None and session["outcome"] == "established" for session in json.load(file)["sessions"])


def split_sets(bench, captures, splits):
    bad = 0
    for number in range(splits):
        some = bench.chance.sample(captures, bench.chance.randint(2, min(9, len(captures))))
        with open(bench.audit(some), "rb") as file:
            whole = file.read()
        parts = partition(bench.chance, some)
        merged = bench.merge_somehow([bench.audit(part) for part in parts])
        # Pieces of one capture are among the samples: what crosses them is named.
        if merged != whole and differs_unnamed(json.loads(whole), json.loads(merged)):
            bad += 1
            print(f"merge: split {number} of {sorted(map(os.path.basename, some))} is not the whole:")
            show_difference(whole, merged)
    return bad


def show_difference(whole, merged):
    left, right = whole.decode().splitlines(), merged.decode().splitlines()
    for a, b in zip(left, right):
        if a != b:
            print("  whole ", a[:400])
            print("  merged", b[:400])
            return
    print(f"  {len(left)} and {len(right)} lines")


# ---- one capture, cut in pieces -------------------------------------------------------------------


def read_pcap(path):
    """The file's header and its records, each with its own; classic little-endian pcap only, else None."""
    with open(path, "rb") as file:
        data = file.read()
    if data[:4] not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"):
        return None
    records, at = [], 24
    while at + 16 <= len(data):
        size = 16 + struct.unpack_from("<I", data, at + 8)[0]
        records.append(data[at : at + size])
        at += size
    return data[:24], records


def ends(session):
    sides = [(session[side]["address"], session[side]["port"]) for side in ("client", "server")]
    return frozenset(sides)


def by_ends(report):
    """What does not depend on where the pieces begin, of each connection."""
    found = {}
    for session in report["sessions"]:
        kept = {name: session[name] for name in session if name not in ("capture", "input", "frames")}
        found.setdefault(ends(session), []).append(kept)
    return found


def exactly(item):
    """How many different ones two reports have together, of clients or of servers, neither of them can tell."""
    return {name: item[name] for name in item if name not in ("at_least", "clients", "servers")}


def of_sessions(report):
    """The report without what is judged of several sessions together, and what follows from it."""
    gathered = {check["id"] for check in report["checks"] if check["subject"] != "session"}
    kept = {name: report[name] for name in report if name != "summary"}
    for name, key in (("checks", "id"), ("findings", "check")):
        kept[name] = [exactly(one) for one in report[name] if one[key] not in gathered]
    kept["sessions_counted"] = report["summary"]["sessions"]
    return kept


def differs_unnamed(whole, merged):
    """The ends of connections that are not the same in both, and that the merged report does not name."""
    whole, merged = of_sessions(whole), of_sessions(merged)
    named = {ends(cut) for cut in merged.get("cuts", [])}
    expected, found = by_ends(whole), by_ends(merged)
    pairs = expected.keys() | found.keys()
    wrong = [pair for pair in pairs if pair not in named and expected.get(pair) != found.get(pair)]
    if not named and any(whole[name] != merged[name] for name in whole):
        wrong.append("findings, with nothing named")
    return wrong


def cut_once(bench, path, capture):
    header, records = capture
    places = sorted(bench.chance.sample(range(1, len(records)), min(len(records) - 1, bench.chance.randint(1, 3))))
    bounds = list(zip([0] + places, places + [len(records)]))
    pieces = []
    for number, (a, b) in enumerate(bounds):
        piece = os.path.join(bench.folder, f"piece-{number}.pcap")
        with open(piece, "wb") as file:
            file.write(header + b"".join(records[a:b]))
        pieces.append(piece)
    whole = json.loads(run(bench.program, "audit", *OPTIONS, *pieces))
    reports = [bench.keep(run(bench.program, "audit", *OPTIONS, piece)) for piece in pieces]
    merged = json.loads(bench.merge_somehow(reports))
    wrong = differs_unnamed(whole, merged)
    for report in reports + pieces:
        os.unlink(report)
    if wrong:
        print(f"merge: {os.path.basename(path)} cut before {places}: not named: {wrong[:3]}")
    return len(merged.get("cuts", [])), len(wrong)


def cut_captures(bench, captures, count):
    readable = [(path, read_pcap(path)) for path in captures]
    # On other ports than those of mail, a half in which no mail is seen is no session that could be named.
    readable = [(path, capture) for path, capture in readable
                if capture and len(capture[1]) > 2 and MAIL_PORT.search(os.path.basename(path))]
    named = bad = 0
    for _ in range(count):
        path, capture = bench.chance.choice(readable)
        names, wrong = cut_once(bench, path, capture)
        named += names
        bad += wrong > 0
    return named, bad


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    program, folder = arguments[:2]
    splits = int(arguments[2]) if len(arguments) > 2 else 500
    seed = int(arguments[3]) if len(arguments) > 3 else 2026
    captures = sorted(os.path.join(folder, name) for name in os.listdir(folder) if ".pcap" in name)
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(os.path.abspath(program), work, random.Random(seed))
        captures = [capture for capture in captures if is_alone(bench, capture)]
        bad = split_sets(bench, captures, splits)
        named, wrong = cut_captures(bench, captures, splits // 5)
    print(f"merge: {splits} splits of sets, {bad} not as the whole; {splits // 5} captures cut in pieces, "
          f"{named} connections named, {wrong} with differences that are not")
    return 1 if bad or wrong or named == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
