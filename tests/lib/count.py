#!/usr/bin/python3
"""Counts the cases of a "meson test" run: the last line is "N passed, N failed".

What the failed programs said last is repeated first, for whoever sees only the end of a long log.
A case that was skipped counts as failed, and so does a program that ended badly although none of its
cases did (a leak, a crash, a timeout). Exit status 0 only when something passed and nothing failed.
"""

import json
import os
import sys
import xml.etree.ElementTree as ElementTree

BAD = ("failure", "error", "skipped")
LAST_LINES = 40  # of a failed program's output


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
    """{program: (result, what it printed)}"""
    with open(json_path, encoding="utf-8") as log:
        programs = [json.loads(line) for line in log if line.strip()]
    return {program["name"].split(" / ")[-1]:
            (program["result"], program.get("stdout", "") + program.get("stderr", ""))
            for program in programs}


def print_end_of_output(program, output):
    print(f"--- the end of what {program} printed ---")
    print("\n".join(output.splitlines()[-LAST_LINES:]))


def main(folder):
    cases = read_cases(os.path.join(folder, "testlog.junit.xml"))
    failed = [(program, case) for program, case, passed in cases if not passed]
    with_failed_case = {program for program, _ in failed}
    results = read_results(os.path.join(folder, "testlog.json"))
    failed += [(program, result) for program, (result, _) in results.items()
               if result != "OK" and program not in with_failed_case]

    for program in sorted({program for program, _ in failed}):
        print_end_of_output(program, results.get(program, ("", ""))[1])
    for program, what in failed:
        print(f"FAILED {program}: {what}")
    passed = sum(passed for _, _, passed in cases)
    print(f"{passed} passed, {len(failed)} failed")
    return 0 if passed > 0 and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
