"""Programs that are struck at their Nth call: killed there, or told that the disk is full or broken.

What is counted and how: tests/peers/call-fault.c.
"""

import collections
import os
import random
import re
import signal

from . import wait
from .build import program

LONG = os.environ.get("COUNTERSIGN_TEST_LONG") == "1"
KILL = None
KILLED = 128 + signal.SIGKILL


class Strike:
    """nth 0 strikes nowhere, but counts. error: KILL, "ENOSPC" or "EIO"; for_ever: from there on.
    kind: the nth call of that kind (name and pattern for the target) rather than of all."""

    def __init__(self, nth, error=KILL, for_ever=False, kind=None):
        self.nth = nth
        self.error = error
        self.for_ever = for_ever
        self.kind = kind

    def __str__(self):
        kind = f" {' '.join(self.kind)}" if self.kind else ""
        return f"{self.error or 'kill'} {'from' if self.for_ever else 'at'} {self.nth}{kind}"

    def wrap(self, argv, folders, log):
        """The command line of argv under this strike. Only disks fail, so answers do not count then.
        """
        wrapped = [program("call-fault"), "--log", log, *(f"--below={folder}" for folder in folders)]
        if self.error is KILL:
            wrapped.append("--answers")
        if self.nth:
            wrapped += ["--at", str(self.nth)]
        if self.kind:
            wrapped += ["--call", self.kind[0], "--target", self.kind[1]]
        if self.error:
            wrapped += ["--error", self.error]
        if self.for_ever:
            wrapped.append("--for-ever")
        return [*wrapped, "--", *argv]


def read_log(path):
    """[(name of the call, what it concerned)], in order."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8", errors="replace") as log:
        lines = log.read().split("\n")[:-1]
    return [tuple(line.split(" ", 2)[1:]) for line in lines]


def is_answer(call):
    return call[1].startswith("socket:")


def new_rng():
    """Seeded by COUNTERSIGN_TEST_SEED, or anew; the seed is told."""
    seed = int(os.environ.get("COUNTERSIGN_TEST_SEED", random.randrange(1 << 32)))
    print(f"# COUNTERSIGN_TEST_SEED={seed}")
    return random.Random(seed)


def kill_inner(process):
    """Kills what runs inside call-fault or strace, which then end too."""
    with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as children:
        for pid in children.read().split():
            os.kill(int(pid), signal.SIGKILL)
    wait.until(lambda: not process.is_running(), "the killed program to be gone")


def _kind_of(call):
    """What is done to what sort of file, as a pattern: some names differ from run to run."""
    name, target = call
    if is_answer(call):
        return name, "socket:*"
    return name, re.sub(r"#\d+ \(deleted\)|[0-9A-Z]{26}|(?<=\.)[0-9a-f]{8}(?=\.unfinished$)", "*",
                        os.path.basename(target))


def one_of_each_kind(rng, calls, wanted, error=KILL, for_ever=False):
    """Strikes at wanted kinds of the calls of a counted run: there are few removals of a file and
    hundreds of writes to the queue."""
    kinds = collections.Counter(map(_kind_of, calls))
    return [Strike(rng.randint(1, kinds[kind]), error, for_ever, kind)
            for kind in rng.sample(sorted(kinds), wanted)]
