#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold every format to its standard, and to the JSON form of the same report.

usage: validate_formats.py FOLDER

FOLDER holds NAME.json and beside it NAME.sarif, NAME.eve, NAME.ocsf, NAME.junit, NAME.csv, NAME.prometheus,
NAME.markdown, NAME.html, NAME.jsonl, and the text report as NAME.txt and NAME.quiet, of the same audit.  Each is read by somebody else's reader: python3-jsonschema, xmllint, Python's
csv, the Prometheus client's parser, cmark-gfm, html5lib.  Exit status 1 if one is not as it should be.
"""
import base64
import collections
import csv
import glob
import hashlib
import html.parser
import ipaddress
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys

import html5lib
import jsonschema
from prometheus_client.parser import text_string_to_metric_families

schemas = os.path.join(os.path.dirname(os.path.abspath(__file__)), "schemas")
complaints = []
done = collections.Counter()


def schema(name, kind):
    with open(os.path.join(schemas, name), encoding="utf-8") as file:
        return kind(json.load(file), format_checker=jsonschema.FormatChecker())


sarif_schema = schema("sarif-2.1.0.json", jsonschema.Draft4Validator)
eve_schema = schema("eve-alert.json", jsonschema.Draft202012Validator)
ocsf_schema = schema("ocsf-2003.json", jsonschema.Draft202012Validator)


def want(where, what, seen, wanted):
    if seen != wanted:
        complaints.append(f"{where}: {what} is {str(seen)[:200]!r}, wanted {str(wanted)[:200]!r}")


def hold(where, validator, document):
    for error in list(validator.iter_errors(document))[:5]:
        complaints.append(f"{where}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")


# What must not leave a report, whatever came from the wire: controls, bidirectional and hidden characters.
HARMFUL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u034f\u061c\u115f\u1160\u180e\u200b-\u200f"
                     "\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
                     "\U000e0000-\U000e0fff]")


def strings(document):
    """All texts in a JSON document, keys too."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from strings(value)
    elif isinstance(document, list):
        for value in document:
            yield from strings(value)


def harmless(where, text):
    found = HARMFUL.search(text)
    if found:
        complaints.append(f"{where}: harmful character {found.group()!r} at {found.start()}")


def harmless_values(where, document):
    for text in strings(document):
        # A line break is what SARIF's help has between paragraphs.
        harmless(where, text)


def community(session):
    """Version 1, seed 0: github.com/corelight/community-id-spec."""
    ends = [(ipaddress.ip_address(session[side]["address"]).packed, session[side]["port"]) for side in ("client", "server")]
    (one, one_port), (other, other_port) = sorted(ends)
    tuple_ = struct.pack("!H", 0) + one + other + struct.pack("!BBHH", 6, 0, one_port, other_port)
    return "1:" + base64.b64encode(hashlib.sha1(tuple_).digest()).decode()


def lines_of(text):
    return [json.loads(line) for line in text.split("\n")[:-1]]


def check_controls(where, report):
    """Each control says what its checks say, and each control that a check names is there."""
    checks = {check["id"]: check for check in report["checks"]}
    for control in report["controls"]:
        verdicts = collections.Counter(checks[check]["verdict"] for check in control["checks"])
        want(where, f"verdicts of {control['control']}", +collections.Counter(control["verdicts"]), verdicts)
        worst = next(verdict for verdict in ("fail", "inconclusive", "waived", "pass", "not-observed") if verdicts[verdict])
        want(where, f"verdict of {control['control']}", control["verdict"], worst)
        want(where, f"violated of {control['control']}", control["violated"], sum(checks[check]["violated"] for check in control["checks"]))
    of = {control["control"]: set(control["checks"]) for control in report["controls"]}
    for check in report["checks"]:
        for control in check["controls"]:
            want(where, f"{check['id']} under {control}", check["id"] in of.get(control, ()), True)


