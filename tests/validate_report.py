#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold reports to docs/report.schema.json: validate_report.py SCHEMA REPORT...

A report is one object (--format json) or one object a line, each with its
event (--format jsonl); "-" is standard input.  Prints how many reports and
lines are valid.  Exit status: 0 all of them are, 1 one is not, 2 usage.
"""
import json
import sys

import jsonschema

SHOWN = 10  # complaints of one report


def no_twin(pairs):
    """A member twice in one object is legal JSON, and yet never meant."""
    members = {}
    for name, value in pairs:
        if name in members:
            raise ValueError(f"member {name!r} twice")
        members[name] = value
    return members


def parse(text):
    return json.loads(text, object_pairs_hook=no_twin)


def is_lines(text):
    """JSON lines: the first line is an object with an event."""
    try:
        return "event" in parse(text.split("\n", 1)[0])
    except (ValueError, TypeError):
        return False


def validators(schema):
    """For a report, and for one line."""
    jsonschema.Draft202012Validator.check_schema(schema)
    line = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": "#/$defs/event"}
    return jsonschema.Draft202012Validator(schema), jsonschema.Draft202012Validator(line)


def validator_of(schema, name):
    """For one thing that the schema defines beside these."""
    part = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{name}"}
    return jsonschema.Draft202012Validator(part)


def narrow(error):
    """Of alternatives, the one that the event names: the others say nothing."""
    if error.validator != "oneOf":
        return [error]
    others = {e.schema_path[0] for e in error.context if list(e.path) == ["event"]}
    return [e for e in error.context if e.schema_path[0] not in others] or [error]


def complaints(validator, document):
    for error in validator.iter_errors(document):
        for part in narrow(error):
            where = "/".join(str(step) for step in part.absolute_path)
            yield f"/{where}: {part.message[:300]}"


def documents(text):
    """Pairs of a name of the document within the report, and its text."""
    if not is_lines(text):
        yield "", text
        return
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        yield f":{number}", line


def check(path, report, line):
    """Complaints printed, and documents read."""
    with open(0 if path == "-" else path, encoding="utf-8", errors="strict") as file:
        text = file.read()
    validator = line if is_lines(text) else report
    wrong = count = 0
    for name, document in documents(text):
        count += 1
        try:
            found = list(complaints(validator, parse(document)))
        except ValueError as error:
            found = [f"not JSON: {error}"]
        for complaint in found[:SHOWN]:
            print(f"{path}{name}: {complaint}", file=sys.stderr)
        wrong += len(found)
    return wrong, count


def main(arguments):
    if len(arguments) < 2:
        print("usage: validate_report.py SCHEMA REPORT...", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        report, line = validators(json.load(file))
    wrong = count = 0
    for path in arguments[1:]:
        try:
            more_wrong, more = check(path, report, line)
        except (OSError, ValueError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            more_wrong, more = 1, 0
        wrong += more_wrong
        count += more
    print(f"{len(arguments) - 1} reports, {count} objects, {wrong} complaints")
    return 1 if wrong or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
