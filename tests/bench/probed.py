"""A window with window-probe.c in it: when its frames came, and how long its main loop was busy.
Imported after namespace.enter()."""

import os
import time

from lib import wait
from lib.build import program

REST_S = 1  # so long without an event: nothing more is to come
LIMIT_S = 120


class Start:
    """From starting the program to a frame."""

    def __init__(self, started_us, frame):
        self.wall_s = (frame[0] - started_us) / 1e6
        self.cpu_s = frame[1] / 1e6


class Window:
    """One of the programs, running with the probe."""

    def __init__(self, desktop, name, probe_file, *arguments):
        self.probe_file = probe_file
        desktop.environment.update(GTK_MODULES=program("bench-window-probe.so"),
                                   COUNTERSIGN_BENCH_PROBE=probe_file)
        self.started_us = time.monotonic_ns() // 1000
        self.process = desktop.start("window", [program(name), *arguments])

    def _lines(self, kind):
        if not os.path.exists(self.probe_file):
            return []
        with open(self.probe_file, encoding="utf-8") as file:
            lines = [line.split() for line in file.read().split("\n")[:-1]]
        return [line[1:] for line in lines if line[0] == kind]

    def events(self, kind, since_us=0):
        """(time, …) of each event of that kind."""
        events = [tuple(int(word) for word in line) for line in self._lines(kind)]
        return [event for event in events if event[0] >= since_us]

    def first_frame(self, since_us=0):
        """Waited for without looking all the time, which would slow the program down."""
        wait.until(lambda: self.events("frame", since_us), "a frame", LIMIT_S)
        return Start(self.started_us, self.events("frame", since_us)[0])

    def filled(self):
        """The first frame with what the file says: from then on the title has the site's name."""
        def times():
            return [int(line[0]) for line in self._lines("title") if line[1:2] == ["Default"]]
        wait.until(times, "the settings to be shown", LIMIT_S)
        return self.first_frame(times()[0])

    def rest(self):
        """Waits until the program has nothing more to do."""
        last = [None, 0]

        def is_at_rest():
            size = os.path.getsize(self.probe_file)
            if size != last[0]:
                last[:] = size, time.monotonic()
            return time.monotonic() - last[1] >= REST_S
        wait.until(is_at_rest, "the program to be at rest", LIMIT_S)

    def memory_kib(self, which):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(which + ":"))

    def longest_busy_ms(self, since_us):
        """Wall and CPU time of the longest stretches, each its own."""
        busy = self.events("busy", since_us)
        return [max((event[which] for event in busy), default=0) / 1000 for which in (1, 2)]

    def after_key(self, key_us):
        """Milliseconds from a key to the next frame"""
        return (self.events("frame", key_us)[0][0] - key_us) / 1000
