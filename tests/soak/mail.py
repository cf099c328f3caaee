# SPDX-License-Identifier: Apache-2.0
"""What happens on the cable of tests/soak/watch.py: mail of many kinds, each with a client and a server of its own.

mail.py serve CERTIFICATE        answers on all addresses
mail.py talk                     reads "NUMBER KIND" lines, does it, and prints "NUMBER KIND begun|done BEGAN NOW"
mail.py churn                    connections to ports that are not of mail, without end
"""
import errno
import random
import select
import socket
import ssl
import sys
import threading
import time
import warnings

warnings.simplefilter("ignore", DeprecationWarning)  # old TLS is what is wanted
SECRET = "Quill-7719-heron"
LONG = 150  # seconds that a long session lasts
CLEAR = {"imap-plaintext-wan", "pop3-plaintext-wan", "submission-plaintext-wan", "starttls-not-offered", "login-before-starttls",
         "password-unasked"}


def client_of(number):
    return f"10.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


def server_of(number, kind):
    block = {"dropped": "19", "rejected": "19"}.get(kind, "18")
    third = number >> 8 & 127 | (128 if kind == "rejected" else 0)
    return f"198.{block}.{third}.{number & 255}"


class Lines:
    """A talk in lines over a socket that may become one of TLS."""

    def __init__(self, sock):
        self.sock, self.rest = sock, b""

    def read(self):
        while b"\n" not in self.rest:
            more = self.sock.recv(4096)
            if not more:
                raise OSError("closed")
            self.rest += more
        line, self.rest = self.rest.split(b"\n", 1)
        return line.decode("latin-1").strip()

    def send(self, *lines):
        self.sock.sendall("".join(line + "\r\n" for line in lines).encode())

    def ask(self, line):
        self.send(line)
        answer = self.read()
        while answer[3:4] == "-":  # RFC 5321 4.2.1
            answer = self.read()
        return answer

    def secure(self, context, server):
        self.sock.settimeout(5)
        self.sock = context.wrap_socket(self.sock, server_side=server, server_hostname=None if server else "mail.example.net")
        self.rest = b""


# ---- servers ------------------------------------------------------------------------------------------------------

def imap(lines, context):
    lines.send("* OK ready")
    while True:
        tag, verb, *more = lines.read().split()
        if verb == "LOGIN" and "wrong" in more[-1]:
            lines.send(f"{tag} NO [AUTHENTICATIONFAILED] no")
            continue
        lines.send(*(["* BYE bye"] if verb == "LOGOUT" else []), f"{tag} OK done")
        if verb == "STARTTLS":
            lines.secure(context, True)
        if verb == "LOGOUT":
            return


def pop3(lines, _):
    lines.send("+OK ready")
    while True:
        verb = lines.read().split()[0]
        lines.send("+OK done")
        if verb == "QUIT":
            return


def smtp(lines, context):
    lines.send("220 mail.example.net ready")
    while True:
        verb = lines.read().split()[0]
        if verb == "EHLO" and isinstance(lines.sock, ssl.SSLSocket):
            lines.send("250-mail.example.net", "250 AUTH PLAIN")
        elif verb == "EHLO":
            lines.send("250-mail.example.net", "250-STARTTLS", "250 AUTH PLAIN")
        else:
            lines.send({"AUTH": "235 welcome", "STARTTLS": "220 go on", "QUIT": "221 bye"}.get(verb, "250 done"))
        if verb == "STARTTLS":
            lines.secure(context, True)
        if verb == "QUIT":
            return


def imaps(lines, context):
    lines.secure(context, True)
    imap(lines, context)


