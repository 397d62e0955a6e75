#!/usr/bin/python3
"""Counts the cases of a "meson test" run: the last line is "N passed, N failed".

A case that was skipped counts as failed, and so does a program that ended badly although none of its
cases did (a leak, a crash, a timeout). Exit status 0 only when something passed and nothing failed.
"""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree

BAD = ("failure", "error", "skipped")


def program_of(suite, case):
    """The test's name, without project and suites; one without TAP is named by its only case."""
    full = suite.get("name") if " / " in suite.get("name") else case.get("name")
    return full.split(" / ")[-1]


def read_cases(junit_path):
    """[(program, case, whether it passed)]"""
    suites = ElementTree.parse(junit_path).getroot().iter("testsuite")
    return [(program_of(suite, case), case.get("name"), all(case.find(tag) is None for tag in BAD))
            for suite in suites for case in suite.iter("testcase")]


def read_results(json_path):
    """[(program, result)]"""
    with open(json_path, encoding="utf-8") as log:
        programs = [json.loads(line) for line in log if line.strip()]
    return [(program["name"].split(" / ")[-1], program["result"]) for program in programs]


def main(folder):
    cases = read_cases(os.path.join(folder, "testlog.junit.xml"))
    failed = [(program, case) for program, case, passed in cases if not passed]
    with_failed_case = {program for program, _ in failed}
    failed += [(program, result)
               for program, result in read_results(os.path.join(folder, "testlog.json"))
               if result != "OK" and program not in with_failed_case]

    for program, what in failed:
        print(f"FAILED {program}: {what}")
    passed = sum(passed for _, _, passed in cases)
    print(f"{passed} passed, {len(failed)} failed")
    return 0 if passed > 0 and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
