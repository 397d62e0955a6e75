"""Waiting for something to become true: polled against a deadline, never a bare sleep."""

import time

POLL_S = 0.02


class TimedOut(AssertionError):
    """A condition did not come true in time."""


def until(condition, what, seconds=30):
    """Returns the first true value of condition(); its last value stands in the error."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise TimedOut(f"waited {seconds} s for {what}; last: {value!r}")
        time.sleep(POLL_S)


def throughout(condition, what, seconds):
    """The condition must hold all the time: for "nothing happens", the one thing that takes time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not condition():
            raise AssertionError(f"did not hold for {seconds} s: {what}")
        time.sleep(POLL_S)


def pause_of_random_length(rng, longest_s):
    """Only for tests that must strike at any instant: the length itself is what is tested."""
    time.sleep(rng.uniform(0, longest_s))
