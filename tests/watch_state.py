#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""watch_state.py PROGRAM [SCHEMA]: what `mailreeve watch --state` knows after kill -9, in a network namespace of its own.

Real logins cross the loopback; the watch is killed, the file that it left is spoilt, the disk is full.  What
a later run reports must be what all runs together have seen.
"""
import json
import os
import signal
import subprocess
import sys
import time

from validate_report import complaints, validators
from watch import IMAP, INSIDE, PASSWORD, Watch, login, run_inside, wait_for

GUESSES = [b"* OK [CAPABILITY IMAP4rev1] ready\r\n", b"a1 NO [AUTHENTICATIONFAILED] no\r\n", b"* BYE\r\na2 OK bye\r\n"]


class Tests:
    def __init__(self, program, schema, folder):
        self.program, self.folder = program, folder
        self.state = folder / "state"
        self.state.mkdir()
        self.state.chmod(0o777)
        self.policy = folder / "policy.yaml"
        self.policy.write_text("policy: gate\nextends: [baseline]\n")
        self.event_validator = validators(json.loads(schema.read_text()))[1]
        self.report_validator = validators(json.loads(schema.read_text()))[0]
        self.watch, self.wanted, self.failed = None, 0, 0

    def want(self, sentence, truth, detail=""):
        self.wanted += 1
        if not truth:
            self.failed += 1
            print(f"state: {sentence}: no{': ' + str(detail)[:600] if detail != '' else ''}")

    def start(self, *options):
        self.watch = Watch(self.program, self.folder, "--policy", str(self.policy), "--state", str(self.state),
                           "--state-every", "1s", *options)
        self.want("it starts", wait_for(self.watch.is_listening), self.watch.said())
        told = wait_for(lambda: self.watch.events("state"))
        return told[0][1] if told else {}

    def kill(self):
        self.watch.process.kill()
        self.watch.process.wait()
        self.watch.reader.join(5)
        self.validate()

    def stop(self):
        self.watch.stop()
        self.validate()

    def validate(self):
        for _, event in self.watch.lines:
            found = list(complaints(self.event_validator, event))
            self.want(f"event {event['event']} is valid by the schema", not found, found)

    def report(self):
        report = self.watch.ctl("report")[1]["report"]
        found = list(complaints(self.report_validator, report))
        self.want("the report is valid by the schema", not found, found)
        return report

    def finding(self, check="password-in-clear-wan"):
        found = [finding for finding in self.report()["findings"] if finding["check"] == check]
        return found[0] if found else {}

    def is_saved(self, after):
        """Whether it was saved since the clock's ${after}, and what crossed before is in it."""
        status = self.watch.ctl("status")[1]["status"]["state"]
        return status["saves"] >= after and status

    def wait_for_saving(self):
        saves = self.watch.ctl("status")[1]["status"]["state"]["saves"]
        self.want("it is saved every second", wait_for(lambda: self.is_saved(saves + 2)))

    def run(self):
        try:
            for name in [name for name in dir(Tests) if name.startswith("test_")]:
                getattr(self, name)()
        finally:
            if self.watch is not None and self.watch.process.poll() is None:
                self.watch.process.kill()
        return self.failed

    def test_a_killed_and_started_again(self):
        event = self.start()
        self.want("nothing was there", event.get("state") == "new", event)
        login()
        login()
        self.want("a finding is told", wait_for(lambda: self.watch.events("finding", check="password-in-clear-wan")))
        self.wait_for_saving()
        self.earlier = self.finding()
        self.packets = self.report()["inputs"][0]["packets"]
        self.kill()
        time.sleep(2.2)

    def test_b_nothing_is_lost_and_nothing_told_again(self):
        event = self.start()
        self.want("what is restored is told", event.get("state") == "restored" and event["findings"] >= 3 and event["sessions"] >= 1, event)
        self.want("the time that nobody watched is told", 2 <= event.get("unwatched_seconds", 0) <= 8, event)
        self.want("standard error says so", "nobody watched for" in self.watch.said(), self.watch.said())
        time.sleep(1.5)
        self.want("no finding is told again", not self.watch.events("finding"), self.watch.events("finding"))
        report = self.report()
        self.want("coverage has that time", report["coverage"]["unwatched_seconds"] == event["unwatched_seconds"], report["coverage"])
        self.want("and the packets", report["inputs"][0]["packets"] == self.packets, report["inputs"])
        self.want("the finding is the same", self.finding() == self.earlier, (self.finding(), self.earlier))
        login()
        login()
        self.want("and counts on", wait_for(lambda: self.finding()["count"] == self.earlier["count"] + 2), self.finding())
        later = self.finding()
        frames, before = later["evidence"][0]["frames"], self.earlier["evidence"][0]["frames"]
        self.want("frames are counted on", len(frames) == len(before) + 2 and frames[: len(before)] == before, frames)
        self.want("it began when the first run saw it", later["first_seen"] == self.earlier["first_seen"])
        self.want("no finding is told again for that", not self.watch.events("finding"), self.watch.events("finding"))
        self.stop()
        self.later = later

    def test_c_what_crosses_a_restart_is_judged_together(self):
        """Twenty refused logins within ten minutes are guessing: twelve before, twelve after."""
        self.start()
        self.want("after a clean end as well", self.finding() == self.later, (self.finding(), self.later))
        for _ in range(12):
            login(587)
        self.wait_for_saving()
        self.want("twelve are too few", not self.finding("auth-bruteforce"))
        self.kill()
        self.start()
        for _ in range(12):
            login(587)
        self.want("twenty-four are guessing", wait_for(lambda: self.watch.events("finding", check="auth-bruteforce"), 20),
                  self.report()["findings"])
        self.stop()

    def test_d_one_at_a_time(self):
        self.start()
        done = subprocess.run([self.program, "watch", "-i", "lo", "--state", str(self.state)], capture_output=True, text=True, timeout=20)
        self.want("a second one is refused", done.returncode == 2 and "another mailreeve watch has it" in done.stderr, done.stderr)
        os.chdir("/")
        for mode, sentence in ((0o555, "must be able to write"),):
            other = self.folder / "other"
            other.mkdir()
            other.chmod(mode)
            done = subprocess.run([self.program, "watch", "-i", "lo", "--state", str(other)], capture_output=True, text=True, timeout=20)
            self.want(f"a folder of mode {mode:o} is refused", done.returncode == 2 and sentence in done.stderr, done.stderr)
        done = subprocess.run([self.program, "watch", "-i", "lo", "--state", str(self.folder / "none")], capture_output=True, text=True, timeout=20)
        self.want("so is one that is not there", done.returncode == 2 and "make it" in done.stderr, done.stderr)
        self.stop()

    def want_aside(self, why, event):
        self.want(f"{why}: it is said", (event.get("state"), event.get("why")) == ("set-aside", why), event)
        self.want(f"{why}: standard error says so", "counting begins anew" in self.watch.said(), self.watch.said())
        self.want(f"{why}: the old one is kept", (self.state / event.get("kept_as", "none")).exists(), os.listdir(self.state))
        self.want(f"{why}: a new one is there", (self.state / "state").exists())
        self.want(f"{why}: counts begin anew", not self.finding())

    def test_e_what_cannot_be_restored_is_kept_aside(self):
        whole = (self.state / "state").read_bytes()
        for why, octets in (("damaged", whole[:-1]), ("damaged", whole.replace(b"password-in-clear", b"password-in-cleas")),
                            ("foreign", b""), ("foreign", b'{"mailreeve": 1}\n'), ("newer", b"mailreeve-state/2\n" + whole)):
            (self.state / "state").write_bytes(octets)
            event = self.start()
            self.want_aside(why, event)
            self.kill()
        (self.state / "state").chmod(0o000)
        os.chown(self.state / "state", 0, 0)
        self.want_aside("unreadable", self.start())
        self.kill()
        (self.state / "state").unlink()
        (self.state / "state").symlink_to("/etc/passwd")
        done = subprocess.run([self.program, "watch", "-i", "lo", "--state", str(self.state)], capture_output=True, text=True, timeout=20)
        self.want("a link is not followed", done.returncode == 2 and "move it away" in done.stderr, done.stderr)
        (self.state / "state").unlink()
        (self.state / "state").write_bytes(whole)
        event = self.start()
        self.want("the whole one is restored", event.get("state") == "restored", event)

    def test_f_another_policy(self):
        self.want("the finding is there", self.finding())
        self.watch.process.send_signal(signal.SIGHUP)
        self.want("the same policy again changes nothing", wait_for(lambda: self.watch.events("reload", ok=True)) and self.finding())
        whole = self.policy.read_text()
        self.policy.write_text(whole + "at_most: high\n")
        self.watch.process.send_signal(signal.SIGHUP)
        told = wait_for(lambda: self.watch.events("state", state="set-aside", why="other-policy"))
        self.want("a new policy begins anew, and that is said", told and not self.finding(), self.watch.events("state"))
        kept = self.state / told[0][1]["kept_as"]
        self.want("what the old one counted is kept", wait_for(kept.exists), os.listdir(self.state))
        self.wait_for_saving()
        self.kill()
        event = self.start()
        self.want("the new one's is restored", event.get("state") == "restored" and event["findings"] == 0, event)
        self.kill()
        self.policy.write_text(whole)
        self.want_aside("other-policy", self.start())
        self.kill()

    def test_g_a_full_disk(self):
        """Where a small file system can be had."""
        small = self.folder / "small"
        small.mkdir()
        if "-m" not in os.environ[INSIDE] or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "none", str(small)], capture_output=True).returncode != 0:
            print("state: skipped: a full disk: no file system can be mounted")
            return
        self.state, before = small, self.state
        try:
            self.start()
            (small / "fill").write_bytes(bytes(64 * 1024 - 8192 * 2))
            with open(small / "more", "wb", buffering=0) as file:
                try:
                    while file.write(b"x" * 512):
                        pass
                except OSError:
                    pass
            told = wait_for(lambda: self.watch.events("state", state="not-saved"), 8)
            self.want("that it is full is told", told and "No space" in told[0][1]["problem"], self.watch.events("state"))
            login()
            self.want("watching goes on", wait_for(lambda: self.watch.events("finding", check="password-in-clear-wan")))
            status = self.watch.ctl("status")[1]["status"]["state"]
            self.want("failures are counted", status["failures"] > 0 and "No space" in status["problem"], status)
            self.want("they are told once", len(self.watch.events("state", state="not-saved")) == 1)
            (small / "more").unlink()
            (small / "fill").unlink()
            self.want("that it goes again is told", wait_for(lambda: self.watch.events("state", state="saved"), 8), self.watch.events("state"))
            self.kill()
            event = self.start()
            self.want("nothing is lost", event.get("state") == "restored" and self.finding(), event)
            self.stop()
        finally:
            if self.watch.process.poll() is None:
                self.kill()
            subprocess.run(["umount", str(small)], check=False)
            self.state = before

    def test_z_no_secret_is_kept(self):
        for path in self.state.iterdir():
            self.want("no secret is in a state", PASSWORD.encode() not in path.read_bytes() and b"tessa" not in path.read_bytes(), path)


def apart():
    """Where / is no mount of its own (a chroot), there is no mount namespace to be had."""
    has_mounts = subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True).returncode == 0
    return ("-n", "-m") if has_mounts else ("-n",)


if __name__ == "__main__":
    sys.exit(run_inside("state", "what survives a restart", Tests, {143: IMAP, 587: GUESSES}, apart()))
