#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch.py PROGRAM [SECONDS]: a watch for SECONDS (3600) under all that can happen to it.

In network namespaces with a virtual cable between them (root): logins in
clear to ever new servers, connections that come and go, a reload each
minute, an interface that goes down and comes up, a reader that is slow and
leaves, and kill -9 with a restart every five minutes.  Beside it all memory is
read every ten seconds.

Wanted: every login that crossed while a watch was up and the cable too is
told, exactly once by each watch; nothing is told of what did not happen;
memory does not grow: the last third of the run is within 5 % of the second.
"""
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

NEAR, FAR = f"mailreeve-soak-a-{os.getpid()}", f"mailreeve-soak-b-{os.getpid()}"
RESTART, RELOAD, FLAP, SLOW = 300, 60, 45, 20
SERVER = """
import socket
listener = socket.create_server(("", 143))
while True:
    client, _ = listener.accept()
    client.settimeout(2)
    try:
        client.sendall(b"* OK ready\\r\\n")
        while line := client.recv(4096):
            client.sendall(line.split()[0] + b" OK done\\r\\n")
    except OSError:
        pass
    client.close()
"""
LOGIN = """
import socket, sys, time
for number in map(int, sys.stdin):
    try:
        with socket.create_connection((f"198.18.{number >> 8 & 255}.{number & 255}", 143), 1.5) as client:
            client.recv(99)
            client.sendall(b'a1 LOGIN tessa "Quill-7719-heron"\\r\\n')
            client.recv(99)
            time.sleep(0.05)
        print(number, "done", time.time(), flush=True)
    except OSError:
        print(number, "failed", time.time(), flush=True)
"""
CHURN = """
import random, socket
while True:
    client = socket.socket()
    client.settimeout(0.05)
    try:
        client.connect((f"198.18.{random.randrange(256)}.{random.randrange(256)}", random.choice((80, 443, 8080))))
    except OSError:
        pass
    client.close()
