"""Much mail to many domains, while a tenth of it goes wrong in every way: all is accounted for.

What was accepted has been delivered, refused with a report to its sender, or waits for a host that
cannot be reached. The worker's memory is flat, and in the end it has no more open files than at the
start. With COUNTERSIGN_TEST_LONG=1 200,000 messages to 2,000 domains, else 2,000 to 50.
"""

import json
import os
import signal
import subprocess
import time

from lib import namespace, tap, wait
from lib.build import program
from lib.scene import start_dns
from lib.instance import Instance
from lib.strike import LONG

MESSAGES, DOMAINS = (200_000, 2_000) if LONG else (2_000, 50)
SIZE_BYTES = 1000
RETRY_S = 3
CONNECTIONS = 4
END_S = 3600 * 2 if LONG else 200
FAILING, BREAKS_TLS, NOBODY = "192.0.2.1", "192.0.2.2", "192.0.2.3"
# One domain of each 50 has a host whose TLS breaks, another one where nobody answers.
GROUP, BREAKING, DEAD = 50, 7, 9
MX_OF = {BREAKING: "10 breaks-tls.example.", DEAD: "10 nobody.example."}
ZONE = {
    ("failing.example", "A"): [FAILING],
    ("breaks-tls.example", "A"): [BREAKS_TLS],
    ("nobody.example", "A"): [NOBODY],
    ("sender.example", "MX"): ["10 failing.example."],
    ("*.example.com", "MX"): ["10 failing.example."],
    **{(f"d{number}.example.com", "MX"): [MX_OF[number % GROUP]]
       for number in range(DOMAINS) if number % GROUP in MX_OF},
}
TTL_S = 600
PUSH_S = 30 if LONG else 2
FILES_S = 120  # connections are kept for a while
MEASURE_S = 0.25
WARM = 0.3  # of the time; what the memory is then it should be at the end
MAY_GROW_KB = 24 * 1024
SETTLE_S = 300
OPEN_QUESTIONS = MESSAGES // 2000 + 20
# AddressSanitizer keeps what is freed; little of it, so that growth shows.
ASAN = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=8:malloc_context_size=4"

for ADDRESS in (FAILING, BREAKS_TLS):
    namespace.add_address(ADDRESS)
start_dns(ZONE, ttl_s=TTL_S)


class Sink:
    def __init__(self, bed, address, *options):
        argv = [program("bench-sink"), "--address", address, "--port", "25", "--no-auth",
                "--pipelining", *options]
        self.popen = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)
        bed.callback(self.popen.wait)
        bed.callback(self.popen.kill)
        self.popen.stdout.readline()

    def report(self):
        self.popen.send_signal(signal.SIGUSR1)
        return json.loads(self.popen.stdout.readline())


class Watch:
    """What the worker takes of the machine."""

    def __init__(self, pid):
        self._pid = pid
        self.memory_kb = []
        self._next = 0

    def files(self):
        return len(os.listdir(f"/proc/{self._pid}/fd"))

    def memory_now_kb(self):
        with open(f"/proc/{self._pid}/status", encoding="ascii") as status:
            [line] = [line for line in status if line.startswith("VmRSS:")]
        return int(line.split()[1])

    def measure(self):
        if time.monotonic() >= self._next:
            self.memory_kb.append(self.memory_now_kb())
            self._next = time.monotonic() + MEASURE_S


def is_unreachable(number):
    return number % DOMAINS % GROUP in MX_OF


def write_settings(instance):
    insist = {"authentication": "none", "tls": "required"}
    settings = {"version": 1, "site": {"retry-intervals": [RETRY_S]}, "remote-domains": [
        {"domain": f"d{number}.example.com", "outbound-security": insist}
        for number in range(DOMAINS) if number % GROUP == BREAKING]}
    os.makedirs(os.path.dirname(instance.settings_file))
    with open(instance.settings_file, "w", encoding="utf-8") as file:
        json.dump(settings, file)


