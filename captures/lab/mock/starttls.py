# SPDX-License-Identifier: Apache-2.0
"""A mail server that does with STARTTLS what no real server does.

starttls.py PORT smtp|imap|pop3 BEHAVIOUR [PEM KEY]

  refused    offers it, and says no when asked
  clear      says yes and goes on in clear
  extra      sends one reply more in the segment of its yes, and then does TLS
  pipelined  takes a ClientHello that comes in the segment of the STARTTLS
  anonymous  has X-ANONYMOUSTLS, as Exchange servers among themselves have
"""
import socketserver
import ssl
import sys

PORT, PROTOCOL, BEHAVIOUR = int(sys.argv[1]), sys.argv[2], sys.argv[3]
NAME = b"X-ANONYMOUSTLS" if BEHAVIOUR == "anonymous" else b"STLS" if PROTOCOL == "pop3" else b"STARTTLS"

LETTER = b"Subject: Ledger of the nine otters\r\n\r\nThe marsh ferry leaves at dusk, wrote Corvina.\r\n"
GREETING = {"smtp": b"220 mail.example.net ESMTP\r\n", "imap": b"* OK ready\r\n", "pop3": b"+OK ready\r\n"}
REFUSAL = {"smtp": b"454 4.7.0 TLS not available due to local problem\r\n", "imap": b"%s NO TLS is not available\r\n",
           "pop3": b"-ERR TLS is not available\r\n"}
YES = {"smtp": b"220 2.0.0 go\r\n", "imap": b"%s OK begin\r\n", "pop3": b"+OK begin\r\n"}
EXTRA = {"smtp": b"250 2.0.0 extra\r\n", "imap": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "pop3": b"+OK extra\r\n"}
ANSWERS = {
    "smtp": {
        b"EHLO": b"250-mail.example.net\r\n250-%s\r\n250 AUTH PLAIN LOGIN\r\n" % NAME,
        b"AUTH": b"235 2.7.0 Authentication successful\r\n",
        b"MAIL": b"250 2.1.0 Ok\r\n",
        b"RCPT": b"250 2.1.5 Ok\r\n",
        b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
        b"NOOP": b"250 2.0.0 Ok\r\n",
        b"QUIT": b"221 2.0.0 Bye\r\n",
    },
    "imap": {
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n%s OK done\r\n",
        b"LOGIN": b"%s OK logged in\r\n",
        b"SELECT": b"* 1 EXISTS\r\n%s OK [READ-WRITE] selected\r\n",
        b"FETCH": b"* 1 FETCH (BODY[] {%d}\r\n%s)\r\n%%s OK done\r\n" % (len(LETTER), LETTER),
        b"LOGOUT": b"* BYE\r\n%s OK done\r\n",
    },
    "pop3": {
        b"CAPA": b"+OK\r\nUSER\r\nSTLS\r\n.\r\n",
        b"USER": b"+OK\r\n",
        b"PASS": b"+OK\r\n",
        b"STAT": b"+OK 1 %d\r\n" % len(LETTER),
        b"RETR": b"+OK\r\n%s.\r\n" % LETTER,
        b"QUIT": b"+OK\r\n",
    },
}[PROTOCOL]


class Session(socketserver.BaseRequestHandler):
    def handle(self):
        self.tls, self.heard = None, b""
        self.say(GREETING[PROTOCOL])
        while line := self.line():
            tag, verb = line.split()[:2] if PROTOCOL == "imap" else (b"", line.split()[0])
            if verb.upper() == NAME and not self.tls:
                self.upgrade(tag)
                continue
            answer = ANSWERS[verb.upper()]
            self.say(answer.replace(b"%s", tag))
            if answer.startswith(b"354"):
                while self.line() != b".\r\n":
                    pass
                self.say(b"250 2.0.0 Ok: queued\r\n")
            if verb.upper() in (b"QUIT", b"LOGOUT"):
                return

    def upgrade(self, tag):
        if BEHAVIOUR == "refused":
            self.say(REFUSAL[PROTOCOL].replace(b"%s", tag))
            return
        self.say(YES[PROTOCOL].replace(b"%s", tag) + (EXTRA[PROTOCOL] if BEHAVIOUR == "extra" else b""))
        if BEHAVIOUR != "clear":
            self.start_tls()

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.incoming.write(self.heard)
        self.heard = b""
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        while not self.is_done():
            self.request.sendall(self.outgoing.read())
            self.incoming.write(self.request.recv(65536))
        self.request.sendall(self.outgoing.read())

    def is_done(self):
        try:
            self.tls.do_handshake()
            return True
        except ssl.SSLWantReadError:
            return False

    def line(self):
        while b"\n" not in self.heard:
            octets = self.read()
            if not octets:
                return b""
            self.heard += octets
        end = self.heard.index(b"\n") + 1
        line, self.heard = self.heard[:end], self.heard[end:]
        return line

    def read(self):
        while self.tls:
            try:
                return self.tls.read(65536)
            except ssl.SSLWantReadError:
                octets = self.request.recv(65536)
                if not octets:
                    return b""
                self.incoming.write(octets)
            except ssl.SSLError:
                return b""
        return self.request.recv(65536)

    def say(self, octets):
        if self.tls:
            self.tls.write(octets)
            octets = self.outgoing.read()
        self.request.sendall(octets)


socketserver.ThreadingTCPServer.allow_reuse_address = True
socketserver.ThreadingTCPServer(("", PORT), Session).serve_forever()
