#!/usr/bin/python3
"""What must not grow: the worker's memory, its start and its speed with much of everything.

Rows: 50 connections at once, very many queued messages, 100,000 remote domains. Each prints its
figures beside the goal and as a JSON line. Arguments: words that a row's name must contain one of.
COUNTERSIGN_BENCH_SCALE: 1 (default) queues a million messages, which takes minutes and 3 GB.
"""

import json
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import namespace  # noqa: E402

namespace.enter()

from lib import tap, wait  # noqa: E402
from lib.process import free_port  # noqa: E402
from senders import Countersign, Sink, inject  # noqa: E402

SCALE = float(os.environ.get("COUNTERSIGN_BENCH_SCALE", "1"))
DRAIN_MESSAGES = int(20000 * SCALE)
QUEUED_MESSAGES = int(1000000 * SCALE)
QUEUED_SIZE_BYTES = 1024
REMOTE_DOMAINS = 100000
CONNECTIONS = 50
RETRY_S = 60
MIB = 1024


def pss_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


class Peak:
    """The most memory that a process has while this runs."""

    def __init__(self, pid):
        self.kib = pss_kib(pid)
        self._pid = pid
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self):
        while not self._ended.wait(0.02):
            self.kib = max(self.kib, pss_kib(self._pid))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()


def drained(sender, port, messages, **sink_options):
    """Returns the sink's report, and the most memory meanwhile."""
    inject(messages, 8, sender.where)
    sender.wait_until_deferred(messages)
    sink = Sink(sender.instance.bed, messages, port=port, **sink_options)
    with Peak(sender.pid()) as peak:
        sender.start_draining()
        report = sink.report()
    sink.stop()
    return report, peak.kib


def many_connections(bed):
    port = free_port()
    sender = Countersign(bed, port, options=(
        "--maximum-connections-per-destination", str(CONNECTIONS)))
    idle_kib = pss_kib(sender.pid())
    report, peak_kib = drained(sender, port, DRAIN_MESSAGES, delay_ms=5)
    return {"connections": report["peak-connections"], "idle-mib": idle_kib / MIB,
            "more-mib": (peak_kib - idle_kib) / MIB, "goal-mib": 10}


def many_messages(bed):
    port = free_port()
    sender = Countersign(bed, port, options=(
        "--maximum-queued-messages", str(QUEUED_MESSAGES * 2), "--minimum-free-disk-bytes", "0",
        "--retry-intervals", str(RETRY_S)))
    empty_kib = pss_kib(sender.pid())
    with Peak(sender.pid()) as peak:
        result = inject(QUEUED_MESSAGES, 16, sender.where, domains=100,
                        size_bytes=QUEUED_SIZE_BYTES)
    full_kib = pss_kib(sender.pid())
    sink = Sink(bed, 1, port=port)
    sink.report()  # however long the host still rests: once it answers, all for it are due
    sender.instance.stop_worker()
    sink.stop()
    sink = Sink(bed, 1, port=port)
    sender.started_s = time.monotonic()
    sender.instance.start_worker()
    sink.report()
    first_s = time.monotonic() - sender.started_s
    with Peak(sender.pid()) as draining:
        wait.until(lambda: sender.instance.status()["delivered"] > QUEUED_MESSAGES / 20,
                   "a twentieth to be delivered", 300)
    return {"messages": QUEUED_MESSAGES, "accepted-per-second": QUEUED_MESSAGES / result["seconds"],
            "empty-mib": empty_kib / MIB, "more-mib": (full_kib - empty_kib) / MIB,
            "more-while-accepting-mib": (peak.kib - empty_kib) / MIB,
            "more-while-draining-mib": (draining.kib - empty_kib) / MIB, "goal-mib": 64,
            "first-delivery-s": first_s, "goal-s": 1}


def many_domains(bed):
    rates, starts = [], []
    for unused_domains in (0, REMOTE_DOMAINS):
        with tap.Bed() as one:
            port = free_port()
            sender = Countersign(one, port, unused_domains=unused_domains)
            starts.append(sender.ready_s)
            report, _ = drained(sender, port, DRAIN_MESSAGES)
            rates.append(DRAIN_MESSAGES / report["seconds"])
    return {"start-s": starts[1], "start-without-s": starts[0], "rate": rates[1],
            "rate-without": rates[0], "ratio": rates[1] / rates[0], "goal-ratio": 0.95}


ROWS = [
    ("50 connections", many_connections),
    ("queued messages", many_messages),
    ("100,000 remote domains", many_domains),
]


def main():
    wanted = sys.argv[1:]
    for name, measure in ROWS:
        if wanted and not any(word in name for word in wanted):
            continue
        with tap.Bed() as bed:
            figures = {key: round(value, 3) for key, value in measure(bed).items()}
        print(json.dumps({"row": name, **figures}))
        print(f"{name:30} " + ", ".join(f"{key} {value:,}" for key, value in figures.items()),
              flush=True)


if __name__ == "__main__":
    main()
