"""Two programs measured in turn: who else uses the machine slows down both, so the ratio stands."""

import json
import os
import statistics
import subprocess
import time


class Cost:
    """What one run of a program took."""

    def __init__(self, wall_s, cpu_s, peak_kib):
        self.wall_s = wall_s
        self.cpu_s = cpu_s
        self.peak_kib = peak_kib


def run(argv, environment):
    """Runs a program to its end, which must be a good one."""
    started = time.monotonic()
    with subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL) as popen:
        _, status, usage = os.wait4(popen.pid, 0)
        wall_s = time.monotonic() - started
        popen.returncode = os.waitstatus_to_exitcode(status)
    if popen.returncode != 0:
        raise AssertionError(f"{argv}: exit status {popen.returncode}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def runs(pairs, ours, theirs):
    """Calls both functions in turn; the first pair only warms up. Returns two lists of results."""
    results = [(ours(), theirs()) for _ in range(pairs + 1)][1:]
    return [one[0] for one in results], [one[1] for one in results]


def median(costs, what):
    return statistics.median(getattr(cost, what) for cost in costs)


def ratio(ours, theirs, what):
    """Of the medians."""
    return median(ours, what) / median(theirs, what)


def as_json(**row):
    print(json.dumps({key: round(value, 3) if isinstance(value, float) else value
                      for key, value in row.items()}), flush=True)