def check_json(where, text, report):
    harmless_values(where, report)
    check_controls(where, report)
    for session in report["sessions"]:
        want(where, "community_id", session["community_id"], community(session))
    for finding in report["findings"]:
        shown = finding.get("shown_by")
        if shown is None:
            continue
        of_it = [s for s in report["sessions"] if s["id"] == shown["session"]]
        want(where, "sessions that show a finding", len(of_it) >= 1, True)
        for fact in shown["facts"]:
            value = of_it[0]
            for part in fact["fact"].split("."):
                value = value[part]
            want(where, f"fact {fact['fact']} of the first session", fact["value"], value)


LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}


def check_jsonl(where, text, report):
    events = collections.defaultdict(list)
    for event in lines_of(text):
        harmless_values(where, event)
        events[event.pop("event")].append(event)
    for event, member in (("input", "inputs"), ("check", "checks"), ("control", "controls"), ("finding", "findings"), ("port", "ports"), ("server", "servers"), ("session", "sessions")):
        want(where, member, events[event], report.get(member, []))
    summary, = events["summary"]
    want(where, "summary", {name: summary[name] for name in report["summary"]}, report["summary"])


def check_text(where, text, report):
    harmless(where, text)


def check_sarif(where, text, report):
    log = json.loads(text)
    hold(where, sarif_schema, log)
    harmless_values(where, log)
    run, = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    want(where, "rules", rules, [check["id"] for check in report["checks"]])
    want(where, "fingerprints", [r["partialFingerprints"]["mailreeveFinding/v1"] for r in run["results"]],
         [finding["id"] for finding in report["findings"]])
    for result, finding in zip(run["results"], report["findings"]):
        want(where, "rule", rules[result["ruleIndex"]], finding["check"])
        want(where, "level", result["level"], LEVELS[finding["severity"]])
        want(where, "a filter that picks everything", result["properties"].get("display_filter") == "", False)
        want(where, "suppressed", bool(result["suppressions"]), finding.get("waived", False))
        want(where, "frames", [frame for place in result["locations"] for frame in place.get("properties", {}).get("frames", [])],
             [frame for entry in finding["evidence"] for frame in entry["frames"]])
    want(where, "executionSuccessful", run["invocations"][0]["executionSuccessful"],
         all(capture["complete"] for capture in report["inputs"]))
    taxa = {(index, taxon["id"]) for index, taxonomy in enumerate(run["taxonomies"]) for taxon in taxonomy["taxa"]}
    want(where, "supportedTaxonomies", [one["name"] for one in run["tool"]["driver"]["supportedTaxonomies"]],
         [taxonomy["name"] for taxonomy in run["taxonomies"]])
    related = {(one["target"]["toolComponent"]["index"], one["target"]["id"], rule["id"])
               for rule in run["tool"]["driver"]["rules"] for one in rule["relationships"]}
    want(where, "taxa", {(index, taxon) for index, taxon, _ in related}, taxa)
    want(where, "relationships", len(related), sum(len(one["checks"]) for one in report["controls"] if one["framework"]))
    for artifact in run["artifacts"]:
        uri = artifact["location"]["uri"]
        want(where, f"uri {uri}", re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri) is not None, True)


def check_eve(where, text, report):
    alerts = lines_of(text)
    for alert in alerts:
        hold(where, eve_schema, alert)
        harmless_values(where, alert)
    findings = [finding for finding in report["findings"] if not finding.get("waived")]
    want(where, "findings", [alert["alert"]["metadata"]["mailreeve_finding"][0] for alert in alerts],
         [finding["id"] for finding in findings])
    for alert, finding in zip(alerts, findings):
        shown = finding["shown_by"]
        want(where, "ends", (alert["src_ip"], alert["src_port"], alert["dest_ip"], alert["dest_port"]),
             (shown["client"], shown["client_port"], shown["server"], shown["port"]))
        want(where, "community_id", alert["community_id"], shown["community_id"])
    numbers = {alert["alert"]["signature_id"]: alert["alert"]["metadata"]["mailreeve_check"] for alert in alerts}
    want(where, "numbers of checks", len(numbers), len({finding["check"] for finding in findings}))


