# SPDX-License-Identifier: Apache-2.0
"""A mail client for what no mail client does: it says the lines that it is given, and TLS where it is told to."""
import base64
import hashlib
import hmac
import os
import re
import socket
import ssl

USER, PASSWORD, LETTER = (os.environ[name] for name in ("MAIL_USER", "MAIL_PASSWORD", "MAIL_LETTER"))
LETTER = "\r\n".join(LETTER.split("\n")).replace("\r\r", "\r").strip() + "\r\n"


def base64_of(text):
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


PLAIN = base64_of(f"\0{USER}\0{PASSWORD}")


class Talk:
    def __init__(self, address, port, greeting=""):
        self.socket = socket.create_connection((address, port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard = b""
        self.tls = self.incoming = self.outgoing = None
        self.hear(greeting)

    def hear(self, until):
        """The first line that begins with this pattern; those before it are passed over."""
        while True:
            while b"\n" not in self.heard:
                self.heard += self.receive()
            line, self.heard = self.heard.split(b"\n", 1)
            if re.match(until, line.decode()):
                return line.decode().rstrip("\r")

    def say(self, text, until=None):
        """Everything in one segment, and a line end behind it."""
        self.send(text.encode() + b"\r\n")
        return self.hear(until) if until else None

    def send(self, octets):
        if self.tls:
            self.tls.write(octets)
            octets = self.outgoing.read()
        self.socket.sendall(octets)

    def receive(self):
        while True:
            if self.tls:
                try:
                    return self.tls.read(65536)
                except ssl.SSLWantReadError:
                    pass
            octets = self.socket.recv(65536)
            if not octets:
                raise EOFError("the server hung up")
            if not self.tls:
                return octets
            self.incoming.write(octets)

    def client_hello(self, context=None, name="mail.example.net"):
        """TLS begins: its first octets, for the caller to send."""
        context = context or ssl.create_default_context(cafile=os.environ["MAIL_CA"])
        self.incoming, self.outgoing, self.heard = ssl.MemoryBIO(), ssl.MemoryBIO(), b""
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname=name)
        self.is_done()
        return self.outgoing.read()

    def is_done(self):
        try:
            self.tls.do_handshake()
            return True
        except ssl.SSLWantReadError:
            return False

    def start_tls(self, hello_is_sent=False):
        if not hello_is_sent:
            self.socket.sendall(self.client_hello())
        while not self.is_done():
            self.socket.sendall(self.outgoing.read())
            octets = self.socket.recv(65536)
            if not octets:
                raise EOFError("the server hung up in the handshake")
            self.incoming.write(octets)
        self.socket.sendall(self.outgoing.read())

    def close(self):
        self.socket.close()


class Scram:
    """SCRAM-SHA-256 (RFC 7677, RFC 5802 3) without channel binding."""

    def __init__(self, nonce="rOprNGfwEbeRWgbNEkqO"):
        self.first = f"n={USER},r={nonce}"
        self.beginning = base64_of("n,," + self.first)

    def answer(self, challenge):
        server_first = base64.b64decode(challenge).decode()
        parts = dict(part.split("=", 1) for part in server_first.split(","))
        salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), base64.b64decode(parts["s"]), int(parts["i"]))
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        without_proof = f"c=biws,r={parts['r']}"
        signed = f"{self.first},{server_first},{without_proof}".encode()
        signature = hmac.digest(hashlib.sha256(client_key).digest(), signed, "sha256")
        proof = bytes(a ^ b for a, b in zip(client_key, signature))
        return base64_of(f"{without_proof},p={base64_of(proof)}")