def start(bed):
    failing = Sink(bed, FAILING, "--fail")
    Sink(bed, BREAKS_TLS, "--break-tls")
    instance = Instance(bed, keyring=False, environment={"ASAN_OPTIONS": ASAN})
    write_settings(instance)
    instance.start_worker()
    return failing, instance


def inject(bed, instance):
    injector = subprocess.Popen(
        [program("bench-inject"), f"--socket={instance.runtime}/countersign/submission",
         f"--messages={MESSAGES}", f"--connections={CONNECTIONS}", f"--size={SIZE_BYTES}",
         "--from=user@sender.example", "--to=user@example.com", f"--domains={DOMAINS}",
         "--numbered"], stdout=subprocess.DEVNULL)
    bed.callback(injector.wait)
    bed.callback(injector.kill)
    return injector


class Pusher:
    """A destination that failed rests for a minute and more: here it need not."""

    def __init__(self, instance):
        self._instance = instance
        self._next = 0

    def push(self):
        if time.monotonic() >= self._next:
            self._instance.cli("queue", "retry")
            self._next = time.monotonic() + PUSH_S


def settled(report):
    """Messages that were delivered or refused, each once: one may have been both, when the server
    took it without a word and refused it the next time."""
    return report["taken"] + report["refused"] - report["taken-and-refused"]


def check_account(report, status, n_waiting):
    assert settled(report) == MESSAGES - n_waiting, settled(report)
    assert status["deferred"] + status["held"] == n_waiting, status
    assert status["queued"] == status["active"] == 0, status
    assert report["reported"] == report["refused"] and report["wrong-reports"] == 0
    twice = report["taken-again"] + report["reported-again"] + report["taken-and-refused"]
    assert twice <= status["possible-duplicates"], f"{twice} were sent once too often, not counted"
    # Besides, when a connection is lost it may be open whose answer the last ones were; after the
    # first time such a host gets one message at a time.
    assert twice <= report["faults"]["dot-lost"] + OPEN_QUESTIONS, f"{twice} were sent once too often"
    assert all(report["faults"].values()), "some fault has not happened"


def check_memory(memory_kb):
    warm_kb = max(memory_kb[:int(len(memory_kb) * WARM) + 1])
    grown_kb = max(memory_kb) - warm_kb
    print(f"# memory in KiB: {memory_kb[0]} at the start, {warm_kb} warm, {max(memory_kb)} at most")
    assert grown_kb <= MAY_GROW_KB, f"the worker has grown by {grown_kb} KiB"


@tap.case(f"{MESSAGES} messages to {DOMAINS} domains")
def test_soak(bed):
    failing, instance = start(bed)
    watch = Watch(instance.worker.pid)
    files_at_start = watch.files()
    began = time.monotonic()
    injector = inject(bed, instance)
    n_waiting = sum(map(is_unreachable, range(MESSAGES)))
    pusher = Pusher(instance)

    def is_done():
        watch.measure()
        if injector.poll() is not None:
            pusher.push()
        report = failing.report()
        return settled(report) >= MESSAGES - n_waiting and report["reported"] >= report["refused"]
    wait.until(is_done, "all to be delivered or refused", END_S)
    took_s = time.monotonic() - began
    assert injector.returncode == 0

    def is_settled():
        """What was taken without a word is sent once more."""
        pusher.push()
        status = instance.status()
        return status["active"] == 0 and status["deferred"] + status["held"] == n_waiting
    wait.until(is_settled, "nothing to be open", SETTLE_S)
    report, status = failing.report(), instance.status()
    print(f"# {took_s:.0f} s; {n_waiting} wait; {json.dumps(report)}")
    check_account(report, status, n_waiting)
    assert not instance.badmail(), instance.badmail()
    check_memory(watch.memory_kb)
    wait.until(lambda: watch.files() <= files_at_start,
               f"files to be closed: {watch.files()}, at the start {files_at_start}", FILES_S)
    instance.stop_worker()


tap.run()
