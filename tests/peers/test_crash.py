"""The worker struck at any call that changes the disk or answers somebody.

Whatever strikes, what was acknowledged arrives; twice only if the worker ended between a server's
reply to the final dot and the record of it. With COUNTERSIGN_TEST_LONG=1 at every call, else at some
of each kind.
"""

import collections
import functools

from lib import scene, tap  # scene enters the namespaces  # noqa: F401
from lib.crash_scene import CrashScene
from lib.strike import KILL, LONG, Strike, new_rng, one_of_each_kind

FAILURES = [("ENOSPC", False), ("ENOSPC", True), ("EIO", False), ("EIO", True)]
SAMPLED_KILLS = 4
SAMPLED_FAILURES = 1  # of each of these
FOR_EVER_STEP = 3  # a transaction that fails at one call fails at the next too
SECOND_KILL_STEP = 5
MOST_AT_ONCE = len({"early", "refused", "bounce", "dropped", "large", "two"})


class Tally:
    def __init__(self):
        self.ends = collections.Counter()
        self.runs = self.duplicates = 0
        self.faults = []

    def run(self, *strikes):
        """One scenario; a fault is remembered, so that all are seen."""
        with tap.Bed() as bed:
            crash = CrashScene(bed)
            try:
                for strike in strikes:
                    self.ends[crash.live(strike)] += 1
                crash.live_in_peace()
                twice = crash.check()
            except AssertionError as error:
                last = [calls[-1] for calls in crash.calls if calls]
                self.faults.append(f"{[str(one) for one in strikes]} {last}: {error}")
                print("\n".join(f"# {line}" for line in crash.worker.log().splitlines()))
                twice = {}
            self.runs += 1
            self.duplicates += sum(count - 1 for count in twice.values())
            return crash

    def finish(self):
        print(f"# {self.runs} runs: {dict(self.ends)}, {self.duplicates} duplicates")
        for fault in self.faults:
            print(f"# {fault}")
        assert not self.faults, f"{len(self.faults)} of {self.runs} runs"


@functools.cache
def count(error=KILL):
    """The calls of a run that nothing disturbs: nothing comes twice, nobody dies."""
    tally = Tally()
    crash = tally.run(Strike(0, error))
    tally.finish()
    assert tally.ends == {"stopped": 1} and tally.duplicates == 0, tally.duplicates
    print(f"# {len(crash.calls[0])} calls")
    return crash.calls[0]


@tap.case("killed")
def test_killed(bed):
    calls = count()
    rng = new_rng()
    tally = Tally()
    strikes = one_of_each_kind(rng, calls, SAMPLED_KILLS)
    if LONG:
        # A little more than was counted: no two runs are the same.
        strikes = [Strike(nth) for nth in range(1, len(calls) + len(calls) // 10)]
    for index, strike in enumerate(strikes):
        tally.run(strike)
        if index % SECOND_KILL_STEP == 0:
            tally.run(strike, Strike(rng.randrange(1, len(calls) // 3)))
    tally.finish()
    assert tally.duplicates <= tally.ends["killed"] * MOST_AT_ONCE


def test_failing(bed, error, for_ever):
    calls = count("ENOSPC")
    rng = new_rng()
    tally = Tally()
    strikes = one_of_each_kind(rng, calls, SAMPLED_FAILURES, error, for_ever)
    if LONG:
        strikes = [Strike(nth, error, for_ever)
                   for nth in range(1, len(calls) + 1, FOR_EVER_STEP if for_ever else 1)]
    for strike in strikes:
        tally.run(strike)
    tally.finish()


for code, is_for_ever in FAILURES:
    tap.case(f"{code} {'until the next start' if is_for_ever else 'once'}", code,
             is_for_ever)(test_failing)


@tap.case("the pickup folder can never be synced")
def test_folder_not_synced(bed):
    tally = Tally()
    tally.run(Strike(1, "EIO", True, ("fsync", "pickup")))
    tally.finish()


@tap.case("a pickup file that cannot be removed at once is not sent once more after the next start")
def test_not_removed(bed):
    tally = Tally()
    tally.run(Strike(1, "EIO", False, ("unlinkat", ".taken-*")))
    tally.finish()
    assert tally.duplicates == 0


tap.run()