def check_ocsf(where, text, report):
    events = lines_of(text)
    for event in events:
        hold(where, ocsf_schema, event)
        harmless_values(where, event)
    failed = [event for event in events if event["compliance"]["status_id"] == 3]
    want(where, "findings", [event["finding_info"]["uid"] for event in failed], [f["id"] for f in report["findings"]])
    for status, verdict in ((1, "pass"), (2, "inconclusive")):
        want(where, verdict, [event["compliance"]["control"] for event in events if event["compliance"]["status_id"] == status],
             [check["id"] for check in report["checks"] if check["verdict"] == verdict])


ELEMENTS = {"fail": "failure", "inconclusive": "error", "not-observed": "skipped", "waived": "skipped", "pass": None}


def check_junit(where, text, report):
    import xml.etree.ElementTree as tree
    run = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", os.path.join(schemas, "junit.xsd"), "-"],
                         input=text.encode(), capture_output=True, check=False)
    if run.returncode != 0:
        complaints.append(f"{where}: xmllint: {run.stderr.decode(errors='replace')[:300]}")
        return
    suites = tree.fromstring(text)
    suite, = suites
    for element in suites.iter():
        for value in [element.text or "", *element.attrib.values()]:
            harmless(where, value)
    cases = suite.findall("testcase")
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        want(where, name, int(suite.get(name)), len(suite.findall(f"testcase/{kind}")))
        want(where, name, suite.get(name), suites.get(name))
    want(where, "tests", int(suite.get("tests")), len(cases))
    want(where, "test cases", len(cases), len(report["checks"]) + len(report["inputs"]))
    for case, check in zip(cases, report["checks"]):
        seen = case[0].tag if len(case) else None
        want(where, f"{check['id']} {check['verdict']}", seen, ELEMENTS[check["verdict"]])
    for case, capture in zip(cases[len(report["checks"]):], report["inputs"]):
        want(where, "incomplete capture", len(case) == 0, capture["complete"])