def serve(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    services = {socket.create_server(("", port), backlog=64): talk for port, talk in
                ((143, imap), (110, pop3), (587, smtp), (25, smtp), (993, imaps))}

    def answer(client, talk):
        lines = Lines(client)
        client.settimeout(LONG)
        try:
            talk(lines, context)
        except (OSError, ValueError, IndexError):
            pass
        lines.sock.close()

    while True:
        for listener in select.select(list(services), [], [])[0]:
            threading.Thread(target=answer, args=(listener.accept()[0], services[listener]), daemon=True).start()


# ---- clients ------------------------------------------------------------------------------------------------------

def client_context(version):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    return context


MODERN, OLD = client_context(ssl.TLSVersion.TLSv1_3), client_context(ssl.TLSVersion.TLSv1)


def reach(number, kind, port, patience=3.0, server=None):
    return Lines(socket.create_connection((server or server_of(number, kind), port), patience, (client_of(number), 0)))


def imap_clear(number, kind, password=SECRET, stay=0.0):
    lines = reach(number, kind, 143)
    lines.read()
    lines.ask(f'a1 LOGIN tessa "{password}"')
    yield
    linger(lines, stay)


def linger(lines, stay):
    until = time.time() + stay
    while time.time() < until:
        time.sleep(10)
        lines.ask("a2 NOOP")
    lines.ask("a3 LOGOUT")
    lines.sock.close()


def long_clear(number, kind):
    return imap_clear(number, kind, stay=LONG)


def imap_starttls(number, kind, stay=0.0):
    lines = reach(number, kind, 143)
    lines.read()
    lines.ask("a1 STARTTLS")
    lines.secure(MODERN, False)
    lines.ask(f'a2 LOGIN tessa "{SECRET}"')
    yield
    linger(lines, stay)


def long_starttls(number, kind):
    return imap_starttls(number, kind, stay=LONG)


def imaps_by(context):
    def talk(number, kind):
        lines = reach(number, kind, 993)
        lines.secure(context, False)
        lines.read()
        lines.ask(f'a1 LOGIN tessa "{SECRET}"')
        yield
        linger(lines, 0)
    return talk


def pop3_clear(number, kind):
    lines = reach(number, kind, 110)
    lines.read()
    lines.ask("USER tessa")
    lines.ask(f"PASS {SECRET}")
    yield
    lines.ask("QUIT")
    lines.sock.close()


def submission(number, kind, is_secure=False):
    lines = reach(number, kind, 587)
    lines.read()
    lines.ask("EHLO laptop.example.net")
    if is_secure:
        lines.ask("STARTTLS")
        lines.secure(MODERN, False)
        lines.ask("EHLO laptop.example.net")
    lines.ask("AUTH PLAIN AHRlc3NhAFF1aWxsLTc3MTktaGVyb24=")
    yield
    lines.ask("QUIT")
    lines.sock.close()


def submission_starttls(number, kind):
    return submission(number, kind, is_secure=True)


def relay(number, kind):
    lines = reach(number, kind, 25)
    yield
    lines.read()
    lines.ask("QUIT")
    lines.sock.close()


def blocked_at(port):
    """The third SYN leaves 3 s after the first; that the other side refuses is the event, too."""
    def talk(number, kind):
        try:
            reach(number, kind, port, 4.0).sock.close()
        except OSError as error:
            if error.errno == errno.ENETUNREACH:
                raise
        yield
    return talk


def scan(number, _):
    """One SYN each to many servers, none of which answers."""
    for host in range(1, 81):
        with socket.socket() as client:
            client.bind((client_of(number), 0))
            client.setblocking(False)
            client.connect_ex((f"198.19.127.{host}", 587))
            time.sleep(0.02)
    yield


def brute_force(number, kind):
    for attempt in range(25):
        yield from (None for _ in imap_clear(number, kind, password=f"wrong-{attempt}") if attempt == 24)


# A SYN without an answer is waited with for 130 s, and then for up to 300 s more for what else its client does.
SCAN_PATIENCE = 450
# kind: what does it, how often of the whole, what must be told of it, what may be, and after how many seconds at the
# latest: what nobody answered is held back until it is known whether its client scans.
KINDS = {
    "imap-clear": (imap_clear, 6, {"password-in-clear-wan"}, CLEAR, 3),
    "pop3-clear": (pop3_clear, 4, {"password-in-clear-wan"}, CLEAR, 3),
    "submission-clear": (submission, 4, {"password-in-clear-wan", "starttls-offered-unused"}, CLEAR, 3),
    "imap-starttls": (imap_starttls, 3, set(), set(), 3),
    "submission-starttls": (submission_starttls, 4, set(), set(), 3),
    "imaps": (imaps_by(MODERN), 4, set(), set(), 3),
    "imaps-old": (imaps_by(OLD), 2, {"tls-version-obsolete"}, {"cert-self-signed-wan", "tls-client-offers-only-old"}, 3),
    "relay": (relay, 2, {"port25-egress-undeclared"}, set(), 3),
    "dropped": (blocked_at(587), 2, {"soak-dropped"}, {"submission-blocked-dropped"}, 20),
    "rejected": (blocked_at(587), 2, {"soak-rejected"}, {"submission-blocked-rejected"}, 20),
    "refused": (blocked_at(465), 2, {"soak-refused"}, {"submission-blocked-refused"}, 20),
    "long-clear": (long_clear, 0, {"password-in-clear-wan"}, CLEAR, 3),
    "long-starttls": (long_starttls, 0, set(), set(), 3),
    "scan": (scan, 0, {"mail-port-scan"}, set(), SCAN_PATIENCE),
    "brute-force": (brute_force, 0, {"auth-bruteforce"}, CLEAR | {"password-in-clear-wan"}, 20),
}


def talk():
    printing = threading.Lock()

    def say(*words):
        with printing:
            print(*words, flush=True)

    def do(number, kind):
        """Whether the rest goes well says nothing of what has crossed."""
        began = time.time()
        say(number, kind, "begun", began, began)
        try:
            for _ in KINDS[kind][0](number, kind):
                say(number, kind, "done", began, time.time())
        except (OSError, ValueError):
            pass

    for line in sys.stdin:
        number, kind = line.split()
        threading.Thread(target=do, args=(int(number), kind), daemon=True).start()


def churn():
    while True:
        with socket.socket() as client:
            client.setblocking(False)
            try:
                client.connect((f"198.{random.choice((18, 19))}.{random.randrange(128)}.{random.randrange(256)}",
                                random.choice((80, 443, 8080))))
            except OSError:
                pass
            time.sleep(0.025)


if __name__ == "__main__":
    {"serve": serve, "talk": talk, "churn": churn}[sys.argv[1]](*sys.argv[2:])
