#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the evidence files against the captures that they were taken from.

usage: tests/evidence.py MAILREEVE CAPTURES

Of every sample: each packet is the captured one in time, lengths and headers; checksums are right; comments and
index name finding, check and frames; the bytes are the same whatever the number of jobs; no secret is left. The talks of
the samples are played anew octet by octet, twice, pipelined, in IPv6, in tunnels, in fragments and quoted by ICMP,
and no secret may be left in any of them. pcapng is read here by a reader of its own, and by tshark and tcpdump
where there are such.
"""
import glob
import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile

program, folder = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
failures, counted = [], {"files": 0, "packets": 0, "variants": 0}
work = tempfile.mkdtemp()


def want(what, truth):
    if not truth:
        failures.append(what)
    return truth


# ---- reading captures ----

def read_pcap(data):
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    magic, = struct.unpack(order + "I", data[:4])
    scale = 1 if magic == 0xa1b23c4d else 1000
    link, = struct.unpack(order + "I", data[20:24])
    at = 24
    while at < len(data):
        seconds, rest, captured, wire = struct.unpack(order + "IIII", data[at:at + 16])
        yield {"time": seconds * 10**9 + rest * scale, "wire": wire, "link": link & 0xffff,
               "data": data[at + 16:at + 16 + captured], "comments": []}
        at += 16 + captured


def options(data, order):
    found, at = {}, 0
    while at + 4 <= len(data):
        code, size = struct.unpack(order + "HH", data[at:at + 4])
        if code == 0:
            break
        found.setdefault(code, []).append(data[at + 4:at + 4 + size])
        at += 4 + (size + 3) // 4 * 4
    return found


def read_pcapng(data, sections=None):
    at, order, interfaces = 0, "<", []
    while at < len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            interfaces = []
        kind, size = struct.unpack(order + "II", data[at:at + 8])
        body, again = data[at + 8:at + size - 4], struct.unpack(order + "I", data[at + size - 4:at + size])[0]
        assert size == again and size % 4 == 0, "block"
        at += size
        if kind == 0x0a0d0d0a and sections is not None:
            sections.append([text.decode() for text in options(body[16:], order).get(1, [])])
        if kind == 1:
            said = options(body[8:], order)
            resolution = said.get(9, [b"\6"])[0][0]
            interfaces.append((struct.unpack(order + "H", body[:2])[0], resolution, said.get(3, [b""])[0].decode(),
                               said.get(2, [b""])[0].decode()))
        if kind == 6:
            interface, high, low, captured, wire = struct.unpack(order + "IIIII", body[:20])
            link, resolution, name, device = interfaces[interface]
            said = options(body[20 + (captured + 3) // 4 * 4:], order)
            yield {"time": (high << 32 | low) * 10**(9 - resolution), "wire": wire, "link": link, "name": name,
                   "device": device, "data": body[20:20 + captured], "comments": [text.decode() for text in said.get(1, [])]}


def read(path, sections=None):
    with open(path, "rb") as file:
        data = file.read()
    return list(read_pcapng(data, sections) if data[:4] == b"\x0a\x0d\x0d\x0a" else read_pcap(data))


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def parse(packet):
    """Ethernet, IPv4 or IPv6, TCP: where the payload begins and ends, and who speaks; None for all else."""
    data = packet["data"]
    if packet["link"] != 1 or len(data) < 54:
        return None
    if data[12:14] == b"\x08\x00" and data[23] == 6 and not data[20] & 0x3f and not data[21]:
        ip, size, end = 14, (data[14] & 15) * 4, 14 + struct.unpack("!H", data[16:18])[0]
        source, target = data[26:30], data[30:34]
    elif data[12:14] == b"\x86\xdd" and data[20] == 6:
        ip, size, end = 14, 40, 54 + struct.unpack("!H", data[18:20])[0]
        source, target = data[22:38], data[38:54]
    else:
        return None
    tcp = ip + size
    if end > len(data):
        return None
    begin = tcp + (data[tcp + 12] >> 4) * 4
    ports = struct.unpack("!HH", data[tcp:tcp + 4])
    return {"tcp": tcp, "begin": begin, "end": end, "from": (source, ports[0]), "to": (target, ports[1]),
            "seq": struct.unpack("!I", data[tcp + 4:tcp + 8])[0], "flags": data[tcp + 13]}


def has_right_checksum(packet, where):
    segment = packet["data"][where["tcp"]:where["end"]]
    pseudo = where["from"][0] + where["to"][0]
    pseudo += struct.pack("!BBH", 0, 6, len(segment)) if len(where["from"][0]) == 4 else struct.pack("!IHBB", len(segment), 0, 0, 6)
    return checksum(pseudo + segment) == 0


# ---- the program ----

def audit(target, *arguments):
    run = subprocess.run([program, "audit", "-f", "json", "--evidence", target, *arguments], capture_output=True,
                         stdin=subprocess.DEVNULL)
    want(f"{arguments}: exit status {run.returncode}: {run.stderr.decode(errors='replace')[:300]}",
         run.returncode in (0, 1, 3))
    with open(os.path.join(target, "index.json"), encoding="utf-8") as file:
        return json.loads(run.stdout), json.load(file)


def secrets():
    with open(os.path.join(folder, "secrets.txt"), encoding="utf-8") as file:
        return [line.rstrip("\n").encode() for line in file if line.strip() and not line.startswith("#")]


SECRETS = secrets()


def payloads(packets):
    """All payload of each side, in the order of frames, and what stands in frames that are no TCP of ours."""
    sides, other = {}, []
    for packet in packets:
        where = parse(packet)
        if where:
            sides.setdefault(where["from"], []).append(packet["data"][where["begin"]:where["end"]])
        other.append(packet["data"])
    return [b"".join(parts) for parts in sides.values()] + [b"".join(other), *other]


def want_no_secret(name, path):
    with open(path, "rb") as file:
        texts = [file.read()]
    texts += payloads(read(path))
    for secret in SECRETS:
        for text in texts:
            if not want(f"{name}: a secret is left in {os.path.basename(path)}: {secret!r}", secret not in text):
                return


def want_original(name, packet, original, is_redacted):
    where = parse(original)
    for part in ("time", "wire", "link", "device"):
        want(f"{name}: {part} differs", packet[part] == original.get(part, ""))
    want(f"{name}: captured length differs", len(packet["data"]) == len(original["data"]))
    if not is_redacted:
        want(f"{name}: octets differ", packet["data"] == original["data"])
        return
    if not where:
        return
    head, other = packet["data"][:where["begin"]], original["data"][:where["begin"]]
    at = where["tcp"] + 16
    want(f"{name}: headers differ", head[:at] + head[at + 2:] == other[:at] + other[at + 2:])
    if has_right_checksum(original, where):
        want(f"{name}: the checksum is wrong", has_right_checksum(packet, where))
    for was, now in zip(original["data"][where["begin"]:where["end"]], packet["data"][where["begin"]:where["end"]]):
        want(f"{name}: an octet is neither the captured one nor overwritten", now in (was, ord("x")))


def check_file(target, entry, originals, finding, is_redacted):
    sections = []
    path = os.path.join(target, entry["file"])
    packets = read(path, sections)
    name = os.path.basename(path)
    counted["files"] += 1
    counted["packets"] += len(packets)
    want(f"{name}: the file's name", name == f"{finding['check']}-{finding['id']}.pcapng")
    want(f"{name}: one section", len(sections) == 1)
    for part in (finding["check"], finding["id"], finding["title"]):
        want(f"{name}: the section says {part}", part in sections[0][0])
    places = [(capture["capture"], frame) for capture in entry["captures"] for frame in capture["frames"]]
    evident = {(capture["capture"], frame) for capture in entry["captures"] for frame in capture["evidence"]}
    said = {(part["capture"], frame) for part in finding["evidence"] for frame in part["frames"]}
    want(f"{name}: all of the evidence is there", evident == said and evident <= set(places))
    want(f"{name}: as many packets as the index says", len(places) == len(packets))
    for (capture, frame), packet in zip(places, packets):
        where = f"{name}: frame {frame} of {capture}"
        want(f"{where}: interface", packet["name"] == capture)
        want(f"{where}: one comment", len(packet["comments"]) == 1 and f"frame {frame} of {capture}" in packet["comments"][0])
        is_named = f"finding {finding['id']}: {finding['check']}: {finding['title']}" in packet["comments"][0]
        want(f"{where}: comment names the finding", is_named == ((capture, frame) in evident))
        want_original(where, packet, originals[capture][frame - 1], is_redacted)
    if is_redacted:
        want_no_secret(name, path)


def check_folder(target, report, index, is_redacted=True):
    originals = {entry["capture"]: read(entry["capture"]) for entry in report["inputs"]}
    entries = {entry["finding"]: entry for entry in index["files"]}
    without = {entry["finding"] for entry in index["without_file"]}
    for finding in report["findings"]:
        want(f"{finding['id']} is in the index", (finding["id"] in entries) != (finding["id"] in without))
        if finding["id"] in entries:
            check_file(target, entries[finding["id"]], originals, finding, is_redacted)
    names = sorted(entry["file"] for entry in index["files"])
    want("no other file", sorted(os.listdir(target)) == sorted(names + ["index.json"]))
    want("and that one is not empty", len(names) > 0 or not report["findings"])


def other_readers(target):
    """What other programs make of the files."""
    if shutil.which("tshark"):
        for path in glob.glob(os.path.join(target, "*.pcapng"))[:12]:
            run = subprocess.run(["tshark", "-r", path, "-o", "tcp.check_checksum:TRUE", "-T", "fields", "-e", "frame.time_epoch",
                                  "-e", "frame.len", "-e", "frame.cap_len", "-e", "tcp.checksum.status"], capture_output=True, text=True)
            rows = [line.split("\t") for line in run.stdout.splitlines()]
            ours = [[f"{packet['time'] // 10**9}.{packet['time'] % 10**9:09}", str(packet["wire"]), str(len(packet["data"]))]
                    for packet in read(path)]
            want(f"tshark reads {path} otherwise", [row[:3] for row in rows] == ours)
            want(f"tshark finds a wrong checksum in {path}", not any("0" in row[3].split(",") for row in rows if row[3]))
    if shutil.which("tcpdump"):
        for path in glob.glob(os.path.join(target, "*.pcapng"))[:12]:
            run = subprocess.run(["tcpdump", "-n", "-r", path], capture_output=True, text=True)
            want(f"tcpdump does not read {path}: {run.stderr[-200:]}",
                 run.returncode == 0 and len([line for line in run.stdout.splitlines() if not line.startswith("\t")]) >= 1)


# ---- the talks of samples, played in other ways ----

def talk_of(path):
    """The turns of the first TCP connection: who speaks (0: the client) and what; none if it is no plain one."""
    turns, client, following = [], None, {}
    for packet in read(path):
        where = parse(packet)
        if not where:
            continue
        if client is None and where["flags"] & 0x12 == 2:
            client = (where["from"], where["to"])
        if client is None or {where["from"], where["to"]} != set(client):
            continue
        data = packet["data"][where["begin"]:where["end"]]
        if not data or following.get(where["from"], where["seq"]) > where["seq"]:
            continue
        following[where["from"]] = where["seq"] + len(data)
        turns.append((0 if where["from"] == client[0] else 1, data))
    return (client[1][1], turns) if client else (0, [])


class Writer:
    """Plays turns into a pcap, in an encapsulation."""

    def __init__(self, around, six=False):
        self.around, self.six, self.frames, self.time, self.id = around, six, [], 1795321039 * 10**6, 1

    def packet(self, side, ports, numbers, flags, payload):
        ends = [bytes(15) + b"\1", bytes(15) + b"\2"] if self.six else [bytes([192, 168, 1, 5]), bytes([203, 0, 113, 7])]
        if self.six:
            ends = [b"\x20\x01\x0d\xb8" + end[4:] for end in ends]
        source, target = ends[side], ends[1 - side]
        tcp = struct.pack("!HHIIBBHHH", *ports, *numbers, 5 << 4, flags, 65535, 0, 0) + payload
        if self.six:
            pseudo = source + target + struct.pack("!IHBB", len(tcp), 0, 0, 6)
        else:
            pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
        if self.six:
            ip = struct.pack("!IHBB", 6 << 28, len(tcp), 6, 64) + source + target + tcp
        else:
            ip = self.header(source, target, 6, tcp, 0)
        for frame in self.around(self, ip):
            self.time += 50
            self.frames.append(struct.pack("<IIII", self.time // 10**6, self.time % 10**6, len(frame), len(frame)) + frame)

    def header(self, source, target, protocol, payload, fragment):
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), self.id, fragment, 64, protocol, 0) + source + target
        return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload

    def talk(self, port, turns):
        ports, sent = (40000, port), [1000, 2000]

        def put(side, flags, data=b""):
            acknowledged = sent[1 - side] if flags & 0x10 else 0
            self.packet(side, (ports[side], ports[1 - side]), (sent[side], acknowledged), flags, data)
            sent[side] += len(data) + (1 if flags & 3 else 0)

        put(0, 0x02)
        put(1, 0x12)
        put(0, 0x10)
        for side, data in turns:
            put(side, 0x18, data)
        put(0, 0x11)
        put(1, 0x11)
        put(0, 0x10)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1) + b"".join(self.frames))


def ethernet(kind, data):
    return b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02" + kind + data


def plain(writer, ip):
    yield ethernet(b"\x86\xdd" if writer.six else b"\x08\0", ip)


def vlan(writer, ip):
    yield ethernet(b"\x81\0\0\x05" + (b"\x86\xdd" if writer.six else b"\x08\0"), ip)


OUTER = (bytes([10, 1, 0, 1]), bytes([10, 2, 0, 1]))


def gre(writer, ip):
    """RFC 2784, with a checksum, which tells of what is inside."""
    head = b"\x80\0" + (b"\x86\xdd" if writer.six else b"\x08\0")
    full = head + struct.pack("!HH", checksum(head + b"\0\0\0\0" + ip), 0) + ip
    yield ethernet(b"\x08\0", writer.header(*OUTER, 47, full, 0))


def vxlan(writer, ip):
    """RFC 7348, with a checksum of UDP, which tells of what is inside."""
    inner = b"\x08\0\0\0\0\0\x07\0" + next(plain(writer, ip))
    udp = struct.pack("!HHHH", 50000, 4789, 8 + len(inner), 0) + inner
    pseudo = OUTER[0] + OUTER[1] + struct.pack("!BBH", 0, 17, len(udp))
    yield ethernet(b"\x08\0", writer.header(*OUTER, 17, udp[:6] + struct.pack("!H", checksum(pseudo + udp)) + udp[8:], 0))


def fragments(size):
    def cut(writer, ip):
        head, body = ip[:20], ip[20:]
        writer.id += 1
        for at in range(0, len(body), size):
            more = 0x2000 if at + size < len(body) else 0
            yield ethernet(b"\x08\0", writer.header(head[12:16], head[16:20], 6, body[at:at + size], more | at // 8))
    return cut


def quoted(writer, ip):
    """Each packet, and a router that quotes all of it in an ICMP error (RFC 1812 4.3.2.3)."""
    yield from plain(writer, ip)
    icmp = b"\x03\x04\0\0\0\0\x05\0" + ip[:548]
    yield ethernet(b"\x08\0", writer.header(OUTER[0], ip[12:16], 1, icmp[:2] + struct.pack("!H", checksum(icmp)) + icmp[4:], 0))


def whole(turns):
    return turns


def octet_by_octet(turns):
    return [(side, data[at:at + 1]) for side, data in turns for at in range(len(data))]


def by_sevens(turns):
    return [(side, data[at:at + 7]) for side, data in turns for at in range(0, len(data), 7)]


def pipelined(turns):
    """All that the client says before any answer, as nobody should."""
    return [turns[0]] + [(0, b"".join(data for side, data in turns if side == 0))] + [
        (1, b"".join(data for side, data in turns[1:] if side == 1))]


def twice(around):
    def again(writer, ip):
        frames = list(around(writer, ip))
        yield from frames
        yield from frames
    return again


VARIANTS = [("whole", whole, plain, False), ("octets", octet_by_octet, plain, False), ("sevens", by_sevens, plain, False),
            ("pipelined", pipelined, plain, False), ("twice", whole, twice(plain), False), ("ipv6", whole, plain, True),
            ("vlan", by_sevens, vlan, True), ("gre", whole, gre, False), ("gre6", octet_by_octet, gre, True),
            ("vxlan", whole, vxlan, False), ("fragments", whole, fragments(24), False), ("tiny", whole, fragments(8), False),
            ("tiny-octets", octet_by_octet, fragments(8), False), ("icmp", whole, quoted, False)]


# These in every way, all others in one each.
THOROUGH = ("imap-143-plaintext", "imap-143-append", "pop3-110-plaintext", "submission-587-plaintext",
            "managesieve-4190-plaintext")


# Refused before anything crossed: what is found of it is between whom it was, which is not played.
REFUSED = ("smtp-25-postscreen",)


def play_variants():
    played = 0
    for path in sorted(glob.glob(os.path.join(folder, "*.pcap*"))):
        port, turns = talk_of(path)
        text = b"".join(data for _, data in turns)
        if not any(secret in text for secret in SECRETS):
            continue
        played += 1
        everything = os.path.basename(path).split(".")[0] in THOROUGH
        for name, cut, around, six in VARIANTS if everything else [VARIANTS[played % len(VARIANTS)]]:
            writer = Writer(around, six)
            writer.talk(port, cut(turns))
            capture, target = os.path.join(work, "variant.pcap"), os.path.join(work, "variant")
            writer.write(capture)
            shutil.rmtree(target, ignore_errors=True)
            report, index = audit(target, capture)
            counted["variants"] += 1
            label = f"{os.path.basename(path)} {name}"
            want(f"{label}: a finding", len(index["files"]) > 0 or name in ("pipelined",) or
                 os.path.basename(path).startswith(REFUSED))
            for entry in index["files"]:
                want_no_secret(label, os.path.join(target, entry["file"]))
            if name in ("gre", "vxlan", "icmp") and shutil.which("tshark"):
                want_right_for_tshark(label, target, index)


def want_right_for_tshark(label, target, index):
    for entry in index["files"][:2]:
        run = subprocess.run(["tshark", "-r", os.path.join(target, entry["file"]), "-o", "tcp.check_checksum:TRUE", "-o",
                              "udp.check_checksum:TRUE", "-T", "fields", "-e", "udp.checksum.status", "-e", "icmp.checksum.status",
                              "-e", "ip.checksum.status"], capture_output=True, text=True)
        want(f"{label}: tshark finds a wrong checksum", "0" not in run.stdout.replace("\t", ",").replace("\n", ",").split(","))


def main():
    captures = sorted(glob.glob(os.path.join(folder, "*.pcap*")))
    one, four, kept = (os.path.join(work, name) for name in ("one", "four", "kept"))
    report, index = audit(one, "--hash", *captures)
    check_folder(one, report, index)
    audit(four, "--hash", "-j", "4", *captures)
    want("the same bytes with four jobs", subprocess.run(["diff", "-r", one, four], stdout=subprocess.DEVNULL).returncode == 0)
    other_readers(one)
    with open(os.path.join(one, index["files"][0]["file"]), "rb") as file:
        want("hashes of the captures", report["inputs"][0]["sha256"] is not None and b"SHA-256 of the original" in file.read())
    report, index = audit(kept, "--evidence-secrets", "keep", *captures)
    want("the index says that they are kept", index["payload"] == "kept")
    check_folder(kept, report, index, is_redacted=False)
    chain = [path for path in captures if "rotated" in path]
    rotated = os.path.join(work, "rotated")
    report, index = audit(rotated, *chain)
    want("evidence from several captures in one file", any(len(entry["captures"]) > 1 for entry in index["files"]))
    packed = os.path.join(work, "packed.pcap.gz")
    with open(captures[0], "rb") as file, gzip.open(packed, "wb") as out:
        out.write(file.read())
    report, index = audit(os.path.join(work, "of-packed"), packed)
    plain_report, plain_index = audit(os.path.join(work, "of-plain"), captures[0])
    want("of a packed capture as many files", len(index["files"]) == len(plain_index["files"]) > 0)
    for one, other in zip(index["files"], plain_index["files"]):
        want("a packed capture gives the same packets", [packet["data"] for packet in read(os.path.join(work, "of-packed", one["file"]))]
             == [packet["data"] for packet in read(os.path.join(work, "of-plain", other["file"]))])
    play_variants()
    hostile = os.path.join(work, "hostile")
    os.mkdir(hostile)
    subprocess.run([sys.executable, os.path.join(os.path.dirname(__file__), "hostile.py"), hostile], check=True)
    report, index = audit(os.path.join(work, "of-hostile"), "--policy", os.path.join(hostile, "hostile.yaml"), os.path.join(hostile, "hostile.pcap"))
    check_folder(os.path.join(work, "of-hostile"), report, index)


try:
    main()
finally:
    shutil.rmtree(work)
for failure in failures[:40]:
    print("evidence:", failure)
print(f"evidence: {counted['files']} files with {counted['packets']} packets, {counted['variants']} talks played anew, "
      f"{len(SECRETS)} secrets, {len(failures)} differences")
sys.exit(1 if failures else 0)
