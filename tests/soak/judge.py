# SPDX-License-Identifier: Apache-2.0
"""Holds what the watches of tests/soak/watch.py told against what happened, and says so."""
import datetime
import json
import statistics

import mail

PATIENCE = 22  # seconds until all that has happened must be told: mail.KINDS
STARTING = 1.0
GROWTH = 0.05
SETTLED = 1800  # seconds: what lived shorter still fills its tables, and is not judged
AGE = (60, 290)  # seconds: the ages at which the lives of one that is killed are compared
# What the built-in policy gathers by route is not of one event.
GATHERED = {"submission-blocked-dropped", "submission-blocked-refused", "submission-blocked-rejected"}


def seconds_of(time):
    return datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp()


def lines_of(path):
    """All lines of a file and of those that it was turned over into, the oldest first."""
    parts = sorted(path.parent.glob(path.name + ".*"), key=lambda part: -int(part.suffix[1:])) + [path]
    return [line for part in parts if part.exists() for line in part.read_text().split("\n")[:-1]]


class Judge:
    def __init__(self, soak):
        self.soak = soak
        self.want = soak.want
        self.numbers = {}
        for number, (kind, _, _, _) in soak.events.items():
            if kind not in ("scan", "relay"):
                self.numbers[mail.client_of(number), mail.server_of(number, kind)] = number
            self.numbers[mail.client_of(number), None] = number
        self.wanted = self.missed = self.told = self.again = 0
        self.delays = []
        self.lost, self.doubled, self.false = [], [], []
        self.first_told = {}

    def is_calm(self, began, ended):
        return not any(begin <= ended and began <= end for begin, end in self.soak.trouble)

    def number_of(self, event):
        return self.numbers.get((event["client"], event.get("server"))) or self.numbers.get((event["client"], None))

    def read(self, life):
        """The findings of a life that are said to be new."""
        told = {}
        for line in lines_of(life.events):
            event = json.loads(line)  # half a line is none
            if event["event"] != "finding":
                continue
            self.told += 1
            if event["news"] == "new":
                self.note(life, told, event)
        return told

    def note(self, life, told, event):
        when, number = seconds_of(event["time"]), self.number_of(event)
        name = f"{life.name} {life.number}: {event['check']} of {number} {event['client']} {event.get('server')}"
        if event["id"] in told:
            self.doubled.append(name)
        told[event["id"]] = when
        if life.name == "mortal" and self.soak.has_state:
            self.note_again(life, event["id"], when, name)
        if event["check"] in GATHERED:
            return
        kind = self.soak.events[number][0] if number in self.soak.events else None
        if kind is None or event["check"] not in mail.KINDS[kind][2] | mail.KINDS[kind][3]:
            self.false.append(f"{name}, which was {kind}")
        told[number, event["check"]] = when

    def note_again(self, life, identity, when, name):
        """What was told in an earlier life may be told again only if nobody had time to write that down."""
        if identity in self.first_told:
            told_at, earlier = self.first_told[identity]
            self.again += 1
            if told_at < earlier.ended - self.soak.state_interval:
                self.doubled.append(f"{name}, which life {earlier.number} told {earlier.ended - told_at:.1f} s before it was killed")
        self.first_told[identity] = (when, life)

    def hold(self, life, told):
        for number, (kind, is_done, began, ended) in self.soak.events.items():
            _, _, must, _, patience = mail.KINDS[kind]
            if not is_done or not must or began < life.began + STARTING or ended > life.ended or not self.is_calm(began, ended):
                continue
            # What is not certain for as long as it may take is lost with a life.
            may_be_lost = ended > life.ended - patience
            for check in sorted(must):
                when = told.get((number, check))
                if when is None and may_be_lost:
                    self.missed += 1
                    continue
                self.wanted += 1
                if when is None:
                    self.lost.append(f"{life.name} {life.number}: {check} of {number} {kind}, {ended - life.began:.1f} s after its start, "
                                     f"{life.ended - ended:.1f} s before its end")
                elif patience == 3:
                    self.delays.append(when - ended)

    def judge_lives(self):
        for life in self.soak.lives:
            self.hold(life, self.read(life))
        for name, those in (("not told", self.lost), ("told twice as new", self.doubled), ("told, and did not happen", self.false)):
            self.want(not those, f"{len(those)} findings were {name}: " + "; ".join(those[:8]))

    def judge_outlets(self):
        """Of the one that lives: a full disk takes nothing away, and a slow reader loses what is counted."""
        steady = self.soak.steady
        here, there = lines_of(steady.events), lines_of(self.soak.disk / "events")
        self.want(here == there, f"the disk that was full has {len(there)} lines of {len(here)}")
        self.want(self.soak.seen_full > 0 or self.soak.counts["full"] == 0, "nobody said that the disk was full")
        for life in (life for life in self.soak.lives if life.status is not None):
            totals = {outlet["written"] + outlet["lost"] for outlet in life.status["outlets"]}
            queued = sum(outlet["queued_bytes"] for outlet in life.status["outlets"])
            self.want(len(totals) == 1 and queued == 0, f"{life.name}: not every line is accounted for: {life.status['outlets']}")
        json.loads((self.soak.disk / "report.json").read_text())
        station = steady.status["stations"][0]
        self.want(station["dropped_by_kernel"] == 0, f"the kernel has dropped {station['dropped_by_kernel']} packets")
        away = self.soak.counts["flap"] + self.soak.counts["remake"]
        self.want(station["interruptions"] == away, f"the interface was away {away} times, and {station['interruptions']} were counted")
        self.want(steady.status["policy"]["failed_reloads"] == self.soak.counts["reload"] // self.soak.broken, "broken policies were loaded")

    def judge_memory(self):
        """Who lives long: its third quarter and its last.  Who is killed: its lives at the same age, early ones and late ones."""
        steady = self.soak.steady.memory
        quarters = [[memory for _, memory in steady[len(steady) * part // 4:len(steady) * (part + 1) // 4]] for part in (2, 3)]
        before, after = (statistics.mean(quarter) for quarter in quarters)
        self.say_memory("the one that lived for all of it", before, after, "from the third quarter to the last",
                        self.soak.seconds >= SETTLED)
        files = self.soak.steady.files
        self.want(files[-1] <= files[len(files) // 4], f"open files have grown from {files[len(files) // 4]} to {files[-1]}")
        lives = [life for life in self.soak.lives if life.name == "mortal" and life.killed]
        of_lives = [statistics.mean(some) for life in lives
                    if (some := [memory for age, memory in life.memory if AGE[0] <= age <= AGE[1]])]
        if len(of_lives) < 4:
            print("soak: too few lives were killed to compare their memory")
            return
        half = len(of_lives) // 2
        self.say_memory(f"those that were killed, aged {AGE[0]} to {AGE[1]} s", statistics.mean(of_lives[1:half + 1]),
                        statistics.mean(of_lives[-half:]), f"from the earlier of {len(of_lives)} lives to the later", True)

    def say_memory(self, who, before, after, what, is_judged):
        grown = after / before - 1
        print(f"soak: memory of {who}: {before:.1f} to {after:.1f} MiB, {grown:+.1%} {what}"
              + ("" if is_judged else f" (not judged: less than {SETTLED} s)"))
        if is_judged:
            self.want(grown <= GROWTH, f"memory of {who} has grown by {grown:.1%}")


def judge(soak, load):
    court = Judge(soak)
    court.judge_lives()
    court.judge_outlets()
    counts = ", ".join(f"{count} {what}" for what, count in soak.counts.items() if what not in mail.KINDS and what != "sample")
    done = sum(event[1] for event in soak.events.values())
    print(f"soak: {soak.seconds} s, {counts}; {len(soak.events)} events, {done} of which crossed; {court.told} lines of findings")
    print(f"soak: {court.wanted - len(court.lost)} of {court.wanted} findings that were due were told, {len(court.doubled)} twice, "
          f"{len(court.false)} false; {court.missed} in the last seconds before a kill were not")
    if soak.has_state:
        print(f"soak: {court.again} findings were told again after a kill")
    if court.delays:
        print(f"soak: told {statistics.median(court.delays):.2f} s after they crossed, {max(court.delays):.2f} s at most")
    lost = [outlet["lost"] for outlet in soak.steady.status["outlets"]]
    print(f"soak: lines lost by the file, the slow reader and the disk that was full: {lost}")
    court.judge_memory()
    print(f"soak: processor time of all together: {load:.0%} of one core")
