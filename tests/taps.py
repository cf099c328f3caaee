#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Interfaces and VLANs: taps.py MAILREEVE.

Makes captures as a gateway, a switch's mirror port and a host take them, and
holds what is said of where the ends lie against how they were made.  Where two
answers are possible, only `null` is right.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

CLIENT, SERVER, NAT = "10.66.0.5", "203.0.113.7", "198.51.100.1"
IN, OUT, PROMISCUOUS = 1, 2, 1 | 4 << 2
failed = 0


def address(text):
    return bytes(int(part) for part in text.split("."))


def tcp(source, target, sport, dport, flags, ttl, payload=b"", seq=1, ack=1):
    segment = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 5 << 4, flags, 65535, 0, 0) + payload
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), 1, 0, ttl, 6, 0, address(source), address(target)) + segment


def frame(packet, *vlans):
    tags = b"".join(struct.pack("!HH", 0x88a8 if len(vlans) == 2 and not i else 0x8100, vlan) for i, vlan in enumerate(vlans))
    return bytes(12) + tags + b"\x08\x00" + packet


def tunnel(packet):
    """The packet in GRE, from a router that is next to the capture."""
    inner = struct.pack("!HH", 0, 0x800) + packet
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(inner), 1, 0, 255, 47, 0, address("192.0.2.1"), address("192.0.2.2")) + inner


def gre_ethernet(octets):
    inner = struct.pack("!HH", 0, 0x6558) + octets
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(inner), 1, 0, 255, 47, 0, address("192.0.2.1"), address("192.0.2.2")) + inner


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) % 4)


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def pcapng(names, frames):
    """Frames are (interface, flags or None, octets)."""
    out = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
    for name in names:
        out += block(1, struct.pack("<HHI", 1, 0, 0) + (option(2, name.encode()) if name else b"") + option(0, b""))
    for number, (interface, flags, octets) in enumerate(frames):
        time = 1_800_000_000_000_000 + number * 1000
        body = struct.pack("<IIIII", interface, time >> 32, time & 0xffffffff, len(octets), len(octets)) + octets
        body += bytes(-len(body) % 4)
        if flags is not None:
            body += option(2, struct.pack("<I", flags)) + option(0, b"")
        out += block(6, body)
    return out


def pcap_cooked(frames):
    """LINKTYPE_LINUX_SLL; frames are (type of packet, IP packet)."""
    out = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 113)
    for number, (kind, packet) in enumerate(frames):
        octets = struct.pack("!HHH8sH", kind, 1, 6, bytes(8), 0x800) + packet
        out += struct.pack("<IIII", 1_800_000_000, number * 1000, len(octets), len(octets)) + octets
    return out


def talk(client=CLIENT, server=SERVER, client_ttl=64, server_ttl=57, port=143):
    """The packets of a login in clear: (is of the client, packet)."""
    c = lambda flags, payload=b"", seq=1, ack=1: (True, tcp(client, server, 40000, port, flags, client_ttl, payload, seq, ack))
    s = lambda flags, payload=b"", seq=1, ack=1: (False, tcp(server, client, port, 40000, flags, server_ttl, payload, seq, ack))
    greeting, login = b"* OK IMAP4rev1 ready\r\n", b"a LOGIN u p\r\n"
    return [c(2, seq=0, ack=0), s(18, seq=0), c(16), s(24, greeting), c(24, login, ack=1 + len(greeting)),
            s(24, b"a OK done\r\n", seq=1 + len(greeting), ack=1 + len(login))]


def gateway(first, second, **how):
    """Each packet of a talk twice: it comes in on one interface, and goes out, one hop later, on the other."""
    inner, outer = (0, first), (1, second)
    frames = []
    for is_client, packet in talk(**how):
        onward = packet[:8] + bytes([packet[8] - 1]) + packet[9:]
        came, went = (inner, outer) if is_client else (outer, inner)
        frames += [(came[0], IN, frame(packet, *came[1])), (went[0], OUT, frame(onward, *went[1]))]
    return frames


def mirror(vlans, flags=None, **how):
    return [(0, flags, frame(packet, *vlans)) for _, packet in talk(**how)]


def sessions(program, folder, capture, policy=None):
    (folder / "x").write_bytes(capture)
    command = [program, "audit", "--format", "json", "--sessions", str(folder / "x")]
    if policy:
        (folder / "p.yaml").write_text(policy)
        command += ["--policy", str(folder / "p.yaml")]
    answer = subprocess.run(command, capture_output=True, check=False, text=True)
    if answer.returncode > 1:
        raise SystemExit(f"taps: {answer.stderr}")
    report = json.loads(answer.stdout)
    return report["sessions"], report


def want(name, what, got, wanted):
    global failed
    if got != wanted:
        failed += 1
        print(f"taps: {name}: {what}: {got!r}, wanted {wanted!r}")


def lies(session):
    return [session[end][key] for end in ("client", "server") for key in ("interface", "vlan")]


