"""Test Anything Protocol for Python tests: cases in order, each in a bed of its own, none skipped."""

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
import time
import traceback

_cases = []
LOG_TAIL_LINES = 60


def case(name, *arguments):
    """Decorates a function of a Bed (and of arguments, for a table of cases)."""
    def add(function):
        _cases.append((name, lambda bed: function(bed, *arguments)))
        return function
    return add


class Bed(contextlib.ExitStack):
    """What one case uses: a temporary folder, and everything that has to be ended after it."""

    def __init__(self):
        super().__init__()
        self.directory = tempfile.mkdtemp(prefix="countersign-test-")
        os.chmod(self.directory, 0o755)  # servers that give up root must get through
        self.callback(shutil.rmtree, self.directory, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def folder(self, *parts):
        path = self.path(*parts)
        os.makedirs(path, exist_ok=True)
        return path


def shared_folder():
    """For what all cases of a program use, such as a test authority; removed at the end."""
    path = tempfile.mkdtemp(prefix="countersign-test-shared-")
    os.chmod(path, 0o755)
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def _diagnose(text):
    for line in text.splitlines():
        print("#", line)


def _show_logs(directory):
    for folder, _, names in sorted(os.walk(directory)):
        for name in sorted(names):
            if name.endswith(".log"):
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as log:
                    lines = log.read().splitlines()
                _diagnose("\n".join([f"--- {name}", *lines[-LOG_TAIL_LINES:]]))


def _run_case(number, name, function):
    started = time.monotonic()
    with Bed() as bed:
        try:
            function(bed)
            result = "ok"
        except BaseException as error:  # also an exit from inside a case is its failure
            result = "not ok"
            _show_logs(bed.directory)
            _diagnose(traceback.format_exc())
            if isinstance(error, KeyboardInterrupt):
                raise
    print(f"{result} {number} {name}")
    _diagnose(f"{time.monotonic() - started:.1f} s")
    sys.stdout.flush()
    return result == "ok"


def run():
    """Runs the cases whose name contains one of the program's arguments, or all."""
    wanted = sys.argv[1:]
    cases = [(name, function) for name, function in _cases
             if not wanted or any(word in name for word in wanted)]
    print(f"1..{len(cases)}", flush=True)
    results = [_run_case(number, *one) for number, one in enumerate(cases, 1)]
    sys.exit(0 if all(results) else 1)
