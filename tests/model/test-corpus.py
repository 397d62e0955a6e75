#!/usr/bin/python3
"""Holds the reader and data/delivery.schema.json together on one corpus.

settings/bad/NAME.json      NAME.expected has the faults, a line each
settings/good/NAME.json     is in force; NAME.expected has its warnings, if there are any;
                            NAME.written its canonical form, if that is not the file itself

Every fault of the reader must be one of the schema's too, at the same place, and the other way
round, but for what is listed here. `--update` writes what is expected anew: read the difference.
"""

import json
import pathlib
import re
import struct
import subprocess
import sys
import random

import jsonschema

HERE = pathlib.Path(__file__).parent
CHECK = sys.argv[1]
UPDATE = "--update" in sys.argv
SCHEMA = json.loads((HERE / "../../data/delivery.schema.json").read_text())

# Faults of the text: what is no JSON has no schema.
TEXT = {"empty", "too-large", "not-utf8", "too-deep", "syntax", "comment", "truncated", "number",
        "string", "duplicate-key"}

# Rules that JSON Schema cannot say.
NOT_IN_SCHEMA = {
    "duplicate-domain": "equal after IDNA, case and quoting",
    "nt-domain-conflict": "compares a part of one value with another",
}

# Single values that a regular expression cannot judge.
ONLY_THE_READER = {
    ("c11-domains", "remote-domains[10].domain"): "IDNA tables",
    ("c14-too-long", "remote-domains[2].outbound-security.account"): "bytes, not characters",
}

failures = 0
number = 0


def result(name, problem):
    global failures, number
    number += 1
    failures += bool(problem)
    print(f"{'not ok' if problem else 'ok'} {number} - {name}")
    for line in str(problem or "").splitlines():
        print(f"# {line}")


def run(*arguments):
    done = subprocess.run([CHECK, *map(str, arguments)], capture_output=True, encoding="utf-8")
    if done.returncode not in (0, 1) or done.stderr:
        return done.stdout, f"status {done.returncode}: {done.stderr}"
    return done.stdout, done.returncode


def compare(path, text):
    if UPDATE:
        if text:
            path.write_text(text)
        elif path.exists():
            path.unlink()
    expected = path.read_text() if path.exists() else ""
    return "" if text == expected else f"expected:\n{expected}\nfound:\n{text}"


def faults(output):
    """(code, path, is error) of each line."""
    pattern = re.compile(r"^\d+:\d+ (error|warning) ([a-z0-9-]+)((?: [^ ]+)?)")
    for line in output.splitlines():
        severity, code, path = pattern.match(line).groups()
        yield code, path.strip() if not path.startswith((" value", " expected")) else "", \
            severity == "error"


def dotted(parts):
    text = ""
    for part in parts:
        text += f"[{part}]" if isinstance(part, int) else ("." if text else "") + part
    return text


def schema_paths(value):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    return {dotted(error.absolute_path) for error in validator.iter_errors(value)}


def is_near(a, b):
    """One is the other, or the object that the other is a key of."""
    return a == b or dotted_parent(a) == b or dotted_parent(b) == a


def dotted_parent(path):
    return re.sub(r"(\.[^.\[]+|\[\d+\]|^[^.\[]+)$", "", path)


def schema_disagrees(name, output, value):
    found = list(faults(output))
    if any(code in TEXT for code, _, _ in found):
        return ""
    errors = {path for code, path, is_error in found
              if is_error and code not in NOT_IN_SCHEMA and (name, path) not in ONLY_THE_READER}
    others = schema_paths(value)
    if any(code == "version" for code, _, _ in found):
        return "" if others else "the schema has no fault"
    missed = [path for path in errors if not any(is_near(path, other) for other in others)]
    more = [other for other in others if not any(is_near(other, path) for path in errors)]
    return (f"only the reader: {missed}\n" if missed else "") + \
        (f"only the schema: {more}\n" if more else "")


def test_bad(path):
    output, status = run(path)
    problem = compare(path.with_suffix(".expected"), output)
    if status != 1:
        problem += f"accepted ({status})"
    try:
        value = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        value = None
    result(f"bad/{path.stem}", problem + schema_disagrees(path.stem, output, value))


def test_good(path):
    output, status = run(path)
    problem = compare(path.with_suffix(".expected"), output)
    if status != 0:
        problem += f"refused ({status})"
    written, _ = run("--write", path)
    if written.encode() != path.read_bytes() or path.with_suffix(".written").exists():
        problem += compare(path.with_suffix(".written"), written)
    value = json.loads(path.read_bytes().decode("utf-8-sig"))
    result(f"good/{path.stem}", problem + schema_disagrees(path.stem, output, value))


