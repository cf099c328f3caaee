#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a capture in which every text that a report may print was chosen by an enemy of its readers.

usage: hostile.py FOLDER

Writes FOLDER/hostile.pcap, a small one under a hostile name, and FOLDER/hostile.yaml, a policy with hostile
sentences.  For each text there is one TLS 1.2 handshake on port 993 that
has it as server name, as ALPN, and as names in the certificate, and mail talks in clear that have it in greetings
and as mechanism of a login.
"""
import os
import struct
import sys

TEXTS = [
    b"\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\u202egnp.exe\u2066\u200f\u061c\ufeff\u3164".encode(),
    b"</script><script>alert(1)</script><!--",
    b"<img src=x onerror=alert(1)>&lt;&amp;",
    b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82",
    b"=cmd|' /C calc'!A0",
    b"+1+cmd", b"-2+3", b"@SUM(1;2)", b"\t=1", b"\r=1", "\uff1d1+1".encode(), b"\"=1,2\"", b" =1",
    b"one\ntwo\r\nthree\x0b\x0c\x85",
    b"]]><![CDATA[",
    "\x00\x01\x08\x1f\x7f\ufffe\uffff\ufdd0".encode(),
    b"a|b`c``d\\|e* [x](javascript:1) ![i](http://e.example/x) @team #1 http://e.example www.e.example a@e.example",
    b"\"} 1\nmailreeve_sessions{a=\"\\n\\",
    b"\\x1B[31m\\",
    "\u2028\u2029\u0085".encode(),
    "\U0001f4e7 gr\u00fc\u00dfe".encode(),
    b"=" * 250,
    b"A" * 65000,
]
NAME = b"new\nline \x1b[31m<b>|`<i>`|``'\"&]]> =1 \xff \xe2\x80\xae.pcap"


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Capture:
    """A pcap of TCP talks between one client and one server."""

    def __init__(self, seconds):
        self.packets = [struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)]
        self.time = seconds * 1000000
        self.client_port = 40000

    def frame(self, source, target, ports, numbers, flags, payload):
        tcp = struct.pack("!HHIIBBHHH", *ports, *numbers, 5 << 4, flags, 65535, 0, 0) + payload
        pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
        tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + source + target
        head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
        frame = b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02\x08\0" + head + tcp
        self.time += 1000
        self.packets.append(struct.pack("<IIII", self.time // 1000000, self.time % 1000000, len(frame), len(frame)) + frame)

    def talk(self, port, turns):
        """turns: pairs of who speaks (0 the client) and what."""
        ends = (bytes([10, 0, 0, 5]), bytes([203, 0, 113, 7]))
        ports = (self.client_port, port)
        self.client_port += 1
        sent = [1000, 2000]

        def put(side, flags, payload=b""):
            acknowledged = sent[1 - side] if flags & 0x10 else 0
            self.frame(ends[side], ends[1 - side], (ports[side], ports[1 - side]), (sent[side], acknowledged), flags, payload)
            sent[side] += len(payload) + (1 if flags & 3 else 0)

        put(0, 0x02)
        put(1, 0x12)
        put(0, 0x10)
        for side, data in turns:
            for at in range(0, len(data), 1400):
                put(side, 0x18, data[at:at + 1400])
        put(0, 0x11)
        put(1, 0x11)
        put(0, 0x10)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(b"".join(self.packets))


def vector(size, data):
    return len(data).to_bytes(size, "big") + data


def handshake(kind, body):
    return bytes([kind]) + vector(3, body)


def records(data):
    return b"".join(b"\x16\x03\x03" + vector(2, data[at:at + 16384]) for at in range(0, len(data), 16384))


def client_hello(text):
    extensions = b"\0\0" + vector(2, vector(2, b"\0" + vector(2, text)))
    if len(text) < 256:
        extensions += b"\0\x10" + vector(2, vector(2, vector(1, text)))
    if len(extensions) > 65535:
        extensions = extensions[:4]
    return records(handshake(1, b"\x03\x03" + bytes(32) + b"\0" + vector(2, b"\xc0\x2f") + b"\x01\0" + vector(2, extensions)))


def der(tag, *parts):
    data = b"".join(parts)
    if len(data) < 128:
        return bytes([tag, len(data)]) + data
    size = (len(data).bit_length() + 7) // 8
    return bytes([tag, 0x80 | size]) + len(data).to_bytes(size, "big") + data


def certificate(text):
    """RFC 5280 4.1, with a signature of nobody."""
    name = der(0x30, der(0x31, der(0x30, der(6, b"\x55\x04\x03"), der(0x0c, text))))
    algorithm = der(0x30, der(6, b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), b"\x05\0")
    validity = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"270101000000Z"))
    key = der(0x30, der(0x30, der(6, b"\x2a\x86\x48\xce\x3d\x02\x01"), der(6, b"\x2a\x86\x48\xce\x3d\x03\x01\x07")),
              der(3, b"\0\x04" + bytes.fromhex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                                                "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")))
    alternative = der(0x30, der(6, b"\x55\x1d\x11"), der(4, der(0x30, der(0x82, text), der(0x82, b"x" + text))))
    body = der(0x30, b"\xa0\x03\x02\x01\x02", der(2, b"\x01"), algorithm, name, validity, name, key,
               der(0xa3, der(0x30, alternative)))
    return der(0x30, body, algorithm, der(3, b"\0" + bytes(256)))


def server_flight(text):
    hello = handshake(2, b"\x03\x03" + bytes(32) + b"\0" + b"\xc0\x2f\0" + vector(2, b""))
    chain = handshake(11, vector(3, vector(3, certificate(text))))
    return records(hello + chain + handshake(14, b""))


POLICY = r"""policy: hostile
version: "<b>1</b>|`\\n\\ \"}"
extends: [baseline]
checks:
  - id: hostile-sentences
    title: "</script><b>`|*bold* [x](http://e.example/) http://e.example www.e.example & ]]> \"} 1"
    severity: high
    applies: outcome == established
    violates: port == 993
    because: "<img src=x onerror=1> `code` | cell |\n\n# heading\n=1+1"
    fix: "~~strike~~ \\ backslash _under_ <!-- comment"
    cites: ["=cmd|' /C calc'!A0", "<i>cite</i>"]
"""


def fill(capture, texts):
    for text in texts:
        capture.talk(993, [(0, client_hello(text)), (1, server_flight(text[:20000]))])
        line = text.replace(b"\n", b"").replace(b"\r", b"")[:400]
        capture.talk(143, [(1, b"* OK " + line + b"\r\n"), (0, b"a AUTHENTICATE " + line + b"\r\n"), (1, b"a NO " + line + b"\r\n")])
        capture.talk(25, [(1, b"220 " + line + b" ESMTP\r\n"), (0, b"EHLO " + line + b"\r\n"),
                          (1, b"250-" + line + b"\r\n250 AUTH " + line + b"\r\n"), (0, b"AUTH " + line + b" AAAA\r\n"),
                          (1, b"535 " + line + b"\r\n"), (0, b"QUIT\r\n"), (1, b"221 bye\r\n")])


def main(folder):
    early, late = Capture(1795318440), Capture(1795328440)
    fill(early, TEXTS[:2])
    early.write(os.path.join(os.fsencode(folder), NAME))
    fill(late, TEXTS)
    late.write(os.path.join(folder, "hostile.pcap"))
    with open(os.path.join(folder, "hostile.yaml"), "w", encoding="utf-8") as file:
        file.write(POLICY)


if __name__ == "__main__":
    main(sys.argv[1])
