#!/usr/bin/python3
"""The settings window beside an empty GTK 3 window, and with very many remote domains.

Rows: start (from starting the program to its first frame, and until everything is filled in), and
remote domains (showing their page, typing in its search). Inside the programs window-probe.c, a GTK
module, notes frames and how long the main loop was busy at a stretch: no frame can come meanwhile.
Prints tables, and a JSON line for each row. Arguments: how many remote domains, several times.
"""

import os
import sys
import time

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [TESTS, os.path.join(TESTS, "desktop")]

from lib import namespace  # noqa: E402

namespace.enter()

import domains  # noqa: E402
import paired  # noqa: E402
from kit.screen import Desktop  # noqa: E402
from lib import tap, wait  # noqa: E402
from lib.build import program  # noqa: E402

OURS = "countersign-settings"
COUNTS = (0, 10000, 20000, 100000)
PAIRS = 10
REST_S = 1  # so long without an event: nothing more is to come
BETWEEN_KEYS_S = 0.12  # a quick typist
LIMIT_S = 60


class Start:
    """From starting the program to a frame."""

    def __init__(self, started_us, frame):
        self.wall_s = (frame[0] - started_us) / 1e6
        self.cpu_s = frame[1] / 1e6


class Window:
    """One of the programs, running with the probe."""

    def __init__(self, desktop, name, probe_file):
        self.probe_file = probe_file
        desktop.environment.update(GTK_MODULES=program("bench-window-probe.so"),
                                   COUNTERSIGN_BENCH_PROBE=probe_file)
        self.started_us = time.monotonic_ns() // 1000
        self.process = desktop.start("window", [program(name)])

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


def start(desktop, name):
    """Until the first frame and, of the settings window, until it is filled in."""
    window = Window(desktop, name, os.path.join(desktop.directory, "probe"))
    frame = window.first_frame()
    filled = window.filled() if name == OURS else None
    window.process.kill()
    os.remove(window.probe_file)
    return frame, filled


def write_settings(desktop, n):
    domains.write(desktop.settings_file, n)


def bench_start(n):
    with tap.Bed() as bed:
        desktop = Desktop(bed, accessible=False)
        write_settings(desktop, n)
        ours, theirs = paired.runs(PAIRS, lambda: start(desktop, OURS),
                                   lambda: start(desktop, "bench-empty-window"))
    frames, filled = [one[0] for one in ours], [one[1] for one in ours]
    empty = [one[0] for one in theirs]
    row = {"first-frame-to-empty-window": paired.ratio(frames, empty, "wall_s"),
           "first-frame-cpu-to-empty-window": paired.ratio(frames, empty, "cpu_s"),
           "first-frame-ms": paired.median(frames, "wall_s") * 1000,
           "empty-window-ms": paired.median(empty, "wall_s") * 1000,
           "filled-ms": paired.median(filled, "wall_s") * 1000}
    print(f"{n:9} {row['first-frame-ms']:12.0f} {row['empty-window-ms']:9.0f} "
          f"{row['first-frame-to-empty-window']:6.2f} "
          f"{row['first-frame-cpu-to-empty-window']:10.2f} {row['filled-ms']:10.0f}")
    paired.as_json(bench="window-start", domains=n, **row)


def show_page(desktop, window):
    """Milliseconds from the key to the frame, and the longest stretch until all is done."""
    desktop.keyboard.press("Control+Page_Down")
    window.rest()
    before_us = time.monotonic_ns() // 1000
    desktop.keyboard.press("Control+Page_Down")
    window.rest()
    return frame_after_key(window, window.events("key", before_us)[-1][0]), \
        window.longest_busy_ms(before_us)


def frame_after_key(window, key_us):
    return (window.events("frame", key_us)[0][0] - key_us) / 1000


def search(desktop, window, text):
    """Typed, and taken back letter by letter."""
    desktop.keyboard.press("Alt+s")
    window.rest()
    before_us = time.monotonic_ns() // 1000
    for key in [*text, *["BackSpace"] * len(text)]:
        desktop.keyboard.press(key)
        time.sleep(BETWEEN_KEYS_S)
    window.rest()
    to_frame_ms = [frame_after_key(window, key[0]) for key in window.events("key", before_us)]
    assert len(to_frame_ms) == 2 * len(text), to_frame_ms
    return max(to_frame_ms), window.longest_busy_ms(before_us)


def bench_domains(n):
    with tap.Bed() as bed:
        desktop = Desktop(bed, accessible=False)
        write_settings(desktop, n)
        window = Window(desktop, OURS, bed.path("probe"))
        window.filled()
        window.rest()
        page_ms, page_busy = show_page(desktop, window)
        search_ms, search_busy = search(desktop, window, f"account-{n // 2}")
        row = {"page-ms": page_ms, "page-longest-busy-ms": page_busy[0],
               "page-longest-busy-cpu-ms": page_busy[1], "search-key-to-frame-ms": search_ms,
               "search-longest-busy-ms": search_busy[0],
               "search-longest-busy-cpu-ms": search_busy[1],
               "resident-mib": window.memory_kib("VmRSS") / 1024,
               "peak-mib": window.memory_kib("VmHWM") / 1024}
    print(f"{n:9} {page_ms:8.0f} {page_busy[0]:9.0f} {page_busy[1]:6.0f} {search_ms:10.0f} "
          f"{search_busy[0]:9.0f} {search_busy[1]:6.0f} {row['resident-mib']:9.0f} "
          f"{row['peak-mib']:9.0f}")
    paired.as_json(bench="window-domains", **{"domains": n, **row})


def main():
    counts = [int(word) for word in sys.argv[1:]] or COUNTS
    print(f"{'domains':>9} {'1st frame ms':>12} {'empty ms':>9} {'ratio':>6} {'CPU ratio':>10} "
          f"{'filled ms':>10}")
    for n in counts:
        bench_start(n)
    print(f"{'domains':>9} {'page ms':>8} {'busy ms':>9} {'CPU':>6} {'search ms':>10} "
          f"{'busy ms':>9} {'CPU':>6} {'MiB':>9} {'peak MiB':>9}")
    for n in counts:
        bench_domains(n)


if __name__ == "__main__":
    main()
