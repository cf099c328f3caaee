#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch.py PROGRAM [SCHEMA]: mailreeve watch at work, in a network namespace of its own.

The loopback of the namespace has a workstation's address and that of a mail
server beyond the boundary; 203.0.113.99 answers nothing.  tcpdump captures
beside, and what `audit` finds in that file must be what `watch` has told.

Needs root, a network namespace, ip and tcpdump: without them it says what it
skipped and why, and that nothing failed.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import jsonschema
import html5lib
import prometheus_client.parser

from validate_report import complaints, validator_of, validators

HERE = pathlib.Path(__file__).resolve().parent
CLIENT, SERVER, NOBODY = "192.168.10.50", "203.0.113.20", "203.0.113.99"
SCANNER = "192.168.10.66"
BEYOND = "198.51.100.7"  # at the cable of nobody, wan0
HTTP = "127.0.0.1:9025"
SVG = "{http://www.w3.org/2000/svg}"
INSIDE = "MAILREEVE_WATCH_INSIDE"  # set once the namespace is entered
LINES = ("eve", "ocsf", "text")  # findings as the lines of others
PASSWORD = "Quill-7719-heron"

IMAP = [b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", b"a1 OK done\r\n", b"* BYE\r\na2 OK bye\r\n"]
LOGIN = [b"", f'a1 LOGIN tessa "{PASSWORD}"\r\n'.encode(), b"a2 LOGOUT\r\n"]


def reason_to_skip():
    if os.geteuid() != 0:
        return "capturing wants root"
    for tool in ("ip", "unshare", "tcpdump"):
        if shutil.which(tool) is None:
            return f"{tool} is not there"
    tried = subprocess.run(["unshare", "-n", "ip", "link", "set", "lo", "up"], capture_output=True, text=True)
    return f"no network namespace can be had: {tried.stderr.strip()}" if tried.returncode != 0 else None


def set_up_network():
    for words in ("link set lo up", *(f"address add {address}/32 dev lo" for address in (CLIENT, SERVER, SCANNER)),
                  f"route add {NOBODY}/32 dev lo"):
        ip(words)
    make_interface()


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def make_interface():
    """A cable that leads nowhere: what is sent there can be captured, and that is all."""
    ip("link add wan0 type veth peer name end0")
    ip("link set end0 up")
    ip("link set wan0 up")
    lead_beyond()


def lead_beyond():
    ip(f"neighbour replace {BEYOND} lladdr 02:00:00:00:00:07 dev wan0")
    ip(f"route replace {BEYOND}/32 dev wan0")


def send_beyond():
    """One SYN to a port that is not of mail."""
    with socket.socket() as client:
        client.setblocking(False)
        client.connect_ex((BEYOND, 80))


def flood_beyond(count):
    """SYNs to a port that is not of mail, each of another tuple, more than can be remembered."""
    frames = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    frames.bind(("wan9", 0))  # its name by then
    to = socket.inet_aton(BEYOND)
    for number in range(count):
        packet = struct.pack("!6s6sHBBHHHBBHI4sHHIIBBHHH", bytes(6), bytes(6), 0x0800, 0x45, 0, 40, number & 0xffff, 0, 64, 6, 0,
                             0x0a000000 + number, to, 1024 + number % 60000, 80, number, 0, 0x50, 2, 1024, 0, 0)
        frames.send(packet)
    frames.close()


def serve(port, answers):
    """Answer one client after the other, a line for a line, the greeting first."""
    listener = socket.create_server((SERVER, port))

    def talk():
        while True:
            client, _ = listener.accept()
            with client, client.makefile("rb") as lines:
                client.sendall(answers[0])
                for answer in answers[1:]:
                    if lines.readline():
                        client.sendall(answer)

    threading.Thread(target=talk, daemon=True).start()


def login(port=143):
    """The password crosses at the time that is returned."""
    with socket.create_connection((SERVER, port), source_address=(CLIENT, 0)) as client:
        client.recv(4096)
        client.sendall(LOGIN[1])
        crossed = time.time()
        client.recv(4096)
        client.sendall(LOGIN[2])
        client.recv(4096)
    return crossed


def call_nobody():
    """Until the third SYN, which Linux sends after 1 s and 2 s more; it left at the time that is returned."""
    with socket.socket() as client:
        client.bind((CLIENT, 0))
        client.setblocking(False)
        client.connect_ex((NOBODY, 587))
        time.sleep(3.2)
        return time.time() - 0.2


def scan():
    """Ports of a server, one after the other, all of them closed; the last connection ended at the time that is returned."""
    for port in (*range(1, 21), 465, 993, 995):
        with socket.socket() as client:
            client.bind((SCANNER, 0))
            client.connect_ex((SERVER, port))
    return time.time()


def wait_for(what, patience=5.0):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    return None


class Watch:
    """A running `mailreeve watch`, with its events read by a thread."""

    def __init__(self, program, folder, *options):
        self.control = folder / "control"
        self.errors = open(folder / "errors", "w+")
        self.program, self.lines, self.seen = program, [], threading.Lock()
        self.process = subprocess.Popen(
            [program, "watch", "-i", "lo,wan0", "--http", HTTP, "--control", str(self.control),
             "--events", "-", "--events", str(folder / "events"), "-o", str(folder / "report.json"), "--sessions",
             *(word for name in LINES for word in ("--events", f"{name}={folder / name}")), *options],
            stdout=subprocess.PIPE, stderr=self.errors, cwd=folder)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.seen:
                self.lines.append((time.time(), json.loads(line)))

    def events(self, name, **members):
        with self.seen:
            return [(when, event) for when, event in self.lines if event["event"] == name and
                    all(event.get(member) == value for member, value in members.items())]

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def is_listening(self):
        return "listening" in self.said()

    def ctl(self, command):
        done = subprocess.run([self.program, "ctl", "--control", str(self.control), command],
                              capture_output=True, text=True, timeout=10)
        return done.returncode, json.loads(done.stdout)

    def stop(self):
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(10)
        self.reader.join(5)
        return status, time.monotonic() - began


def http(path, host=HTTP):
    request = urllib.request.Request(f"http://{HTTP}{path}", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def raw_http(octets):
    with socket.create_connection(("127.0.0.1", 9025), 5) as client:
        client.sendall(octets)
        client.settimeout(5)
        try:
            return client.makefile("rb").read()
        except OSError:
            return b""


class Tests:
    """Each test_… runs in order on one watch; a failed want() is told and counted."""

    def __init__(self, program, schema, folder):
        self.program, self.folder = program, folder
        self.report_validator, self.event_validator = validators(json.loads(schema.read_text()))
        self.series_validator = validator_of(json.loads(schema.read_text()), "watch_series")
        self.wanted = self.failed = 0

    def want(self, sentence, truth, detail=""):
        self.wanted += 1
        if not truth:
            self.failed += 1
            print(f"watch: {sentence}: no{': ' + str(detail)[:600] if detail != '' else ''}")

    def run(self):
        policy = self.folder / "policy.yaml"
        policy.write_text("policy: gate\nversion: '1'\nextends: [baseline]\n")
        with open(self.folder / "tcpdump", "w") as quiet:
            self.tcpdump = subprocess.Popen(["tcpdump", "-i", "lo", "-U", "-Z", "root", "-w", str(self.folder / "beside.pcap")],
                                            stderr=quiet)
        self.watch = Watch(self.program, self.folder, "--policy", str(policy))
        try:
            self.want("it starts", wait_for(self.watch.is_listening), self.watch.said())
            wait_for(lambda: (self.folder / "beside.pcap").exists())
            for name in [name for name in dir(Tests) if name.startswith("test_")]:
                getattr(self, name)()
        finally:
            for process in (self.watch.process, self.tcpdump):
                if process.poll() is None:
                    process.kill()
        return self.failed

    def told(self, check, since, patience=2.0):
        event = wait_for(lambda: self.watch.events("finding", check=check), since + patience - time.time())
        self.want(f"{check} is told within {patience} s of being certain", event, self.watch.lines)

    def test_a_rights_are_gone(self):
        status = pathlib.Path(f"/proc/{self.watch.process.pid}/status").read_text()
        lines = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.want(f"{name} is empty", int(lines[name], 16) == 0, lines[name])
        self.want("NoNewPrivs", lines["NoNewPrivs"] == "1", lines["NoNewPrivs"])
        self.want("Seccomp", lines["Seccomp"] == "2", lines["Seccomp"])
        self.want("nobody of its ids is root", "0" not in lines["Uid"].split() + lines["Gid"].split(), lines["Uid"])
        threads = {pathlib.Path(path, "status").read_text().split("Seccomp:\t")[1][0]
                   for path in pathlib.Path(f"/proc/{self.watch.process.pid}/task").iterdir()}
        self.want("every thread is confined", threads == {"2"}, threads)

    def test_a_then_ports_are_scanned(self):
        self.scanned = scan()

    def test_b_a_password_is_told_as_it_crosses(self):
        self.told("password-in-clear-wan", login())

    def test_c_a_blocked_port_is_told_with_the_third_syn(self):
        self.told("submission-blocked-dropped", call_nobody())

    def test_d_a_finding_is_told_once(self):
        before = len(self.watch.events("finding"))
        login()
        time.sleep(1.5)
        self.want("nothing is told again", len(self.watch.events("finding")) == before, self.watch.events("finding"))

    def test_e_a_broken_policy_changes_nothing(self):
        policy = self.folder / "policy.yaml"
        whole = policy.read_text()
        policy.write_text(whole + "checks:\n  - id: broken\n    violates: protocol === nothing\n")
        self.watch.process.send_signal(signal.SIGHUP)
        self.want("that it was not loaded is told", wait_for(lambda: self.watch.events("reload", ok=False)))
        self.want("the complaint names file and line", "policy.yaml:5" in self.watch.said(), self.watch.said())
        status = self.watch.ctl("status")[1]["status"]["policy"]
        self.want("the old policy stays", (status["reloads"], status["failed_reloads"]) == (0, 1), status)
        policy.write_text(whole)

    def test_f_control(self):
        status, answer = self.watch.ctl("status")
        self.want("ctl status", status == 0 and answer["status"]["policy"]["name"] == "gate", answer)
        status, answer = self.watch.ctl("counters")
        self.want("ctl counters", status == 0 and answer["counters"].get("flows", 0) > 0, answer)
        status, answer = self.watch.ctl("interfaces")
        self.want("ctl interfaces", answer["interfaces"] == [
            {"interface": "lo", "up": True}, {"interface": "wan0", "up": True}], answer)
        status, answer = self.watch.ctl("report")
        found = list(complaints(self.report_validator, answer["report"]))
        self.want("ctl report is valid by the schema", status == 0 and not found, found)
        status, answer = self.watch.ctl("reload")
        self.want("ctl reload", status == 0 and answer["ok"], answer)
        self.want("it is told, too", wait_for(lambda: self.watch.events("reload", ok=True)))

    def test_g_reports(self):
        path = self.folder / "report.json"
        path.unlink(missing_ok=True)
        self.watch.process.send_signal(signal.SIGUSR1)
        self.want("SIGUSR1 writes the report", wait_for(path.exists))
        found = list(complaints(self.report_validator, json.loads(path.read_text())))
        self.want("it is valid by the schema", not found, found)

    def test_h_http(self):
        formats = subprocess.run([self.program, "audit", "--help"], capture_output=True, text=True).stdout
        has_page = "html" in formats
        self.want("GET /, where there is a format for people", http("/")[0] == (200 if has_page else 503), http("/"))
        for path in ("/report.json", "/healthz", "/readyz", "/metrics"):
            self.want(f"GET {path}", http(path)[0] == 200, http(path))
        self.want("another path is not found", http("/etc/passwd")[0] == 404)
        text = http("/metrics")[1]
        families = {family.name for family in prometheus_client.parser.text_string_to_metric_families(text)}
        self.want("metrics can be read", {"mailreeve_watch_packets", "mailreeve_watch_interface_up"} <= families, families)
        names = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
        self.want("each metric is declared once", len(names) == len(set(names)), names)
        if shutil.which("promtool"):
            done = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, capture_output=True)
            self.want("promtool has nothing to say", done.returncode == 0, done.stderr)

    def test_h_time_series(self):
        def series():
            return json.loads(http("/series.json")[1])

        def intervals():
            return [one for one in series()["five_seconds"] if one["packets"] > 0 and one["findings"] > 0]

        self.want("what was counted over time is told", wait_for(intervals, 6), series())
        found = list(complaints(self.series_validator, series()))
        self.want("it is valid by the schema", not found, found)
        told = len(self.watch.events("finding", news="new"))
        sums = sum(one["findings"] for one in series()["five_seconds"])
        self.want("findings are counted once", 0 < sums <= told, (sums, told))
        page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(http("/")[1])
        drawings = [one for one in page.iterfind(f".//section[@id='live']//{SVG}svg")]
        self.want("the page draws it", [one for one in drawings if one.find(f"{SVG}path") is not None], http("/")[1][:500])
        self.want("each drawing says its numbers", all(one.get("aria-label") for one in drawings))
        self.want("it is read anew without a script", "http-equiv=\"refresh\"" in http("/")[1])

    def files(self):
        return len(os.listdir(f"/proc/{self.watch.process.pid}/fd"))

    def test_i_http_is_bounded(self):
        for head in (b"POST /metrics HTTP/1.0\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", b"GET / HTTP/1.0\r\nX: " + b"x" * 9000,
                     b"nonsense\r\n\r\n"):
            answer = raw_http(head)
            self.want(f"{head[:20]} is not answered with a page", not answer.startswith(b"HTTP/1.0 200"), answer[:80])
        head = raw_http(b"HEAD /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n")
        self.want("HEAD has no body", head.startswith(b"HTTP/1.0 200") and head.endswith(b"\r\n\r\n"), head[:200])
        idle = [socket.create_connection(("127.0.0.1", 9025)) for _ in range(300)]
        time.sleep(1)
        self.want("of 300 who say nothing not many more than 64 are let in", self.files() < 110, self.files())
        for one in idle:
            one.close()
        self.want("others are answered afterwards", wait_for(lambda: http("/healthz")[0] == 200, 15))
        self.want("nothing is left of them", wait_for(lambda: self.files() < 35, 15), self.files())

    def test_i_a_page_of_another_site_gets_nothing(self):
        self.want("another Host is refused", http("/metrics", "rebound.example")[0] == 403)

    def wan0(self):
        return self.watch.ctl("status")[1]["status"]["stations"][1]

    def want_heard(self, when):
        before = self.wan0()["packets"]
        send_beyond()
        self.want(f"packets are captured {when}", wait_for(lambda: self.wan0()["packets"] > before), self.wan0())

    def want_away(self, word, interruptions):
        self.want(f"an interface that is {word} is said to be", wait_for(lambda: word in self.wan0().get("problem", "")), self.wan0())
        self.want("it is not ready then", http("/readyz")[0] == 503)
        self.want("that is counted once", self.wan0()["interruptions"] == interruptions, self.wan0())
        told = wait_for(lambda: self.watch.events("interface", interface="wan0", up=False, interruptions=interruptions))
        self.want("and told, with the reason", told and word in told[0][1]["problem"], self.watch.events("interface"))

    def want_back(self, interruptions):
        self.want("it is ready again", wait_for(lambda: http("/readyz")[0] == 200), self.wan0())
        self.want("that is told", wait_for(lambda: self.watch.events("interface", interface="wan0", up=True, interruptions=interruptions)),
                  self.watch.events("interface"))

    def test_j_interfaces_come_and_go(self):
        self.want_heard("at first")
        ip("link set wan0 down")
        self.want_away("down", 1)
        ip("link set wan0 up")
        self.want_back(1)
        lead_beyond()
        self.want_heard("after it was down")
        ip("link delete wan0")
        self.want_away("gone", 2)
        make_interface()
        self.want_back(2)
        self.want_heard("after it was deleted and made anew")
        ip("link delete wan0")
        make_interface()
        self.want("that it was away for a moment is counted", wait_for(lambda: self.wan0()["interruptions"] == 3), self.wan0())
        self.want_back(3)
        self.want_heard("after it was made anew at once")
        ip("link set wan0 name wan9")
        self.want_heard("under another name")
        coverage = self.watch.ctl("report")[1]["report"]["coverage"]
        self.want("a report says so", coverage["interruptions"] == 3, coverage)
        self.want("of the other one there is nothing to tell", not self.watch.events("interface", interface="lo"))

    def test_k_what_is_shed_is_told(self):
        flood_beyond(40000)
        told = wait_for(lambda: self.watch.events("loss", interface="wan0"))
        self.want("connections that are given up are told at once", told and told[0][1]["flows_evicted"] > 0, told)
        flood_beyond(20000)
        time.sleep(1.5)
        self.want("and not each second", len(self.watch.events("loss")) == 1, self.watch.events("loss"))

    def test_x_a_reload_takes_nothing_away(self):
        """A closed connection is forgotten after 10 s; whether it was a scan is waited for, for minutes."""
        time.sleep(max(0.0, self.scanned + 13 - time.time()))
        self.watch.process.send_signal(signal.SIGHUP)
        self.want("a policy is loaded", wait_for(lambda: self.watch.events("reload", ok=True)))

    def test_y_the_end(self):
        login()
        status, took = self.watch.stop()
        self.want("SIGTERM ends it in 3 s", took < 3, took)
        self.want("status 0", status == 0, status)
        events = [json.loads(line) for line in (self.folder / "events").read_text().splitlines()]
        self.want("a file has the same events, also after a reload", events == [event for _, event in self.watch.lines], len(events))
        self.want("the last event is its counts", self.watch.lines[-1][1]["event"] == "stats")
        self.want("standard error has them too", "packets dropped by kernel" in self.watch.said(), self.watch.said())
        self.want("no secret was printed", PASSWORD not in json.dumps(self.watch.lines) + self.watch.said())
        self.want_lines([event for event in events if event["event"] == "finding"])
        for _, event in self.watch.lines:
            found = list(complaints(self.event_validator, event))
            self.want(f"event {event['event']} is valid by the schema", not found, found)

    def want_lines(self, findings):
        lines = {name: (self.folder / name).read_text().splitlines() for name in LINES}
        for name, schema in (("eve", "eve-alert.json"), ("ocsf", "ocsf-2003.json")):
            schema = jsonschema.Draft202012Validator(json.loads((HERE / "schemas" / schema).read_text()))
            found = [error.message for line in lines[name] for error in schema.iter_errors(json.loads(line))]
            self.want(f"lines of {name} are valid by its schema", not found, found)
        told = {"eve": [json.loads(line)["alert"]["metadata"]["mailreeve_finding"][0] for line in lines["eve"]],
                "ocsf": [json.loads(line)["finding_info"]["uid"] for line in lines["ocsf"]]}
        for name, ids in told.items():
            self.want(f"{name} has each finding", ids == [finding["id"] for finding in findings], ids)
        self.want("text has each finding, with its severity first",
                  [line.split()[1:3] for line in lines["text"]] ==
                  [[finding["severity"], finding["check"]] for finding in findings], lines["text"])
        self.want("no secret is in other formats", PASSWORD not in str(lines), lines)

    def test_z_the_same_offline(self):
        time.sleep(0.5)
        self.tcpdump.terminate()
        self.tcpdump.wait(5)
        done = subprocess.run([self.program, "audit", "-q", "-f", "jsonl", "--policy", str(self.folder / "policy.yaml"),
                               str(self.folder / "beside.pcap")], capture_output=True, text=True)
        offline = sorted(event["id"] for event in map(json.loads, done.stdout.splitlines())
                         if event["event"] == "finding")
        live = sorted(event["id"] for _, event in self.watch.events("finding", news="new"))
        self.want("the capture beside has the same findings", live == offline, (live, offline))


def run_inside(name, what, tests_of, ports, apart=("-n",)):
    """Run the class ${tests_of} in namespaces of its own, with servers at ${ports}; the exit status."""
    if len(sys.argv) < 2:
        sys.exit(f"usage: {os.path.basename(sys.argv[0])} PROGRAM [SCHEMA]")
    program = os.path.realpath(sys.argv[1])
    schema = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else HERE.parent / "docs" / "report.schema.json")
    if os.environ.get(INSIDE) is None:
        reason = reason_to_skip()
        if reason is not None:
            count = sum(test.startswith("test_") for test in dir(tests_of))
            print(f"{name}: skipped {count} tests of {what}: {reason}")
            return 0
        os.environ[INSIDE] = " ".join(apart)
        os.execvp("unshare", ["unshare", *apart, sys.executable, *sys.argv])
    set_up_network()
    for port, answers in ports.items():
        serve(port, answers)
    with tempfile.TemporaryDirectory(prefix=f"mailreeve-{name}.") as folder:
        os.chmod(folder, 0o777)
        tests = tests_of(program, schema.resolve(), pathlib.Path(folder))
        failed = tests.run()
    print(f"{name}: {tests.wanted - failed} of {tests.wanted} assertions hold")
    return failed > 0


if __name__ == "__main__":
    sys.exit(run_inside("watch", "a running watch", Tests, {143: IMAP}))
