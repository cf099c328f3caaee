#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Merging reports, as properties: merge.py PROGRAM CAPTURES [SPLITS [SEED]]

Any split of a set of captures, its parts audited apart and their reports merged in
any order and grouping, is the report of one run over all, byte for byte: with what several sessions show
together (a brute force of which each part has some tries), and with what is gathered over clients and servers.  A capture
that is cut in pieces differs from the whole only in connections that the merged report names.
"""
import json
import os
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile

MAIL_PORT = re.compile(r"-(24|25|110|143|465|587|993|995|2525|4190)-")
OPTIONS = ["--format", "json", "--sessions", "--mergeable", "-q"]

# A policy of the user's own, with windows, a zone, gathered findings and a waiver.
POLICY = """policy: office
extends: [baseline]
zones: {inside: [192.168.0.0/16], partners: [203.0.113.24/31]}
servers: {gateways: [203.0.113.27, 203.0.113.0/24, 2001:db8::25], scanners: [192.168.7.66, 192.168.7.250, 192.168.7.250/32]}
counters:
  - {name: refused, counts: auth.failures > 0, sum: auth.failures}
  - {name: servers_with_key, counts: tls.certificate.visible, distinct: server}
  - {name: servers_refused, counts: auth.failures > 0, distinct: server}
checks:
  - {id: refused-often, title: Refused often, severity: low, subject: client, window: 20m, applies: refused > 0, violates: refused > 5}
  - {id: refused-widely, title: Refused widely, severity: low, subject: client, applies: refused > 0, violates: servers_refused > 1}
  - {id: partners-refuse, title: Partners refuse, severity: medium, subject: pair, applies: refused > 0 and server in partners, violates: refused > 3}
  - {id: clear-at, title: Clear, severity: low, per: service, applies: protocol == imap, violates: security == plaintext}
  - {id: keys-shared, title: Keys shared, severity: low, subject: key, applies: servers_with_key > 0, violates: servers_with_key > 1}
waivers:
  - {check: keys-shared, where: 'tls.certificate.public_key == "KEY"', reason: known, owner: ops, until: 2030-01-01}
  - {check: refused-widely, where: client == 192.168.7.66, reason: known, owner: ops, until: 2030-01-01}
