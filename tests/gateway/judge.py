#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""judge.py PROGRAM FOLDER SCENARIO CHECK PORTS WHY: holds FOLDER/events against an audit of FOLDER/capture.pcap.

Each finding must have been told exactly once, those of the capture and no
others, and that of CHECK no later than two seconds after it was certain.
Certain it is with the first frame with which an audit of the capture up to
that frame has the finding; that frame is searched for.
"""
import datetime
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

PATIENCE = 2.0


def frames_of(path):
    """The header of the file, and of each frame its time and its octets with their header."""
    octets = path.read_bytes()
    order = "<" if octets[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    fraction = 1e9 if b"\x4d\x3c" in octets[:4] or b"\x3c\x4d" in octets[:4] else 1e6
    frames, at = [], 24
    while at + 16 <= len(octets):
        seconds, parts, size, _ = struct.unpack(order + "IIII", octets[at:at + 16])
        frames.append((seconds + parts / fraction, octets[at:at + 16 + size]))
        at += 16 + size
    return octets[:24], frames


def audit(program, options, path):
    done = subprocess.run([program, "audit", "-q", "-f", "jsonl", *options, path], capture_output=True, text=True)
    return {event["id"]: event["check"] for event in map(json.loads, done.stdout.splitlines())
            if event["event"] == "finding"}


def certain_at(program, options, header, frames, check):
    """The time of the first frame with which the finding is there; how much there is of it only grows."""
    def has(count):
        with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
            file.write(header + b"".join(octets for _, octets in frames[:count]))
            file.flush()
            return check in audit(program, options, file.name).values()

    few, enough = 0, len(frames)
    while enough - few > 1:
        middle = (few + enough) // 2
        few, enough = (few, middle) if has(middle) else (middle, enough)
    return frames[enough - 1][0]


def main():
    program, folder, scenario, check, ports, why = sys.argv[1:]
    folder = pathlib.Path(folder)
    options = [] if ports == "all" else ["--filter", mail_filter()]
    offline = audit(program, options, folder / "capture.pcap")
    told = [event for event in map(json.loads, (folder / "events").read_text().splitlines())
            if event["event"] == "finding"]
    problems = []
    live = {event["id"]: event["check"] for event in told}
    if len(live) != len(told):
        problems.append("told more than once: " + ", ".join(sorted(event["check"] for event in told)))
    for ids, where in ((live.keys() - offline.keys(), "live alone"), (offline.keys() - live.keys(), "offline alone")):
        if ids:
            problems.append(f"{where}: " + ", ".join(sorted({**live, **offline}[i] for i in ids)))
    hits = [event for event in told if event["check"] == check]
    after = None
    if len(hits) != 1:
        problems.append(f"{check} was told {len(hits)} times")
    elif check in offline.values():
        header, frames = frames_of(folder / "capture.pcap")
        when = datetime.datetime.fromisoformat(hits[0]["time"].replace("Z", "+00:00")).timestamp()
        after = when - certain_at(program, options, header, frames, check)
        if after > PATIENCE:
            problems.append(f"told {after:.2f} s after it was certain")
    delay = f"{after:.2f} s" if after is not None else "-"
    print(f"{scenario:33} {check:28} {delay:>8} {len(live) - len(hits):>6}  {why}")
    for problem in problems:
        print(f"    {problem}")
    return bool(problems)


def mail_filter():
    """What watch captures by default, as auditor/capture/live.c has it."""
    source = (pathlib.Path(__file__).resolve().parents[2] / "auditor/capture/live.c").read_text()
    text = source.split("live_mail_filter[] =", 1)[1].split(";", 1)[0]
    return "".join(part for part in text.split('"')[1::2])


if __name__ == "__main__":
    sys.exit(main())
