"""Kill -9 of the window at random instants during Apply: the settings are always the old ones or the
new ones, whole and usable, and after the next start no secret is left that they do not name."""

import json
import random
import time

from kit.keyring import stored_secrets
from kit.screen import Desktop
from kit.sheet import CLEAR_TEXT, Sheet, settings
from lib import tap, wait
from lib.strike import LONG

KILLS = 100 if LONG else 30
LONGER = 2  # half of the kills come before the file is replaced, half after it
MEASURED = 3


def edit(sheet, number):
    """Another account with another password"""
    security = sheet.open_security()
    security.set_account(CLEAR_TEXT, account=account(number), password=password(number))
    security.ok()
    wait.until(sheet.is_changed, "the change")


def account(number):
    return f"office{number}"


def password(number):
    return f"Secret-{number}-of-a-round"


def in_force(desktop):
    """The number of the round whose settings are there; checks that they are whole and usable."""
    assert desktop.cli("check") is not None
    own = settings(desktop)["site"]["outbound-security"]
    number = int(own["account"].removeprefix("office"))
    stored = stored_secrets(desktop)
    assert own["credential"] in stored, f"round {number}: the settings name a lost password"
    assert stored[own["credential"]][1] == password(number), "another round's password"
    return number


def wait_for_no_orphan(desktop):
    """The start collects what a kill has left behind."""
    named = {settings(desktop)["site"]["outbound-security"]["credential"]}
    wait.until(lambda: set(stored_secrets(desktop)) == named, "orphaned secrets to be collected")


def measure(desktop):
    """How long it takes, after Apply has been pressed, until the file is the new one"""
    lengths = []
    for number in range(-MEASURED, 0):
        sheet = Sheet(desktop)
        edit(sheet, number)
        sheet.press("Apply")
        started = time.monotonic()
        wait.until(lambda: named_account(desktop) == account(number), "the new settings")
        lengths.append(time.monotonic() - started)
        sheet.wait_until_applied()
        sheet.cancel()
    return max(lengths)


def named_account(desktop):
    return (settings(desktop) or {}).get("site", {}).get("outbound-security", {}).get("account")


@tap.case(f"{KILLS} kills during Apply")
def test_kill(bed):
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)
    desktop = Desktop(bed)
    desktop.start_worker()
    length_s = measure(desktop)
    print(f"# seed {seed}; the file is replaced after up to {length_s:.3f} s")
    before, leftovers = in_force(desktop), 0
    results = {"old": 0, "new": 0}
    for number in range(KILLS):
        sheet = Sheet(desktop)
        wait_for_no_orphan(desktop)
        edit(sheet, number)
        sheet.press("Apply")
        wait.pause_of_random_length(rng, length_s * LONGER)
        sheet.process.kill()
        after = in_force(desktop)
        assert after in (before, number), f"round {number}: settings of {after}, not {before}"
        results["new" if after == number else "old"] += 1
        leftovers += len(stored_secrets(desktop)) > 1
        before = after
    sheet = Sheet(desktop)
    wait_for_no_orphan(desktop)
    sheet.cancel()
    print(f"# {json.dumps(results)}, {leftovers} times a secret was left for the next start")
    assert all(results.values()), f"the kills came all too early or all too late: {results}"
    worker_has = desktop.cli_json("explain", "ann@example.com", "--offline")["account"]
    assert worker_has == account(before), worker_has


tap.run()
