#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a pcap file (microseconds, little endian) as pcapng: tests/to_pcapng.py FROM TO."""
import struct
import sys


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


data = open(sys.argv[1], "rb").read()
magic, _, _, _, _, snaplen, link = struct.unpack("<IHHiIII", data[:24])
assert magic == 0xA1B2C3D4
out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
out += block(1, struct.pack("<HHI", link, 0, snaplen))
at = 24
while at < len(data):
    seconds, micros, captured, wire = struct.unpack("<IIII", data[at : at + 16])
    time = seconds * 1000000 + micros
    packet = data[at + 16 : at + 16 + captured]
    out += block(6, struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, captured, wire) + packet)
    at += 16 + captured
open(sys.argv[2], "wb").write(out)