def test_canonical(path):
    """What is written is right for the schema, and written again it is the same."""
    canonical = path.with_suffix(".written")
    text = (canonical if canonical.exists() else path).read_text()
    paths = schema_paths(json.loads(text))
    again, _ = run("--write", canonical) if canonical.exists() else (text, 0)
    result(f"canonical/{path.stem}", "" if not paths and again == text else f"{paths}\n{again}")


def test_tables():
    """Names, order, ranges and defaults are the same in the code and in the schema."""
    tables = json.loads(run("--tables")[0])
    site = SCHEMA["properties"]["site"]["properties"]
    definitions = SCHEMA["$defs"]
    for name, properties in (("root", SCHEMA["properties"]), ("site", site),
                             ("outbound-security", definitions["outbound-security"]["properties"]),
                             ("remote-domain", definitions["remote-domain"]["properties"])):
        result(f"tables/{name}", "" if tables[name] == list(properties)
               else f"{tables[name]}\n{list(properties)}")
    for option in tables["options"]:
        result(f"tables/{option['name']}",
               option_differs(option, site[option["name"]], tables["default-intervals"]))


def option_differs(option, schema, default_intervals):
    kind = option["type"]
    if kind == "integer":
        found = (schema["type"], schema["minimum"], schema["maximum"], schema["default"])
        expected = ("integer", option["minimum"], option["maximum"], option["default"])
    elif kind == "boolean":
        found = (schema["type"], schema["default"])
        expected = ("boolean", bool(option["default"]))
    elif kind == "intervals":
        items = schema["items"]
        found = (items["type"], items["minimum"], items["maximum"], schema["default"])
        expected = ("integer", option["minimum"], option["maximum"], default_intervals)
    else:
        found, expected = schema["$ref"], f"#/$defs/{kind}"
    return "" if found == expected else f"schema {found}\ncode {expected}"


def refuse(_):
    raise ValueError


def no_duplicates(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def small(text):
    value = int(text)
    if not -2**63 <= value < 2**63:
        raise ValueError
    return value


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)


def depth(value):
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def python_accepts(text):
    """The same rules with Python's parser."""
    try:
        decoded = text.decode("utf-8")
        decoded = decoded[1:] if decoded.startswith("\ufeff") else decoded
        if "\0" in decoded:
            return False
        value = json.loads(decoded, object_pairs_hook=no_duplicates, parse_float=refuse,
                           parse_constant=refuse, parse_int=small)
        for part in strings(value):
            part.encode("utf-8")
            if "\0" in part:
                return False
        return depth(value) <= 64
    except (ValueError, RecursionError):
        return False


def mutations(texts, count):
    """A fixed random walk: the same texts each time."""
    chance = random.Random(20261124)
    pieces = [b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b" ", b"\n", b"0", b"-", b"1", b"e",
              b".", b"true", b"null", b"\\u0041", b"\\ud83d", b"\\ude00", b"\\u0000", b"\xc3\xa9",
              b"\xff", b"/", b"//", b"'", b'"a":1,', b"9223372036854775808", b"\t", b"\x01"]
    for _ in range(count):
        text = bytearray(chance.choice(texts))
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(text))
            what = chance.random()
            if what < 0.4:
                text[at:at] = chance.choice(pieces)
            elif what < 0.7:
                del text[at:at + chance.randint(1, 6)]
            elif what < 0.9 and text:
                text[at:at + 1] = chance.choice(pieces)
            else:
                other = chance.choice(texts)
                text[at:at] = other[:chance.randint(0, 40)]
        yield bytes(text)


def test_scan_against_python():
    texts = [path.read_bytes() for path in HERE.glob("settings/*/*.json")]
    texts += [b"{}", b"[]", b'"x"', b'{"a": {"b": [1, "\\u00e9", true, null]}}', b"[-0, 12]"]
    cases = texts + list(mutations(texts, 6000))
    stream = b"".join(struct.pack("<I", len(text)) + text for text in cases)
    done = subprocess.run([CHECK, "--scan"], input=stream, capture_output=True)
    answers = done.stdout.split()
    wrong = [f"scan {answer.decode()}: {text!r}" for text, answer in zip(cases, answers)
             if (answer == b"1") != python_accepts(text)]
    accepted = sum(answer == b"1" for answer in answers)
    problem = "\n".join(wrong[:20])
    if len(answers) != len(cases) or accepted < 500 or accepted > len(cases) - 500:
        problem += f"\n{len(answers)} answers to {len(cases)}, {accepted} accepted {done.stderr}"
    result("scan against Python", problem)


def main():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for path in sorted(HERE.glob("settings/bad/*.json")):
        test_bad(path)
    for path in sorted(HERE.glob("settings/good/*.json")):
        test_good(path)
        test_canonical(path)
    test_tables()
    test_scan_against_python()
    print(f"1..{number}")
    sys.exit(failures > 0)


main()
