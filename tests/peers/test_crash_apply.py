"""`countersign site set` struck at any call that changes the disk or speaks to keyring and worker.

The settings are the old ones or the new ones, whole, and their password is stored; after the next
command nothing else is. With COUNTERSIGN_TEST_LONG=1 at every call, else at some of each kind.
"""

import errno
import json
import os
import subprocess

from lib import scene, tap  # scene enters the namespaces  # noqa: F401
from lib.build import program
from lib.instance import Instance
from lib.strike import KILL, KILLED, LONG, Strike, new_rng, one_of_each_kind, read_log

FAILURES = [("ENOSPC", False), ("ENOSPC", True), ("EIO", False), ("EIO", True)]
SAMPLED_KILLS = 4
SAMPLED_FAILURES = 2
RUN_S = 60


class Site:
    """The site's account has a number, and so has its password."""

    def __init__(self, bed, with_worker):
        self.instance = Instance(bed)
        self._log = bed.path("calls")
        self.tries = 0
        self.set(Strike(0))
        if with_worker:
            self.instance.start_worker()
        self.results = {"old": 0, "new": 0}
        self.files = None

    def set(self, strike):
        """The next number. Returns (exit status, standard error, calls)."""
        self.tries += 1
        argv = strike.wrap(
            [program("countersign"), "site", "set", "--smart-host", "relay.example.net",
             "--authentication", "clear-text", "--account", f"office{self.tries}",
             "--password-stdin"], [self.instance.config, self.instance.state], self._log)
        done = subprocess.run(argv, input=f"secret-{self.tries}\n".encode(),
                              env=self.instance.environment, capture_output=True, timeout=RUN_S,
                              check=False)
        calls = read_log(self._log)
        if os.path.exists(self._log):
            os.unlink(self._log)
        return done.returncode, done.stderr.decode(), calls

    def count(self, strike):
        """The calls of a run that nothing disturbs."""
        status, text, calls = self.set(strike)
        assert status == 0, text
        self.files = sorted(os.listdir(os.path.dirname(self.instance.settings_file)))
        return calls

    def security(self):
        with open(self.instance.settings_file, encoding="utf-8") as file:
            return json.load(file)["site"]["outbound-security"]

    def check_whole(self, numbers):
        """Returns which number is in the settings."""
        self.instance.cli("check")
        security = self.security()
        number = int(security["account"].removeprefix("office"))
        assert number in numbers, f"{number} is in the settings, not one of {numbers}"
        stored = self.instance.secrets()
        assert stored.get(security["credential"]) == f"secret-{number}".encode(), \
            f"the settings of {number} have another password, or none"
        return number

    def check_clean(self):
        """After the next command."""
        self.instance.cli("site", "set", "--masquerade-domain", f"m{self.tries}.example")
        named, stored = {self.security()["credential"]}, set(self.instance.secrets())
        assert stored == named, f"{len(stored - named)} secrets are left over"
        folder = os.path.dirname(self.instance.settings_file)
        assert sorted(os.listdir(folder)) == self.files, os.listdir(folder)

    def strike(self, strike):
        before = self.check_whole(range(self.tries + 1))
        status, text, _ = self.set(strike)
        number = self.check_whole((before, self.tries))
        self.results["new" if number == self.tries else "old"] += 1
        if status == 0:
            assert number == self.tries, "it said that it was done"
        elif strike.error is KILL:
            assert status == KILLED, f"{status}: {text}"
        else:
            assert os.strerror(getattr(errno, strike.error)) in text, text
        self.check_clean()


def strike_all(site, modes, wanted):
    """wanted: how many kinds of calls for each mode, where not every call is struck."""
    faults = []
    for error, for_ever in modes:
        calls = site.count(Strike(0, error))
        strikes = one_of_each_kind(new_rng(), calls, wanted, error, for_ever)
        if LONG:
            strikes = [Strike(nth, error, for_ever) for nth in range(1, len(calls) + 1)]
        for strike in strikes:
            try:
                site.strike(strike)
            except AssertionError as fault:
                faults.append(f"{strike}: {fault}")
        print(f"# {len(calls)} calls, {len(strikes)} struck, {site.results} so far")
    assert not faults, faults


@tap.case("killed, with a worker")
def test_killed(bed):
    strike_all(Site(bed, True), [(KILL, False)], SAMPLED_KILLS)


@tap.case("killed, without a worker")
def test_killed_alone(bed):
    strike_all(Site(bed, False), [(KILL, False)], SAMPLED_KILLS)


@tap.case("the disk is full or broken")
def test_failing(bed):
    strike_all(Site(bed, True), FAILURES, SAMPLED_FAILURES)


tap.run()