"""

# Two of which the certificate is seen, for servers that share it.
TLS = ["imap-993-tls12.pcap", "imap-993-cert-ec.pcap"]
KEYS = {}


def run(*words):
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode not in (0, 1, 3) or not done.stdout:
        sys.exit(f"merge: {' '.join(words)}: status {done.returncode}: {done.stderr.decode()}")
    return done.stdout


class Bench:
    def __init__(self, program, folder, chance):
        self.program, self.folder, self.chance = program, folder, chance
        self.audited, self.made, self.options = {}, 0, []
        self.policy = []

    def keep(self, text):
        self.made += 1
        path = os.path.join(self.folder, f"{self.made}.json")
        with open(path, "wb") as file:
            file.write(text)
        return path

    def audit(self, captures):
        """The path of the report of these captures; made once."""
        key = tuple(self.options + self.policy + sorted(captures))
        if key not in self.audited:
            self.audited[key] = self.keep(run(self.program, "audit", *OPTIONS, *key))
        return self.audited[key]

    def merge(self, reports):
        return run(self.program, "report", "merge", "-q", *self.policy, *reports)

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


# ---- captures of which only all together show something ---------------------------------------------


def checksum(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Talk:
    """A TCP connection as records of a pcap file: ${lines} are (from the client?, octets)."""

    def __init__(self, time, client, server, port, lines):
        self.records, self.time = [], time
        self.ends = [(socket.inet_aton(client[0]), client[1]), (socket.inet_aton(server), port)]
        self.numbers = [time * 7919 % 2**32, time * 104729 % 2**32]
        self.add(0, 0x02)
        self.add(1, 0x12)
        self.add(0, 0x10)
        for is_client, octets in lines:
            self.add(0 if is_client else 1, 0x18, octets)
        for side, flags in ((0, 0x11), (1, 0x11), (0, 0x10)):
            self.add(side, flags)

    def add(self, side, flags, octets=b""):
        (source, source_port), (target, target_port) = self.ends[side], self.ends[1 - side]
        acked = self.numbers[1 - side] if flags & 0x10 else 0
        tcp = struct.pack(">HHIIBBHHH", source_port, target_port, self.numbers[side], acked, 0x50, flags, 65535, 0, 0) + octets
        padded = source + target + struct.pack(">BBH", 0, 6, len(tcp)) + tcp + b"\0" * (len(tcp) % 2)
        tcp = tcp[:16] + struct.pack(">H", checksum(padded)) + tcp[18:]
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 7, 0x4000, 64, 6, 0, source, target)
        ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
        frame = b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + tcp
        self.records.append((self.time, struct.pack("<IIII", self.time // 1000000, self.time % 1000000, len(frame), len(frame)) + frame))
        self.numbers[side] = (self.numbers[side] + len(octets) + bool(flags & 0x03)) % 2**32
        self.time += 1500


def refused(tries):
    lines = [(False, b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")]
    for number in range(tries):
        lines += [(True, b"a%d LOGIN anna wrong%d\r\n" % (number, number)), (False, b"a%d NO [AUTHENTICATIONFAILED] no\r\n" % number)]
    return lines + [(True, b"z LOGOUT\r\n"), (False, b"* BYE\r\nz OK\r\n")]


def mail(offers):
    extensions = b"250-mx\r\n250 STARTTLS\r\n" if offers else b"250-mx\r\n250 SIZE 10000\r\n"
    lines = [(False, b"220 mx ESMTP\r\n"), (True, b"EHLO client\r\n"), (False, extensions)]
    if offers:
        lines += [(True, b"MAIL FROM:<a@a.example>\r\n"), (False, b"530 5.7.0 Must issue a STARTTLS command first\r\n")]
    else:
        lines += [(True, b"MAIL FROM:<a@a.example>\r\n"), (False, b"250 ok\r\n"), (True, b"RCPT TO:<b@b.example>\r\n"), (False, b"250 ok\r\n"),
                  (True, b"DATA\r\n"), (False, b"354 go\r\n"), (True, b"Subject: x\r\n\r\nx\r\n.\r\n"), (False, b"250 taken\r\n")]
    return lines + [(True, b"QUIT\r\n"), (False, b"221 bye\r\n")]


def tls_talk(path):
    """What both sides of the one connection in a capture of TLS said, as the lines of a Talk."""
    lines = []
    for record in read_pcap(path)[1]:
        packet = record[16 + 14 :]
        header, length = (packet[0] & 15) * 4, struct.unpack_from(">H", packet, 2)[0]
        tcp = packet[header:length]
        octets = tcp[(tcp[12] >> 4) * 4 :]
        if octets:
            lines.append((struct.unpack_from(">H", tcp, 2)[0] == 993, octets))
    return lines


def some_talk(chance, kind, number, time):
    port = 20000 + number
    if kind == "brute force":
        return Talk(time, ("192.168.7.66", port), chance.choice(["203.0.113.25", "203.0.113.25", "203.0.113.24"]), 143, refused(chance.randint(1, 3)))
    if kind == "spraying":
        return Talk(time, (f"192.168.7.{100 + number % 90}", port), "203.0.113.26", 143, refused(1))
    if kind in KEYS:
        return Talk(time, ("192.168.9.9", port), f"203.0.113.{chance.randint(70, 75)}", 993, KEYS[kind])
    if kind == "stripped":
        return Talk(time, (f"192.168.8.{number % 200}", port), "203.0.113.27", 587, mail(chance.random() < 0.6))
    return Talk(time, (f"192.168.7.{chance.randint(10, 30)}", port), f"203.0.113.{chance.randint(30, 60)}", 25, mail(chance.random() < 0.5))


def make_crowd(folder, chance, files):
    """Captures of ten minutes, of which each has a few talks of the same brute force, spraying, stripping."""
    paths, number = [], 0
    for index in range(files):
        records = []
        for _ in range(chance.randint(2, 7)):
            number += 1
            time = (1763786040 + chance.randint(0, 600)) * 1000000 + number
            records += some_talk(chance, chance.choice(["brute force", "spraying", "stripped", "to many", *KEYS]), number, time).records
        paths.append(os.path.join(folder, f"crowd-{index}.pcap"))
        with open(paths[-1], "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
            file.write(b"".join(record for _, record in sorted(records)))
    return paths


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


def key_in(bench, capture):
    with open(bench.audit([capture]), "rb") as file:
        return json.load(file)["sessions"][0]["tls"]["certificate"]["public_key"]


def together(report):
    """The findings that judge several sessions or are gathered over clients, servers or ports."""
    return {finding["id"] for finding in report["findings"] if finding["subject"] != "session"}


def split_sets(bench, captures, splits, most=9):
    """Splits that are not the whole; and those in which the whole has what no part has alone."""
    bad = telling = 0
    for number in range(splits):
        some = bench.chance.sample(captures, bench.chance.randint(2, min(most, len(captures))))
        with open(bench.audit(some), "rb") as file:
            whole = file.read()
        parts = [bench.audit(part) for part in partition(bench.chance, some)]
        merged = bench.merge_somehow(parts)
        alone = set()
        for part in parts:
            with open(part, "rb") as file:
                alone |= together(json.load(file))
        telling += bool(together(json.loads(whole)) - alone)
        # Pieces of one capture are among the samples: what crosses them is named.
        if merged != whole and (not json.loads(merged).get("cuts") or differs_unnamed(json.loads(whole), json.loads(merged))):
            bad += 1
            print(f"merge: split {number} of {sorted(map(os.path.basename, some))} is not the whole:")
            show_difference(whole, merged)
    return bad, telling


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
        bad, _ = split_sets(bench, captures, splits // 4)
        KEYS.update({name: tls_talk(os.path.join(folder, name)) for name in TLS})
        crowd = make_crowd(work, bench.chance, 24)
        worse, telling = split_sets(bench, crowd, splits // 4, 24)
        key = key_in(bench, os.path.join(folder, TLS[1]))
        bench.policy = ["--policy", os.path.join(work, "office.yaml")]
        with open(bench.policy[1], "w") as file:
            file.write(POLICY.replace("KEY", key))
        worst, told = split_sets(bench, crowd, splits // 4, 24)
        bench.options = ["--pseudonymize", os.path.join(work, "key")]
        with open(bench.options[1], "wb") as file:
            file.write(bytes(range(1, 33)))
        veiled, told_veiled = split_sets(bench, crowd, splits // 4, 24)
        bench.policy = []
        more, told_more = split_sets(bench, crowd, splits // 4, 24)
        bench.options = []
        named, wrong = cut_captures(bench, captures, splits // 5)
    worst += veiled + more
    told += told_veiled + told_more
    print(f"merge: {splits // 4 * 5} splits of sets, {bad + worse + worst} not as the whole, {telling + told} of which only the whole shows something; "
          f"{splits // 5} captures cut in pieces, {named} connections named, {wrong} with differences that are not")
    return 1 if bad or worse or worst or wrong or named == 0 or telling + told < splits // 8 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