"""


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def inside(namespace, *words, **how):
    return subprocess.Popen(["ip", "netns", "exec", namespace, *words], **how)


def set_up():
    ip(f"netns add {NEAR}")
    ip(f"netns add {FAR}")
    ip(f"link add near netns {NEAR} type veth peer name wire netns {FAR}")
    for namespace, name, address in ((NEAR, "near", "192.168.10.50/24"), (FAR, "wire", "192.168.10.1/24")):
        ip(f"-n {namespace} link set lo up")
        ip(f"-n {namespace} link set {name} up")
        ip(f"-n {namespace} address add {address} dev {name}")
    ip(f"-n {FAR} route add local 198.18.0.0/15 dev lo")
    ip(f"-n {NEAR} route add 198.18.0.0/15 via 192.168.10.1")


class Soak:
    def __init__(self, program, seconds, folder):
        self.program, self.seconds, self.folder = program, seconds, folder
        self.began, self.runs, self.trouble, self.memory, self.crossed, self.failures = time.time(), [], [], [], {}, []
        self.watch = None

    def want(self, truth, sentence):
        if not truth:
            self.failures.append(sentence)
            print("soak: " + sentence, flush=True)

    def start_watch(self):
        number = len(self.runs)
        events = self.folder / f"events-{number}"
        errors = open(self.folder / f"errors-{number}", "w")
        self.watch = inside(FAR, self.program, "watch", "-i", "wire", "--all-ports", "--memory", "64M", "--events", str(events),
                            "--events", f"unix:{self.folder}/reader", "-o", f"json={self.folder}/report.json", "--every", "30s",
                            stdout=subprocess.DEVNULL, stderr=errors)
        while "listening" not in (self.folder / f"errors-{number}").read_text():
            time.sleep(0.05)
        self.runs.append([events, time.time() + 0.5, None])

    def kill_watch(self):
        self.runs[-1][2] = time.time() - 3  # what was not certain for that long may be lost
        self.watch.kill()
        self.watch.wait()

    def read_slowly(self):
        path = f"{self.folder}/reader"
        while True:
            pathlib.Path(path).unlink(missing_ok=True)
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(path)
                os.chmod(path, 0o777)
                listener.listen(1)
                listener.settimeout(SLOW)
                try:
                    reader, _ = listener.accept()
                    time.sleep(SLOW / 2)
                    reader.recv(100)
                    reader.close()
                except OSError:
                    pass

    def flap(self):
        begin = time.time() - 0.5
        ip(f"-n {FAR} link set wire down")
        time.sleep(1)
        ip(f"-n {FAR} link set wire up")
        ip(f"-n {NEAR} route replace 198.18.0.0/15 via 192.168.10.1")
        time.sleep(2.5)  # the interface is looked for every second
        self.trouble.append((begin, time.time()))

    def hear_logins(self, logins):
        for line in logins.stdout:
            number, word, when = line.split()
            if word == "done":
                self.crossed[int(number)] = float(when)

    def run(self):
        server = inside(FAR, sys.executable, "-c", SERVER)
        self.start_watch()
        logins = inside(NEAR, sys.executable, "-c", LOGIN, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        churn = inside(NEAR, sys.executable, "-c", CHURN)
        for work, more in ((self.hear_logins, (logins,)), (self.read_slowly, ())):
            threading.Thread(target=work, args=more, daemon=True).start()
        self.turn(logins)
        time.sleep(4)
        self.runs[-1][2] = time.time() - 3
        self.watch.terminate()
        self.want(self.watch.wait(5) == 0, "the last watch did not end well")
        for process in (server, logins, churn):
            process.kill()

    def turn(self, logins):
        due = {"restart": RESTART, "reload": RELOAD, "flap": FLAP, "memory": 5}
        number = 0
        while (now := time.time() - self.began) < self.seconds:
            number += 1
            print(number, file=logins.stdin, flush=True)
            time.sleep(random.uniform(0.1, 0.4))
            self.want(self.watch.poll() is None, "the watch has ended by itself")
            for what in [what for what, when in due.items() if now >= when]:
                due[what] += {"restart": RESTART, "reload": RELOAD, "flap": FLAP, "memory": 10}[what]
                self.happen(what)

    def happen(self, what):
        if what == "restart":
            self.kill_watch()
            self.start_watch()
        elif what == "reload":
            self.watch.send_signal(signal.SIGHUP)
        elif what == "flap":
            self.flap()
        else:
            status = pathlib.Path(f"/proc/{self.watch.pid}/status").read_text()
            self.memory.append(int(status.split("VmRSS:")[1].split()[0]) // 1024)

    def is_calm(self, when):
        return not any(begin - 2 <= when <= end for begin, end in self.trouble)

    def judge(self):
        wanted = found = 0
        for events, begin, end in self.runs:
            # The last line of a watch that was killed may be half of one.
            lines = [line for line in events.read_text().split("\n")[:-1]]
            told = [event for event in map(json.loads, lines) if event["event"] == "finding" and event["news"] == "new"]
            ids = [event["id"] for event in told]
            self.want(len(ids) == len(set(ids)), f"{events.name}: a finding was told twice as new")
            passwords = {event["server"] for event in told if event["check"] == "password-in-clear-wan"}
            for number, when in self.crossed.items():
                if begin <= when <= end and self.is_calm(when):
                    wanted += 1
                    found += f"198.18.{number >> 8 & 255}.{number & 255}" in passwords
            false = {event["check"] for event in told if event["check"] not in
                     ("password-in-clear-wan", "imap-plaintext-wan", "starttls-not-offered", "login-before-starttls", "password-unasked")}
            self.want(not false, f"{events.name}: {sorted(false)} did not happen")
        self.want(found == wanted, f"{wanted - found} of {wanted} logins were not told")
        second, last = (self.memory[len(self.memory) * part // 3:len(self.memory) * (part + 1) // 3] for part in (1, 2))
        grown = max(last) / max(second) - 1
        self.want(grown <= 0.05, f"memory has grown by {grown:.1%}")
        print(f"soak: {self.seconds} s, {len(self.runs)} watches, {len(self.trouble)} flaps, {found} of {wanted} logins told, "
              f"memory {min(self.memory)} to {max(self.memory)} MiB, {grown:+.1%} from the second third to the last")


def main():
    program, seconds = os.path.realpath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3600
    with tempfile.TemporaryDirectory(prefix="mailreeve-soak.", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o777)
        soak = Soak(program, seconds, pathlib.Path(folder))
        try:
            set_up()
            soak.run()
            soak.judge()
        finally:
            for namespace in (NEAR, FAR):
                pids = subprocess.run(["ip", "netns", "pids", namespace], capture_output=True, text=True).stdout
                for pid in pids.split():
                    os.kill(int(pid), signal.SIGKILL)
                subprocess.run(["ip", "netns", "delete", namespace], check=False)
    return len(soak.failures) > 0


if __name__ == "__main__":
    sys.exit(main())
