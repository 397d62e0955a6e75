#!/usr/bin/python3
"""The settings window beside an empty GTK 3 window, and with very many remote domains.

Rows: start (from starting the program to its first frame, and until everything is filled in), and
remote domains (showing their page, typing in its search), and queued recipients (scrolling through the
page Queue, typing in its search, and as many again arriving, with a worker of the same build). Inside the programs window-probe.c, a GTK
module, notes frames and how long the main loop was busy at a stretch: no frame can come meanwhile.
Prints tables, and a JSON line for each row. Arguments: how many, several times; and words that a
row's name (start, domains, queue) must contain one of.
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
import senders  # noqa: E402
from kit.screen import Desktop  # noqa: E402
from lib import tap, wait  # noqa: E402
from probed import Window  # noqa: E402

OURS = "countersign-settings"
COUNTS = (0, 10000, 20000, 100000)
PAIRS = 10
BETWEEN_KEYS_S = 0.12  # a quick typist
BETWEEN_PAGES_S = 0.04  # a key that is held
PAGES, ENDS = 150, 20
QUEUE_SEARCH = "Alt+e"
NOBODY = "127.0.0.1:9"  # refuses connections
MESSAGE_BYTES = 1024
QUEUE_LIMIT_S = 300


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
    return window.after_key(window.events("key", before_us)[-1][0]), \
        window.longest_busy_ms(before_us)


def search(desktop, window, text, mnemonic):
    """Typed, and taken back letter by letter."""
    desktop.keyboard.press(mnemonic)
    window.rest()
    before_us = time.monotonic_ns() // 1000
    for key in [*text, *["BackSpace"] * len(text)]:
        desktop.keyboard.press(key)
        time.sleep(BETWEEN_KEYS_S)
    window.rest()
    to_frame_ms = [window.after_key(key[0]) for key in window.events("key", before_us)]
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
        search_ms, search_busy = search(desktop, window, f"account-{n // 2}", "Alt+s")
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


def queue_of(bed, n):
    """The page Queue of a worker with n messages to be tried again later, each its own recipient's."""
    desktop = Desktop(bed, accessible=False)
    desktop.set_site("--smart-host", NOBODY, "--minimum-free-disk-bytes", "0")
    desktop.start_worker()
    send(desktop, n)
    wait.until(lambda: desktop.status()["deferred"] == n, "all to be deferred", QUEUE_LIMIT_S)
    window = Window(desktop, OURS, bed.path("probe"), "--page", "queue")
    window.filled()
    window.rest()
    return desktop, window


def send(desktop, n):
    senders.inject(n, 8, [f"--socket={desktop.runtime}/countersign/submission", "--numbered"],
                   size_bytes=MESSAGE_BYTES)


def scroll(desktop, window):
    """Page by page, then to what is the end by then, again and again"""
    desktop.keyboard.press(QUEUE_SEARCH)
    desktop.keyboard.press("Return")  # from the search into the list
    window.rest()
    before_us = time.monotonic_ns() // 1000
    for key in [*["Page_Down"] * PAGES, *["End"] * ENDS, *["Page_Up"] * PAGES]:
        desktop.keyboard.press(key)
        time.sleep(BETWEEN_PAGES_S)
    window.rest()
    return window.longest_busy_ms(before_us)


def arrive(desktop, window, n):
    before_us = time.monotonic_ns() // 1000
    send(desktop, n)
    wait.until(lambda: desktop.status()["deferred"] == 2 * n, "all to be deferred", QUEUE_LIMIT_S)
    return window.longest_busy_ms(before_us)


def bench_queue(n):
    with tap.Bed() as bed:
        desktop, window = queue_of(bed, n)
        rows = [("scroll", scroll(desktop, window)),
                ("search", search(desktop, window, f"m{n // 2}", QUEUE_SEARCH)[1]),
                ("arrive", arrive(desktop, window, n))]
        mib = window.memory_kib("VmRSS") / 1024
    print(f"{n:9} " + " ".join(f"{wall:10.0f} {cpu:6.0f}" for _, (wall, cpu) in rows)
          + f" {mib:9.0f}")
    row = {f"{name}-longest-busy{kind}-ms": value for name, both in rows
           for kind, value in zip(("", "-cpu"), both)}
    paired.as_json(bench="window-queue", recipients=n, **row, **{"resident-mib": mib})


ROWS = [
    ("start", bench_start,
     f"{'domains':>9} {'1st frame ms':>12} {'empty ms':>9} {'ratio':>6} {'CPU ratio':>10} "
     f"{'filled ms':>10}"),
    ("domains", bench_domains,
     f"{'domains':>9} {'page ms':>8} {'busy ms':>9} {'CPU':>6} {'search ms':>10} {'busy ms':>9} "
     f"{'CPU':>6} {'MiB':>9} {'peak MiB':>9}"),
    ("queue", bench_queue,
     f"{'queued':>9} {'scroll ms':>10} {'CPU':>6} {'search ms':>10} {'CPU':>6} {'arrive ms':>10} "
     f"{'CPU':>6} {'MiB':>9}"),
]


def main():
    counts = [int(word) for word in sys.argv[1:] if word.isdigit()] or COUNTS
    names = [word for word in sys.argv[1:] if not word.isdigit()]
    for name, measure, heading in ROWS:
        if names and not any(word in name for word in names):
            continue
        print(heading)
        for n in counts:
            measure(n)


if __name__ == "__main__":
    main()
