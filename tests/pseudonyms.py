#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the pseudonyms of addresses against Crypto-PAn written anew from the paper, with an AES of its own.

usage: tests/pseudonyms.py MAILREEVE CAPTURES

Xu, Fan, Ammar, Moon: "Prefix-Preserving IP Address Anonymization", ICNP 2002, section 3; AES-128 is FIPS 197, and is
held against the examples of that. The addresses go through the program as prefixes of --inside.
"""
import ipaddress
import json
import os
import random
import subprocess
import sys
import tempfile


def times(a, b):
    """The product in GF(2^8), FIPS 197 4.2."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = (a << 1) ^ (0x11b if a & 0x80 else 0)
        b >>= 1
    return product


def substitution():
    """FIPS 197 5.1.1: the inverse, and an affine map."""
    box = []
    for value in range(256):
        inverse = next((other for other in range(256) if times(value, other) == 1), 0)
        box.append(0x63 ^ inverse ^ (inverse << 1 | inverse >> 7) & 255 ^ (inverse << 2 | inverse >> 6) & 255
                   ^ (inverse << 3 | inverse >> 5) & 255 ^ (inverse << 4 | inverse >> 4) & 255)
    return box


BOX = substitution()
TWICE = [times(value, 2) for value in range(256)]


class Aes:
    def __init__(self, key):
        """FIPS 197 5.2."""
        words, constant = [list(key[at:at + 4]) for at in range(0, 16, 4)], 1
        for i in range(4, 44):
            word = words[i - 1]
            if i % 4 == 0:
                word = [BOX[octet] for octet in word[1:] + word[:1]]
                word[0] ^= constant
                constant = times(constant, 2)
            words.append([a ^ b for a, b in zip(word, words[i - 4])])
        self.rounds = [sum(words[at:at + 4], []) for at in range(0, 44, 4)]

    def encrypt(self, block):
        """FIPS 197 5.1; the state stands column by column."""
        state = [a ^ b for a, b in zip(block, self.rounds[0])]
        for number, key in enumerate(self.rounds[1:], 1):
            state = [BOX[state[(at + 4 * (at % 4)) % 16]] for at in range(16)]
            if number < 10:
                mixed = []
                for at in range(0, 16, 4):
                    column = state[at:at + 4]
                    every = column[0] ^ column[1] ^ column[2] ^ column[3]
                    mixed += [column[i] ^ every ^ TWICE[column[i] ^ column[(i + 1) % 4]] for i in range(4)]
                state = mixed
            state = [a ^ b for a, b in zip(state, key)]
        return bytes(state)


def pseudonym(key, address):
    """f_i of the paper: the first bit of AES over the first i bits of the address and the rest of the pad."""
    aes = Aes(key[:16])
    pad = int.from_bytes(aes.encrypt(key[16:]), "big")
    bits = address.max_prefixlen
    value = int(address) << (128 - bits)
    flips = 0
    for bit in range(bits):
        kept = (1 << 128) - (1 << (128 - bit))
        block = (value & kept) | (pad & ~kept)
        flips = flips << 1 | aes.encrypt(block.to_bytes(16, "big"))[0] >> 7
    return type(address)(int(address) ^ flips)


def from_program(key, prefixes):
    with tempfile.NamedTemporaryFile() as file:
        file.write(key)
        file.flush()
        run = subprocess.run([sys.argv[1], "audit", "-f", "json", "--pseudonymize", file.name, "--inside", ",".join(prefixes),
                              os.path.join(sys.argv[2], "imap-993-implicit-tls.pcap")], capture_output=True, check=False)
    return json.loads(run.stdout)["policy"]["inside"]


failures = []
# FIPS 197, appendices B and C.1.
if (Aes(bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")).encrypt(bytes.fromhex("3243f6a8885a308d313198a2e0370734")).hex()
        != "3925841d02dc09fbdc118597196a0b32"
        or Aes(bytes(range(16))).encrypt(bytes.fromhex("00112233445566778899aabbccddeeff")).hex()
        != "69c4e0d86a7b0430d8cdb78070b4c55a"):
    failures.append("the AES of this test is none")
random.seed(197)
count = 0
for _ in range(3):
    key = random.randbytes(32)
    sixes = [ipaddress.IPv6Address(text) for text in ("::", "::1", "2001:db8::1", "fe80::1", "ff02::fb", "64:ff9b::c000:201")]
    sixes += [ipaddress.IPv6Address(random.getrandbits(128)) for _ in range(6)]
    fours = [ipaddress.IPv4Address(text) for text in ("0.0.0.0", "127.0.0.1", "255.255.255.255")]
    fours += [ipaddress.IPv4Address(random.getrandbits(32)) for _ in range(6)]
    for address in sixes + fours:
        wanted = pseudonym(key, address)
        lengths = sorted({1, 7, 8, 31, address.max_prefixlen // 2, address.max_prefixlen - 1, address.max_prefixlen})
        prefixes = [ipaddress.ip_network((address, length), strict=False) for length in lengths]
        # Of a prefix the pseudonym has the first bits, whatever its host bits were.
        whole = [str(ipaddress.ip_network((wanted, length), strict=False)) for length in lengths]
        got = from_program(key, [str(prefix) for prefix in prefixes])
        got = [str(ipaddress.ip_network(text)) for text in got]
        count += len(lengths)
        if got != whole:
            failures.append(f"{address}: {got}, wanted {whole}")
for failure in failures[:20]:
    print("pseudonyms:", failure)
print(f"pseudonyms: {count} prefixes and addresses, {len(failures)} differences")
sys.exit(1 if failures else 0)
