#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""systemd.py PROGRAM: contrib/mailreeve.service under a systemd that has booted.

debootstrap makes a Debian of this machine's release with what the program is
linked with, systemd-nspawn boots it with a network of its own, and the unit
has to start, tell, reload, survive kill -9 and its watchdog, and stop.

Needs root, debootstrap, systemd-nspawn and nsenter; takes some minutes.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNIT = ROOT / "contrib" / "mailreeve.service"
PASSWORD = "Quill-7719-heron"
EXPOSURE = 2.0
POLICY = "/etc/mailreeve/policy.yaml"

# Where the kernel's control groups are not in one tree, those of the container cannot be.
LEGACY = {} if os.path.exists("/sys/fs/cgroup/cgroup.controllers") else {"SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "0"}

TALK = f"""
import socket, threading
server = socket.create_server(("127.0.0.1", 143))
def answer():
    client, _ = server.accept()
    client.sendall(b"* OK IMAP4rev1 ready\\r\\n"); client.recv(200)
    client.sendall(b"a OK LOGIN completed\\r\\n"); client.recv(200)
    client.sendall(b"* BYE bye\\r\\nb OK LOGOUT completed\\r\\n"); client.close()
threading.Thread(target=answer).start()
client = socket.create_connection(("127.0.0.1", 143)); client.recv(200)
client.sendall(b"a LOGIN tessa {PASSWORD}\\r\\n"); client.recv(200)
client.sendall(b"b LOGOUT\\r\\n"); client.recv(200)
"""


def run(*words, **options):
    return subprocess.run(words, capture_output=True, text=True, **options)


def packages_of(program):
    """Those of the libraries, by their files; where /lib is /usr/lib, dpkg may know either name."""
    paths = re.findall(r"=> (/\S+)", run("ldd", program).stdout)
    names = {name for path in paths for name in (path, os.path.realpath(path), os.path.realpath(path).removeprefix("/usr"))}
    return sorted({line.split(":")[0] for line in run("dpkg", "-S", *names).stdout.splitlines()})


def make_system(folder, program):
    release = re.search(r"VERSION_CODENAME=(\S+)", pathlib.Path("/etc/os-release").read_text()).group(1)
    packages = ["systemd", "systemd-sysv", "dbus", "iproute2", *packages_of(program)]
    subprocess.run(["debootstrap", "--variant=minbase", f"--include={','.join(packages)}", release, str(folder)],
                   check=True, stdout=subprocess.DEVNULL)
    shutil.copy(program, folder / "usr/local/bin/mailreeve")
    shutil.copy(UNIT, folder / "etc/systemd/system/")
    dropped = folder / "etc/systemd/system/mailreeve.service.d"
    dropped.mkdir()
    (dropped / "sooner.conf").write_text("[Service]\nWatchdogSec=4\nRestartSec=1\n")
    (folder / "etc/default/mailreeve").write_text(f"INTERFACES=lo,wan0\nPOLICY={POLICY}\n")
    (folder / "etc/mailreeve").mkdir()
    (folder / POLICY[1:]).write_text("policy: gate\nversion: '1'\nextends: [baseline]\n")
    (folder / "etc/machine-id").write_text("")


class System:
    """The system that has booted."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["systemd-nspawn", "-q", "--register=no", "--keep-unit", "-D", str(folder), "--private-network", "--console=pipe", "-b"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={**os.environ, **LEGACY})
        self.init = None

    def has_booted(self):
        if self.init is None:
            self.init = run("pgrep", "-P", str(self.process.pid)).stdout.strip() or None
        return self.init is not None and self("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")

    def __call__(self, *words):
        return run("nsenter", "-t", self.init, "-m", "-u", "-i", "-n", "-p", "-r", "-w", *words)

    def shell(self, line):
        return self("sh", "-c", line).stdout.strip()

    def talk(self):
        subprocess.run(["nsenter", "-t", self.init, "-n", sys.executable, "-c", TALK], check=True)

    def pid(self):
        return int(self.shell("systemctl show -p MainPID --value mailreeve"))

    def journal(self):
        return [json.loads(line) for line in self.shell("journalctl -u mailreeve -o json").splitlines()]

    def events(self, name, **members):
        messages = [json.loads(entry["MESSAGE"]) for entry in self.journal() if str(entry["MESSAGE"]).startswith('{"event"')]
        return [event for event in messages if event["event"] == name and
                all(event.get(member) == value for member, value in members.items())]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def wait_for(what, patience):
    until = time.monotonic() + patience
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.2)
    return found


class Tests:
    def __init__(self, system):
        self.system, self.wanted, self.failed = system, 0, 0

    def want(self, sentence, truth, detail=""):
        self.wanted += 1
        self.failed += not truth
        print(f"systemd: {sentence}: {'yes' if truth else 'no'}{f': {detail}' if not truth else ''}")

    def is_active(self):
        return self.system.shell("systemctl is-active mailreeve") == "active"

    def run(self):
        self.system.shell("ip link set lo up; ip link add wan0 type veth peer name end0; ip link set end0 up; ip link set wan0 up")
        done = self.system("systemctl", "start", "mailreeve")
        self.want("the unit starts, and says when it is ready", done.returncode == 0 and self.is_active(),
                  self.system.shell("journalctl -u mailreeve -o cat"))
        for test in (self.rights, self.finding, self.reload, self.interface, self.kill, self.watchdog, self.end):
            test()
        self.want("no secret is in the journal or on disk",
                  self.system.shell(f"journalctl | grep -c {PASSWORD}; grep -rc {PASSWORD} /var/lib/mailreeve/ | grep -v :0") == "0")

    def rights(self):
        values = dict(re.findall(r"(\w+):\t(\S+)", self.system.shell(f"cat /proc/{self.system.pid()}/status")))
        self.want("no capability, no new ones, seccomp, not root", int(values["CapEff"], 16) == int(values["CapPrm"], 16) == 0 and
                  values["NoNewPrivs"] == "1" and values["Seccomp"] == "2" and values["Uid"] != "0", values)
        exposure = self.system.shell("systemd-analyze security --no-pager mailreeve | tail -1")
        self.want(f"exposure is {EXPOSURE} at most", float(re.search(r"\d+\.\d", exposure).group()) <= EXPOSURE, exposure)

    def finding(self):
        self.system.talk()
        told = wait_for(lambda: self.system.events("finding", check="password-in-clear-inside"), 5)
        self.want("a password in clear is in the journal", told, self.system.journal()[-3:])
        entries = [entry["PRIORITY"] for entry in self.system.journal() if "password-in-clear-inside" in entry["MESSAGE"]]
        self.want("with the priority of its severity", entries == ["3"], entries)

    def reload(self):
        done = self.system("systemctl", "reload", "mailreeve")
        self.want("it is loaded anew", done.returncode == 0 and wait_for(lambda: self.system.events("reload", ok=True), 5), done.stderr)
        self.system.shell(f"echo nonsense: 1 >> {POLICY}")
        done = self.system("systemctl", "reload", "mailreeve")
        self.want("to load a broken policy fails", done.returncode != 0 and wait_for(lambda: self.system.events("reload", ok=False), 5))
        self.want("the journal says where it is broken", f"{POLICY}:4" in self.system.shell("journalctl -u mailreeve -o cat"))
        self.want("and it goes on by the old one", self.is_active())
        self.system.shell(f"sed -i '$d' {POLICY}")

    def interface(self):
        self.system.shell("ip link delete wan0")
        self.want("an interface that is gone is in the journal",
                  wait_for(lambda: self.system.events("interface", interface="wan0", up=False), 5))
        self.system.shell("ip link add wan0 type veth peer name end0; ip link set end0 up; ip link set wan0 up")
        self.want("and that it is back", wait_for(lambda: self.system.events("interface", interface="wan0", up=True), 5))

    def again(self, why, sent):
        before = self.system.pid()
        self.system.shell(f"kill -{sent} {before}")
        self.want(f"it is started again {why}", wait_for(
            lambda: self.system.pid() not in (0, before) and self.is_active(), 30), self.system.shell("systemctl status mailreeve"))

    def kill(self):
        self.again("after it was killed", "KILL")
        self.want("with what it knew", wait_for(lambda: self.system.events("state", state="restored"), 5), self.system.journal()[-3:])

    def watchdog(self):
        self.again("when it hangs", "STOP")
        self.want("by the watchdog", "result 'watchdog'" in self.system.shell("journalctl -u mailreeve -o cat"))

    def end(self):
        done = self.system("systemctl", "stop", "mailreeve")
        self.want("it stops when it is told to", done.returncode == 0 and
                  self.system.shell("systemctl show -p Result --value mailreeve") == "success", done.stderr)
        files = self.system.shell("ls /var/lib/mailreeve")
        self.want("and leaves its state and its report", files.split() == ["report.json", "state"], files)


def main():
    program = os.path.realpath(sys.argv[1])
    for tool in ("debootstrap", "systemd-nspawn", "nsenter", "pgrep"):
        if os.geteuid() != 0 or shutil.which(tool) is None:
            sys.exit(f"systemd: wants root and {tool}")
    with tempfile.TemporaryDirectory(prefix="mailreeve-systemd.") as folder:
        os.chmod(folder, 0o755)
        make_system(pathlib.Path(folder), program)
        system = System(folder)
        try:
            if not wait_for(system.has_booted, 60):
                sys.exit("systemd: it has not booted")
            tests = Tests(system)
            tests.run()
        finally:
            system.stop()
    print(f"systemd: {tests.wanted - tests.failed} of {tests.wanted} assertions hold")
    return tests.failed > 0


if __name__ == "__main__":
    sys.exit(main())
