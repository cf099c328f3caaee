# SPDX-License-Identifier: Apache-2.0
"""A device on the path that cuts a connection with RSTs of its own: it sees a packet with certain words in it, and forges.

inject.py INTERFACE PORT WORDS client|both TTL

The RST to the client bears the server's name and the number that the client waits for; the one to the server likewise. The
packet itself is let through. One connection of each family is cut, once.
"""
import socket
import struct
import sys

INTERFACE, PORT, WORDS, WHOM, TTL = sys.argv[1], int(sys.argv[2]), sys.argv[3].encode(), sys.argv[4], int(sys.argv[5])
RST, ACK = 0x04, 0x10


def checksum(octets):
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def read(frame):
    """(family, source, target, ports, seq, ack, payload) of a TCP packet."""
    kind = struct.unpack_from("!H", frame, 12)[0]
    if kind == 0x0800 and frame[23] == 6:
        at, end = 14 + (frame[14] & 15) * 4, 14 + struct.unpack_from("!H", frame, 16)[0]
        ends = frame[26:30], frame[30:34]
    elif kind == 0x86DD and frame[20] == 6:
        at, end = 54, 54 + struct.unpack_from("!H", frame, 18)[0]
        ends = frame[22:38], frame[38:54]
    else:
        return None
    source, target, seq, ack = struct.unpack_from("!HHII", frame, at)
    return len(ends[0]), *ends, (source, target), seq, ack, frame[at + (frame[at + 12] >> 4) * 4:end]


def send(size, source, target, ports, seq):
    tcp = struct.pack("!HHIIBBHHH", *ports, seq & 0xFFFFFFFF, 0, 5 << 4, RST, 0, 0, 0)
    pseudo = source + target + struct.pack("!IxxxB", len(tcp), 6)
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    if size == 4:
        header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, 0, 0x4000, TTL, 6, 0, source, target)
        header = header[:10] + struct.pack("!H", checksum(header)) + header[12:]
        out, to = socket.AF_INET, (socket.inet_ntop(socket.AF_INET, target), 0)
    else:
        header = struct.pack("!IHBB16s16s", 6 << 28, len(tcp), 6, TTL, source, target)
        out, to = socket.AF_INET6, (socket.inet_ntop(socket.AF_INET6, target), 0, 0, 0)
    with socket.socket(out, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.sendto(header + tcp, to)


ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
ear.bind((INTERFACE, 0))
print("listening", flush=True)
done = set()
while len(done) < 2:
    packet = read(ear.recv(65536))
    if not packet or PORT not in packet[3] or WORDS not in packet[6] or packet[0] in done:
        continue
    size, source, target, ports, seq, ack, payload = packet
    done.add(size)
    if ports[0] == PORT:        # the server's words: the client has them, and waits for what comes next
        seq, ack = ack, seq + len(payload)
    else:                       # the client's
        source, target, ports = target, source, (ports[1], ports[0])
        seq = seq + len(payload)
    send(size, source, target, ports, ack)
    if WHOM == "both":
        send(size, target, source, (ports[1], ports[0]), seq)