def plain(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(value)
    return str(value)


def fact_of(session, name):
    value = session
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value["address"] if isinstance(value, dict) and "address" in value else value


def check_csv(where, text, report):
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    names = rows[0]
    want(where, "lines end as RFC 4180 says", text.count("\n"), text.count("\r\n"))
    want(where, "names of columns", len(set(names)), len(names))
    want(where, "sessions", len(rows) - 1, len(report["sessions"]))
    for row, session in zip(rows[1:], report["sessions"]):
        want(where, "columns", len(row), len(names))
        for name, cell in zip(names, row):
            harmless(where, cell)
            if re.match("[ \"']*[=+@\uff1d\uff0b\uff0d\uff20-]", cell) and not cell.startswith("'"):
                complaints.append(f"{where}: a formula in {name}: {cell[:80]!r}")
            wanted = plain(fact_of(session, name))
            if cell.startswith("'") and not wanted.startswith("'"):
                cell = cell[1:]
            want(where, name, cell, wanted)


def check_prometheus(where, text, report):
    harmless(where, text)
    samples = {}
    for family in text_string_to_metric_families(text):
        want(where, f"{family.name} documented", bool(family.documentation), True)
        want(where, f"{family.name} typed", family.type, "gauge")
        want(where, f"{family.name} of ours", family.name.startswith("mailreeve_"), True)
        for sample in family.samples:
            key = (sample.name, *sorted(sample.labels.items()))
            if key in samples:
                complaints.append(f"{where}: {key} twice")
            samples[key] = sample.value
    info, = (dict(key[1:]) for key in samples if key[0] == "mailreeve_report_info")
    for label, member in (("policy", "name"), ("policy_version", "version"), ("profile", "profile")):
        want(where, label, info[label], report["policy"][member] or "")
    heads = re.findall("^# HELP ([a-z_]+) ", text, re.M)
    want(where, "HELP once each", len(heads), len(set(heads)))
    for severity, number in report["summary"]["findings"].items():
        want(where, f"findings {severity}", samples[("mailreeve_findings", ("severity", severity))], number)
    for verdict, number in report["summary"]["checks"].items():
        want(where, f"checks {verdict}", samples[("mailreeve_checks", ("verdict", verdict))], number)
    want(where, "sessions", samples[("mailreeve_sessions",)], report["summary"]["sessions"])
    want(where, "sessions of ports", sum(value for key, value in samples.items() if key[0] == "mailreeve_port_sessions"),
         sum(row["sessions"] for row in report["ports"]))
    known = {"24", "25", "110", "143", "465", "587", "993", "995", "2525", "4190", "other"}
    for key in samples:
        for label, value in key[1:]:
            if label == "port":
                want(where, f"port {value} is bounded", value in known, True)
    promtool = shutil.which("promtool")
    if promtool:
        run = subprocess.run([promtool, "check", "metrics"], input=text.encode(), capture_output=True, check=False)
        want(where, "promtool", (run.returncode, run.stderr.decode()[:300]), (0, ""))
        done["promtool"] += 1


class Rendered(html.parser.HTMLParser):
    """What a reader of tickets would see."""

    allowed = {"h1", "h2", "h3", "p", "strong", "em", "code", "pre", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
               "hr", "br", "details", "summary", "input"}

    def __init__(self, where):
        super().__init__()
        self.where = where
        self.text = []

    def handle_starttag(self, tag, attributes):
        if tag not in self.allowed or [name for name, _ in attributes if name not in ("align", "class", "start")]:
            complaints.append(f"{self.where}: the markup <{tag} {attributes}> came out of it")

    def handle_comment(self, data):
        complaints.append(f"{self.where}: a comment came out of it")

    def handle_data(self, data):
        self.text.append(data)


def check_markdown(where, text, report):
    harmless(where, text)
    command = ["cmark-gfm", "--unsafe"]
    for extension in ("table", "autolink", "strikethrough", "tasklist"):
        command += ["-e", extension]
    rendered = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout.decode()
    page = Rendered(where)
    page.feed(rendered)
    seen = re.sub(r"\s+", " ", "".join(page.text))
    for check in {finding["check"] for finding in report["findings"] if not finding.get("waived")}:
        want(where, f"{check} in it", check in seen, True)
    for capture in report["inputs"]:
        want(where, f"{capture['capture'][:80]} in it", re.sub(r"\s+", " ", capture["capture"]).strip() in seen, True)
    firsts = {}
    for finding in report["findings"]:
        if not finding.get("waived"):
            firsts.setdefault((finding["check"], finding["severity"]), finding)
    for finding in firsts.values():
        for entry in finding["evidence"]:
            shown = f"{entry['capture']}: {', '.join(map(str, entry['frames']))}"
            want(where, f"{shown[:80]} in it", re.sub(r"\s+", " ", shown) in seen, True)


def attributes_of(page):
    for element in page.iter():
        if isinstance(element.tag, str):
            for name, value in element.attrib.items():
                yield element, name, value


def check_html(where, text, report):
    harmless(where, text)
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page = parser.parse(text)
    rule = page.find("head/meta[@http-equiv='Content-Security-Policy']").get("content")
    for kind in ("style", "script"):
        only, = page.findall(f".//{kind}")
        digest = base64.b64encode(hashlib.sha256(only.text.encode()).digest()).decode()
        want(where, f"hash of the {kind}", f"{kind}-src 'sha256-{digest}';" in rule, True)
        want(where, f"attributes of the {kind}", dict(only.attrib), {})
    want(where, "default", rule.startswith("default-src 'none';"), True)
    ids = [value for _, name, value in attributes_of(page) if name == "id"]
    want(where, "ids", len(set(ids)), len(ids))
    for element, name, value in attributes_of(page):
        if name == "aria-labelledby":
            want(where, "label", value in ids, True)
        elif name == "href":
            want(where, "link", value[:1] == "#" and value[1:] in ids, True)
        elif name.startswith("on") or name in ("style", "src", "action", "srcset", "data"):
            complaints.append(f"{where}: <{element.tag} {name}={value[:80]!r}>")
    want(where, "findings", [one.get("id") for one in page.iter("details") if one.get("class") == "finding"],
         ["f-" + finding["id"] for finding in report["findings"]])
    for table in page.iter("table"):
        want(where, "heads of columns", all(head.get("scope") for head in table.iter("th")), True)
    seen = re.sub(r"\s+", " ", "".join(page.find("body").itertext()))
    for text in [check["id"] for check in report["checks"]] + [capture["capture"] for capture in report["inputs"]]:
        want(where, f"{text[:80]} in it", re.sub(r"\s+", " ", text).strip() in seen, True)
    shown = {one.get("id"): re.sub(r"\s+", " ", "".join(one.itertext())) for one in page.iter("details")}
    tables = "".join("".join(one.itertext()) for one in page.findall(".//section[@id='exceptions']"))
    for finding in report["findings"]:
        of_finding = shown["f-" + finding["id"]]
        for waiver in filter(None, (finding.get("waiver"), finding.get("expired_waiver"))):
            texts = [re.sub(r"\s+", " ", waiver[key]).strip() for key in ("reason", "owner", "until", "where")]
            want(where, f"an exception in {finding['id']}", all(text in of_finding for text in texts[:3]), True)
            want(where, "an exception in the table", all(text in re.sub(r"\s+", " ", tables) for text in texts), True)
        if finding.get("control"):
            control = finding["control"]
            want(where, "what worked beside it", f"frame {control['frame']}" in of_finding and control["server"] in of_finding, True)
    past = report["summary"].get("baseline")
    want(where, "changes only against an earlier report", "past" in ids, past is not None)
    if past:
        rows = [[cell.text or "".join(cell.itertext()) for cell in row] for row in page.findall(".//section[@id='past']//tbody/tr")]
        want(where, "what is gone", rows, [[one[key] for key in ("check", "severity", "client", "server", "port")] for one in past["gone"]])
        want(where, "what is unchanged", f"{past['unchanged']:,} unchanged" in seen, True)
    for control in {control for check in report["checks"] for control in check["controls"]}:
        want(where, f"{control} in it", control in seen, True)


CHECKS = {"json": check_json, "jsonl": check_jsonl, "txt": check_text, "quiet": check_text, "sarif": check_sarif, "eve": check_eve, "ocsf": check_ocsf, "junit": check_junit, "csv": check_csv,
          "prometheus": check_prometheus, "markdown": check_markdown, "html": check_html}


def main(folder):
    for path in sorted(glob.glob(os.path.join(glob.escape(folder), "*.json"))):
        with open(path, encoding="utf-8") as file:
            report = json.load(file)
        for name, check in CHECKS.items():
            where = path[:-4] + name
            if not os.path.exists(where):
                complaints.append(f"{where} is missing")
                continue
            with open(where, encoding="utf-8", errors="strict", newline="") as file:
                text = file.read()
            try:
                check(where, text, report)
            except Exception as error:  # a reader that gives up is a complaint like any other
                complaints.append(f"{where}: {type(error).__name__}: {str(error)[:300]}")
            done[name] += 1
    for complaint in complaints[:40]:
        print(complaint)
    print("formats:", ", ".join(f"{number} {name}" for name, number in done.items()) + f", {len(complaints)} complaints")
    return 1 if complaints or done["json"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
