#!/usr/bin/python3
"""Is every behaviour of the catalogue tried, or does a line say why not?

usage: catalogue.py TESTS-FOLDER
"""

import pathlib
import re
import sys

NUMBERS = [str(number) for number in range(1, 151)] + ["65b"]
ROW = re.compile(r'A2-(\d+b?)\b|V \("(?:dns/)?(\d+b?)-')
SOURCES = ("smtp", "delivery", "peers", "dns", "submission")


def read(path):
    """{number: [lines that begin with = or -]}, and what is wrong."""
    entries, faults, number = {}, [], None
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line[0] != " ":
            number = line.split()[0]
            if number in entries:
                faults.append(f"{number} stands there twice")
            entries[number] = []
        else:
            entries[number].append(line.strip())
    return entries, faults


def numbered_rows(tests):
    found = set()
    for folder in SOURCES:
        for path in (tests / folder).iterdir():
            if path.suffix in (".c", ".py"):
                text = path.read_text(encoding="utf-8")
                found.update(first or second for first, second in ROW.findall(text))
    return found


def check_reference(tests, number, reference):
    name, _, word = reference.strip().partition(" ")
    path = tests / name
    if not path.is_file():
        return [f"{number}: there is no {name}"]
    if word not in path.read_text(encoding="utf-8"):
        return [f"{number}: there is no {word} in {name}"]
    return []


def check(tests):
    entries, faults = read(tests / "catalogue.txt")
    rows = numbered_rows(tests)
    faults += [f"{number} is missing" for number in NUMBERS if number not in entries]
    faults += [f"a test has number {number}, which the catalogue has not"
               for number in sorted(rows | set(entries)) if number not in NUMBERS]
    for number, lines in entries.items():
        if number not in rows and not lines:
            faults.append(f"{number}: no test bears it, and no line says why")
        for line in lines:
            if line.startswith("= "):
                for reference in line[2:].split(";"):
                    faults += check_reference(tests, number, reference)
            elif not line.startswith("- "):
                faults.append(f"{number}: neither = nor -: {line}")
    return faults


def main(tests):
    faults = check(tests)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