def check_facts(program, folder):
    rows = [
        # name, capture, [interface, vlan, inner_vlan], [client.interface, client.vlan, server.interface, server.vlan]
        ("a gateway", pcapng(["eth2", "eth1"], gateway((66,), ())), ["eth2", 66, None], ["eth2", 66, "eth1", None]),
        ("a gateway with a VLAN on either side", pcapng(["eth0", "eth0"], gateway((66,), (10,))), ["eth0", 66, None], ["eth0", 66, "eth0", 10]),
        ("the server's first packets alone say that they came in", pcapng(["eth2"], [(0, IN if c else None, frame(p, 66)) for c, p in talk(client_ttl=60)]),
         ["eth2", 66, None], ["eth2", 66, None, None]),
        # both directions come in at the probe: only the one with a TTL that no router took from is there
        ("a mirror port of one VLAN", pcapng(["mon0"], mirror((66,))), ["mon0", 66, None], ["mon0", 66, None, None]),
        ("a mirror port that says that all came in", pcapng(["mon0"], mirror((66,), IN, client_ttl=60)), ["mon0", 66, None], [None, None, None, None]),
        ("a probe that says that it listens to others", pcapng(["mon0"], mirror((66,), PROMISCUOUS, client_ttl=60)), ["mon0", 66, None], [None, None, None, None]),
        ("behind routers on both sides", pcapng(["mon0"], mirror((66,), client_ttl=60)), ["mon0", 66, None], [None, None, None, None]),
        ("no name, no tag", pcapng([None], mirror(())), [None, None, None], [None, None, None, None]),
        ("two tags", pcapng(["mon0"], mirror((100, 66))), ["mon0", 100, 66], ["mon0", 100, None, None]),
        ("priority alone is no VLAN", pcapng(["mon0"], mirror((0xe000,))), ["mon0", None, None], ["mon0", None, None, None]),
        # the SYN was retried on another VLAN: nobody knows which it is
        ("VLANs that disagree", pcapng(["mon0"], [(0, None, frame(talk()[0][1], 10))] + mirror((66,))), ["mon0", 10, None], ["mon0", None, None, None]),
        ("a bridge and its member", pcapng(["br0", "eth2"], [(i, IN, f) for _, _, f in mirror((), client_ttl=60)[:1] for i in (0, 1)] +
                                           [(1, None, f) for _, _, f in mirror((), client_ttl=60)[1:]]), ["br0", None, None], [None, None, None, None]),
        ("a tunnel, whose inner TTL tells nothing of this link", pcapng(["mon0"], [(0, None, frame(tunnel(p), 66)) for _, p in talk()]), ["mon0", 66, None],
         [None, None, None, None]),
        ("a tag inside a tunnel is no tag of this link", pcapng(["mon0"], [(0, None, frame(gre_ethernet(frame(p, 66)))) for _, p in talk()]), ["mon0", None, None],
         [None, None, None, None]),
        ("cooked, without names", pcap_cooked([(0 if c else 4, p) for c, p in talk()]), [None, None, None], [None, None, None, None]),
    ]
    for name, capture, first, ends in rows:
        session, = sessions(program, folder, capture)[0]
        want(name, "the first packet", [session["interface"], session["vlan"], session["inner_vlan"]], first)
        want(name, "the ends", lies(session), ends)


POLICY = """policy: p
extends: [baseline]
zones:
  inside: [10.0.0.0/8]
  staff: [10.66.0.0/24]
  guests: [192.168.0.0/16, vlan 66]
  dmz: ["interface eth1"]
checks:
  - {id: from-guests, title: t, severity: high, applies: outcome == established, violates: client in guests}
  - {id: to-dmz, title: t, severity: high, applies: outcome == established, violates: server in dmz}
  - {id: in-66, title: t, severity: high, applies: outcome == established, violates: vlan == 66 and interface == "eth2"}
expect:
  - {id: guests-to-dmz, from: guests, to: dmz, port: 143, outcome: [dropped]}
"""
FAIL, PASS, OPEN, NOT = "fail", "pass", "inconclusive", "not-observed"


def check_zones(program, folder):
    foreign = {"client": "172.16.5.5"}
    rows = [
        # name, frames, zones of client and server, verdicts of the checks
        ("by VLAN and interface", pcapng(["eth2", "eth1"], gateway((66,), (), **foreign)), ["guests", "dmz"], [FAIL, FAIL, FAIL, FAIL]),
        ("a prefix goes first", pcapng(["eth2", "eth1"], gateway((66,), ())), ["staff", "dmz"], [PASS, FAIL, FAIL, NOT]),
        ("a prefix goes first, also of inside", pcapng(["eth2", "eth1"], gateway((66,), (), client="10.1.1.1")), ["inside", "dmz"], [PASS, FAIL, FAIL, NOT]),
        # another VLAN than 66, another interface than eth1: neither of both, for sure
        ("elsewhere", pcapng(["eth2", "eth3"], gateway((67,), (10,), **foreign)), ["outside", "outside"], [PASS, PASS, PASS, NOT]),
        ("nobody knows", pcapng(["mon0"], mirror((66,), client_ttl=60, **foreign)), [None, None], [OPEN, OPEN, PASS, OPEN]),
        ("the client alone is known", pcapng(["mon0"], mirror((66,), **foreign)), ["guests", None], [FAIL, OPEN, PASS, OPEN]),
    ]
    for name, capture, zones, verdicts in rows:
        (session,), report = sessions(program, folder, capture, POLICY)
        checks = {check["id"]: check["verdict"] for check in report["checks"]}
        want(name, "zones", [session["client"]["zone"], session["server"]["zone"]], zones)
        want(name, "verdicts", [checks[check] for check in ("from-guests", "to-dmz", "in-66", "guests-to-dmz")], verdicts)
        want(name, "a path is always known", session["path"] in ("internal", "egress", "ingress", "transit"), True)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        check_facts(program, pathlib.Path(folder))
        check_zones(program, pathlib.Path(folder))
    print(f"taps: {failed} differences")
    return failed > 0


sys.exit(main())
