#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch.py PROGRAM [SECONDS]: two watches for SECONDS (3900) under all that can happen to them.

In network namespaces with a virtual cable between them (root): mail of many
kinds (mail.py) and connections that come and go; the interface goes down and
comes up, and is deleted and made anew; a reload each minute, now and then of a
broken policy; a reader that is slow and leaves; a disk that is full.  One
watch is killed (SIGKILL) every five minutes and started again, the other one
lives for the whole time.

Wanted (judge.py): of what crossed while a watch and the cable were up,
everything is told, once; nothing is told of what did not happen; every line is
accounted for; memory does not grow.  KEEP=FOLDER keeps what was told.
"""
import json
import os
import pathlib
import random
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import judge
import mail

HERE = pathlib.Path(__file__).resolve().parent
INSIDE = "MAILREEVE_SOAK_INSIDE"  # set once there is a mount namespace
NEAR, FAR = f"mailreeve-soak-a-{os.getpid()}", f"mailreeve-soak-b-{os.getpid()}"
DISK_SIZE = 256 << 20
# Seconds between two of a kind, and before the first.
EVERY = {"kill": (300, 300), "reload": (60, 30), "flap": (47, 20), "remake": (131, 70), "full": (170, 90), "sample": (10, 2),
         "scan": (90, 10), "brute-force": (120, 15), "long-clear": (75, 5), "long-starttls": (75, 8)}
FULL = 20  # seconds that the disk is full
SLOW = 20
SAVED = 10  # seconds between two saves of what survives a restart
BROKEN, CHANGED = 5, 7  # each so many-th reload is of a broken policy, or of another one

POLICY = """policy: soak
version: "1"
extends: [baseline]
checks:
"""
# The built-in checks gather blocked ports by route: here each is to be told.
BLOCKED = """  - id: soak-{0}
    title: A blocked port, each by itself
    severity: low
    applies: server.port in {{465, 587}} and attempt is known
    violates: outcome == {0} and attempt == use
    because: Each is an event of its own.
    fix: "Path: nothing."
