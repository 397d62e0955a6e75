#!/usr/bin/python3
"""Countersign and Postfix side by side: the same sink, the same messages, durable queues, AUTH.

Prints a table, and a JSON line for each row. Arguments: words that a row's name must contain one of.
Rows: drain (queue filled first), drain with 20 ms added to each reply, drain over many domains,
accept through sendmail programs and through SMTP, and both at once.
"""

import concurrent.futures
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib import namespace  # noqa: E402

namespace.enter()

from lib import tap  # noqa: E402
from lib.process import free_port  # noqa: E402
from senders import Countersign, PostfixRelay, Sink, cpu_seconds, inject  # noqa: E402

SCALE = float(os.environ.get("COUNTERSIGN_BENCH_SCALE", "1"))
DRAIN_MESSAGES = int(20000 * SCALE)
SPREAD_MESSAGES = int(5000 * SCALE)
SENDMAIL_MESSAGES = int(400 * SCALE)
SMTP_MESSAGES = int(10000 * SCALE)
SPREAD_DOMAINS = 1000
DRAIN_LIMIT_S = 300

MESSAGE = ("From: bench@client.example\nTo: user@example.com\nSubject: bench\n\n"
           + "The quick brown fox jumps over the lazy dog, again and again.\n" * 60)

def drain(bed, kind, messages, *, domains=0, own_hosts=False, **sink_options):
    """The queue is filled while nobody listens; then timed from the first connection."""
    port = free_port()
    sender = kind(bed, port, own_hosts=domains if own_hosts else 0)
    inject(messages, 8, sender.where, domains=domains)
    sender.wait_until_deferred(messages)
    sink = Sink(bed, messages, port=port, address="0.0.0.0", **sink_options)
    before = cpu_seconds(sender.pid())
    sender.start_draining()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        report = pool.submit(sink.report).result(timeout=DRAIN_LIMIT_S)
    return {"per-second": messages / report["seconds"],
            "cpu-per-1000": (cpu_seconds(sender.pid()) - before) * 1000 / messages,
            "connections-per-1000": report["connections"] * 1000 / messages,
            "logins-per-1000": report["logins"] * 1000 / messages,
            "peak-connections": report["peak-connections"],
            "sink-cpu-per-1000": report["cpu-seconds"] * 1000 / messages}


def accept_smtp(bed, kind, messages, *, connections):
    sender = kind(bed, free_port())
    before = cpu_seconds(sender.pid())
    result = inject(messages, connections, sender.where)
    return {"per-second": messages / result["seconds"],
            "cpu-per-1000": (cpu_seconds(sender.pid()) - before) * 1000 / messages}


def accept_sendmail(bed, kind, messages, *, processes):
    sender = kind(bed, free_port())
    argv = sender.sendmail + ["-i", "-f", "bench@client.example", "--", "user@example.com"]

    def one(_):
        subprocess.run(argv, input=MESSAGE.encode(), env=sender.environment, check=True)

    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(processes) as pool:
        list(pool.map(one, range(messages)))
    return {"per-second": messages / (time.monotonic() - started)}


def through(bed, kind, messages):
    """Accepted and delivered at the same time."""
    sink = Sink(bed, messages)
    sender = kind(bed, sink.port)
    before = cpu_seconds(sender.pid())
    started = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor() as pool:
        report = pool.submit(sink.report)
        inject(messages, 4, sender.where)
        result = report.result(timeout=DRAIN_LIMIT_S)
    return {"per-second": messages / (time.monotonic() - started),
            "cpu-per-1000": (cpu_seconds(sender.pid()) - before) * 1000 / messages,
            "connections-per-1000": result["connections"] * 1000 / messages}


ROWS = [
    ("drain one host", drain, DRAIN_MESSAGES, {}),
    ("drain 20 ms PIPELINING", drain, DRAIN_MESSAGES // 4, {"delay_ms": 20}),
    ("drain 20 ms CHUNKING", drain, DRAIN_MESSAGES // 4, {"delay_ms": 20, "chunking": True}),
    ("drain 20 ms lock-step", drain, DRAIN_MESSAGES // 8, {"delay_ms": 20, "pipelining": False}),
    ("drain 1000 domains one host", drain, SPREAD_MESSAGES, {"domains": SPREAD_DOMAINS}),
    ("drain 1000 domains 1000 hosts", drain, SPREAD_MESSAGES,
     {"domains": SPREAD_DOMAINS, "own_hosts": True}),
    ("accept SMTP 1", accept_smtp, SMTP_MESSAGES // 4, {"connections": 1}),
    ("accept SMTP 4", accept_smtp, SMTP_MESSAGES // 2, {"connections": 4}),
    ("accept SMTP 16", accept_smtp, SMTP_MESSAGES, {"connections": 16}),
    ("accept sendmail 1", accept_sendmail, SENDMAIL_MESSAGES, {"processes": 1}),
    ("accept sendmail 4", accept_sendmail, SENDMAIL_MESSAGES, {"processes": 4}),
    ("through", through, DRAIN_MESSAGES, {}),
]


def show(name, results):
    ours, theirs = results["countersign"], results["postfix"]
    print(json.dumps({"row": name, "ratio": round(ours["per-second"] / theirs["per-second"], 2),
                      **{key: {k: round(v, 3) for k, v in value.items()}
                         for key, value in results.items()}}))
    print(f"{name:30} {ours['per-second']:9.0f} {theirs['per-second']:9.0f} "
          f"{ours['per-second'] / theirs['per-second']:6.1f}x  "
          f"CPU s/1,000 {ours.get('cpu-per-1000', 0):6.3f} {theirs.get('cpu-per-1000', 0):6.3f}  "
          f"conn/1,000 {ours.get('connections-per-1000', 0):6.1f} "
          f"{theirs.get('connections-per-1000', 0):6.1f}", flush=True)


def main():
    wanted = sys.argv[1:]
    print(f"{'row':30} {'ours/s':>9} {'Postfix/s':>9} {'ratio':>7}")
    for name, measure, messages, options in ROWS:
        if wanted and not any(word in name for word in wanted):
            continue
        results = {}
        for kind in (Countersign, PostfixRelay):
            with tap.Bed() as bed:
                results[kind.name] = measure(bed, kind, messages, **options)
        show(name, results)


if __name__ == "__main__":
    main()
