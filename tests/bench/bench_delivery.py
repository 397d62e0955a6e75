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

from lib import tap, wait  # noqa: E402
from lib.build import program  # noqa: E402
from lib.instance import Instance  # noqa: E402
from lib.peers import Postfix  # noqa: E402
from lib.process import free_port  # noqa: E402

SCALE = float(os.environ.get("COUNTERSIGN_BENCH_SCALE", "1"))
DRAIN_MESSAGES = int(20000 * SCALE)
SPREAD_MESSAGES = int(5000 * SCALE)
SENDMAIL_MESSAGES = int(400 * SCALE)
SMTP_MESSAGES = int(10000 * SCALE)
SPREAD_DOMAINS = 1000
DRAIN_LIMIT_S = 300

MESSAGE = ("From: bench@client.example\nTo: user@example.com\nSubject: bench\n\n"
           + "The quick brown fox jumps over the lazy dog, again and again.\n" * 60)

RELAY_CF = """
virtual_mailbox_domains =
virtual_mailbox_maps =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{port}
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = inline:{{ {{ [127.0.0.1]:{port} = bench:bench }} }}
smtp_sasl_security_options =
smtp_sasl_mechanism_filter = plain
smtp_tls_security_level = none
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
"""


class Sink:
    """The light receiving server; its report comes when all messages have."""

    def __init__(self, bed, expect, *, delay_ms=0, pipelining=True, chunking=False, port=0):
        options = [f"--expect={expect}", f"--delay-ms={delay_ms}", f"--port={port}"]
        options += ["--pipelining"] * pipelining + ["--chunking"] * chunking
        self.popen = subprocess.Popen([program("bench-sink"), *options], stdout=subprocess.PIPE,
                                      text=True)
        bed.callback(self.stop)
        self.port = json.loads(self.popen.stdout.readline())["port"]

    def report(self):
        return json.loads(self.popen.stdout.readline())

    def stop(self):
        self.popen.kill()
        self.popen.wait()


def inject(messages, connections, where, domains=0):
    argv = [program("bench-inject"), f"--messages={messages}", f"--connections={connections}", *where]
    argv += [f"--domains={domains}"] * bool(domains)
    return json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)


def cpu_seconds(root_pid):
    """Of a process and all below it, living or waited for."""
    ticks = 0
    for pid in [pid for pid in os.listdir("/proc") if pid.isdigit()]:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(pid) == root_pid or int(fields[3]) == root_pid:  # session
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


class Countersign:
    name = "countersign"

    def __init__(self, bed, port):
        self.bed = bed
        self.instance = Instance(bed, name="countersign")
        self.instance.set_site(
            "--smart-host", f"127.0.0.1:{port}", "--authentication", "clear-text", "--account",
            "bench", "--tls", "never", "--allow-unencrypted-password", password="bench")
        self.instance.start_worker()
        self.where = [f"--socket={self.instance.runtime}/countersign/submission"]
        self.sendmail = [program("countersign-sendmail")]
        self.environment = self.instance.environment

    def wait_until_deferred(self, messages):
        wait.until(lambda: self.instance.status()["deferred"] == messages, "all to be deferred", 120)

    def start_draining(self):
        self.instance.cli("queue", "retry")

    def pid(self):
        return self.instance.worker.pid


class PostfixRelay:
    name = "postfix"

    def __init__(self, bed, port):
        self.postfix = Postfix(bed, name="relay", mechanisms=(), needs_auth=False,
                               main_cf=RELAY_CF.format(port=port))
        self.where = [f"--port={self.postfix.port}"]
        self.sendmail = ["/usr/sbin/sendmail", "-C", self.postfix.directory]
        self.environment = dict(os.environ, MAIL_CONFIG=self.postfix.directory)

    def wait_until_deferred(self, _):
        def under_way():
            return [name for queue in ("incoming", "active", "maildrop") for _, _, names in
                    os.walk(os.path.join(self.postfix.directory, "queue", queue)) for name in names]
        wait.until(lambda: not under_way(), "all to be deferred", 120)

    def start_draining(self):
        subprocess.run(["/usr/sbin/postqueue", "-c", self.postfix.directory, "-f"], check=True)

    def pid(self):
        return self.postfix.process.pid


def drain(bed, kind, messages, *, domains=0, **sink_options):
    """The queue is filled while nobody listens; then timed from the first connection."""
    port = free_port()
    sender = kind(bed, port)
    inject(messages, 8, sender.where, domains)
    sender.wait_until_deferred(messages)
    sink = Sink(bed, messages, port=port, **sink_options)
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