"""


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def inside(namespace, *words, **how):
    return subprocess.Popen(["ip", "netns", "exec", namespace, *words], **how)


def set_up():
    for namespace in (NEAR, FAR):
        ip(f"netns add {namespace}")
        ip(f"-n {namespace} link set lo up")
    subprocess.run(["ip", "netns", "exec", FAR, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.icmp_ratelimit=0"], check=True)
    ip(f"-n {NEAR} route add local 10.64.0.0/10 dev lo")
    ip(f"-n {FAR} route add local 198.18.0.0/16 dev lo")
    ip(f"-n {FAR} route add blackhole 198.19.0.0/17")
    ip(f"-n {FAR} route add prohibit 198.19.128.0/17")
    plug_in()


def plug_in():
    ip(f"link add near netns {NEAR} type veth peer name wire netns {FAR}")
    for namespace, name, address in ((NEAR, "near", "192.168.10.50/24"), (FAR, "wire", "192.168.10.1/24")):
        ip(f"-n {namespace} link set {name} up")
        ip(f"-n {namespace} address add {address} dev {name}")
    lead()


def lead():
    ip(f"-n {NEAR} route replace 198.18.0.0/15 via 192.168.10.1")
    ip(f"-n {FAR} route replace 10.64.0.0/10 via 192.168.10.50")


def take_down():
    for namespace in (NEAR, FAR):
        pids = subprocess.run(["ip", "netns", "pids", namespace], capture_output=True, text=True).stdout
        for pid in pids.split():
            os.kill(int(pid), signal.SIGKILL)
        subprocess.run(["ip", "netns", "delete", namespace], check=False)


class Life:
    """One process from its start to its end."""

    def __init__(self, soak, name, number):
        self.name, self.number, self.folder = name, number, soak.folder
        self.disk = soak.disk if name == "steady" else None
        self.events = self.folder / f"{name}-events-{number}"
        self.control, self.reader = self.folder / f"{name}-control", self.folder / f"{name}-reader"
        self.memory, self.files, self.killed, self.status = [], [], False, None
        self.errors = self.folder / f"{name}-errors-{number}"
        words = [soak.program, "watch", "-i", "wire", "--all-ports", "--memory", "64M", "--policy", str(soak.policy), "--inside",
                 "10.0.0.0/8", "--events", str(self.events), "--events", f"unix:{self.reader}", "--control", str(self.control)]
        if self.disk is not None:
            words += ["--events", str(self.disk / "events"), "--rotate", "8M,99", "-o", f"json={self.disk}/report.json", "--every", "30s",
                      "--http", f"unix:{self.folder}/http"]
        elif soak.has_state:
            words += ["--state", str(soak.state), "--state-every", f"{SAVED}s"]
        with open(self.errors, "w") as errors:
            self.process = inside(FAR, *words, stdout=subprocess.DEVNULL, stderr=errors)
        while "listening" not in self.errors.read_text():
            if self.process.poll() is not None:
                raise SystemExit(f"soak: a watch does not start: {self.errors.read_text()}")
            time.sleep(0.05)
        self.began, self.ended = time.time() + 0.5, None

    def ask(self, command):
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(str(self.control))
            client.sendall(json.dumps({"command": command}).encode() + b"\n")
            return json.loads(client.makefile().readline())

    def get(self, path):
        """What a page says by HTTP, with its status before it."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            client.connect(str(self.folder / "http"))
            client.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            return client.makefile("rb").read().split(b" ", 1)[1]

    def sample(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        self.memory.append((time.time() - self.began, int(status.split("VmRSS:")[1].split()[0]) / 1024))
        self.files.append(len(os.listdir(f"/proc/{self.process.pid}/fd")))

    def kill(self):
        self.ended, self.killed = time.time(), True
        self.process.kill()
        self.process.wait()

    def end(self):
        self.status = self.ask("status")["status"]
        self.ended = time.time()
        self.process.terminate()
        return self.process.wait(10)


class Soak:
    def __init__(self, program, seconds, folder):
        self.program, self.seconds, self.folder, self.disk = program, seconds, folder, folder / "disk"
        self.policy, self.state = folder / "policy" / "soak.yaml", folder / "state"
        self.lives, self.trouble, self.events, self.failures, self.counts = [], [], {}, [], dict.fromkeys(EVERY, 0)
        self.steady = self.mortal = None
        self.broken, self.state_interval = BROKEN, SAVED + 2
        self.is_over = threading.Event()
        self.disk_free_at, self.seen_full = None, 0
        shows = subprocess.run([program, "watch", "--help"], capture_output=True, text=True, check=True).stdout
        self.has_state = "(not yet)" not in next(line for line in shows.splitlines() if "--state" in line)

    def want(self, truth, sentence):
        if not truth:
            self.failures.append(sentence)
            print(f"soak: FAILED: {sentence}", flush=True)

    def prepare(self):
        for folder in (self.disk, self.policy.parent, self.state):
            folder.mkdir()
            folder.chmod(0o777)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE},mode=777", "soak", str(self.disk)], check=True)
        self.policy.write_text(POLICY + "".join(BLOCKED.format(word) for word in ("dropped", "refused", "rejected")))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9", "-subj",
                        "/CN=mail.example.net", "-addext", "subjectAltName=DNS:mail.example.net", "-keyout", str(self.folder / "pem"), "-out", str(self.folder / "crt")],
                       check=True, capture_output=True)
        with open(self.folder / "pem", "a") as both:
            both.write((self.folder / "crt").read_text())

    def begin(self, name):
        life = Life(self, name, sum(life.name == name for life in self.lives))
        self.lives.append(life)
        return life

    def read_slowly(self, path):
        """A hundred octets, then nothing for a while, and away; all there is once it is over."""
        while True:
            path.unlink(missing_ok=True)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(path))
                path.chmod(0o777)
                listener.listen(1)
                listener.settimeout(SLOW)
                try:
                    reader, _ = listener.accept()
                    with reader:
                        reader.recv(100)
                        while self.is_over.wait(SLOW / 2) and reader.recv(1 << 20):
                            pass
                except OSError:
                    pass

    def hear(self, talks):
        for line in talks.stdout:
            number, kind, word, began, now = line.split()
            self.events[int(number)] = (kind, word == "done", float(began), float(now))

    def run(self):
        server = inside(FAR, sys.executable, str(HERE / "mail.py"), "serve", str(self.folder / "pem"))
        self.steady, self.mortal = self.begin("steady"), self.begin("mortal")
        talks = inside(NEAR, sys.executable, str(HERE / "mail.py"), "talk", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        churn = inside(NEAR, sys.executable, str(HERE / "mail.py"), "churn")
        for work, more in ((self.hear, (talks,)), (self.read_slowly, (self.steady.reader,)), (self.read_slowly, (self.mortal.reader,))):
            threading.Thread(target=work, args=more, daemon=True).start()
        time.sleep(1)
        self.turn(talks)
        time.sleep(judge.PATIENCE)
        self.is_over.set()
        self.free_disk()
        time.sleep(4)
        for life in (self.steady, self.mortal):
            self.want(life.end() == 0, f"{life.name}: it did not end well")
        for process in (server, talks, churn):
            process.kill()
            process.wait()

    def turn(self, talks):
        due = {what: first for what, (_, first) in EVERY.items()}
        kinds, weights = list(mail.KINDS), [row[1] for row in mail.KINDS.values()]
        began, number = time.time(), 0
        while (now := time.time() - began) < self.seconds:
            for what in [what for what, when in due.items() if now >= when]:
                due[what] += EVERY[what][0]
                self.counts[what] += 1
                if what in mail.KINDS:
                    number += 1
                    print(number, what, file=talks.stdin, flush=True)
                else:
                    getattr(self, what)()
            number += 1
            print(number, random.choices(kinds, weights)[0], file=talks.stdin, flush=True)
            time.sleep(random.uniform(0.05, 0.25))
            if self.disk_free_at is not None and time.time() >= self.disk_free_at:
                self.free_disk()

    def kill(self):
        self.mortal.kill()
        self.mortal = self.begin("mortal")

    def reload(self):
        whole = self.policy.read_text()
        is_broken = self.counts["reload"] % BROKEN == 0
        # What was told is told anew under another policy, so a restart must not be the first to see it.
        if self.counts["reload"] % CHANGED == 0 and not is_broken:
            whole = whole.replace("version:", "version: \"changed\" #", 1)
            self.policy.write_text(whole)
        if is_broken:
            self.policy.write_text(whole + "  - id: broken\n    violates: outcome === nothing\n")
        for life in (self.steady, self.mortal):
            life.process.send_signal(signal.SIGHUP)
        if is_broken:
            time.sleep(1)
            self.policy.write_text(whole)

    def flap(self):
        began = time.time()
        ip(f"-n {FAR} link set wire down")
        time.sleep(random.choice((0, 0.3, 1.5)))
        ip(f"-n {FAR} link set wire up")
        self.is_back(began)

    def remake(self):
        began = time.time()
        ip(f"-n {FAR} link delete wire")
        time.sleep(random.choice((0, 1.5)))
        plug_in()
        self.is_back(began)

    def is_back(self, began):
        """Both watches say that it is; then what crosses is theirs again."""
        lead()
        while not all(life.ask("interfaces")["interfaces"][0]["up"] for life in (self.steady, self.mortal)):
            time.sleep(0.1)
            if time.time() - began > 10:
                self.want(False, "an interface that is there again is not taken up")
                break
        self.trouble.append((began - 0.5, time.time() + 1))

    def full(self):
        self.disk_free_at = time.time() + FULL
        with open(self.disk / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(bytes(1 << 20)) == 1 << 20:
                    pass
                while filler.write(bytes(16)):
                    pass
            except OSError:
                pass

    def free_disk(self):
        if self.disk_free_at is not None:
            (self.disk / "filler").unlink()
            self.disk_free_at = None

    def sample(self):
        for life in (self.steady, self.mortal):
            if life.process.poll() is not None:
                self.want(False, f"{life.name} has ended by itself: {life.errors.read_text()[-400:]}")
                raise SystemExit(1)
            life.sample()
        for path in ("/", "/metrics", "/report.json", "/healthz"):
            self.want(self.steady.get(path).startswith(b"200 "), f"GET {path} is not answered")
        if self.disk_free_at is not None and time.time() > self.disk_free_at - FULL / 2:
            self.seen_full += not self.steady.ask("status")["status"]["outlets"][2]["open"]


def main():
    program, seconds = os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3900
    if os.geteuid() != 0:
        sys.exit("soak: network namespaces and captures want root")
    if os.environ.get(INSIDE) is None:
        os.environ[INSIDE] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
    with tempfile.TemporaryDirectory(prefix="mailreeve-soak.", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o777)
        soak = Soak(program, seconds, pathlib.Path(folder))
        began = time.time()
        try:
            soak.prepare()
            set_up()
            soak.run()
            times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
            judge.judge(soak, sum(used.ru_utime + used.ru_stime for used in times) / (time.time() - began))
        finally:
            take_down()
            if os.environ.get("KEEP"):
                subprocess.run(["cp", "-r", folder, os.environ["KEEP"]], check=False)
            subprocess.run(["umount", str(soak.disk)], check=False)
    print("soak: passed" if not soak.failures else f"soak: {len(soak.failures)} failed")
    return len(soak.failures) > 0


if __name__ == "__main__":
    sys.exit(main())
