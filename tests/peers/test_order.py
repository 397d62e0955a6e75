"""What is promised has been synced before: the order of the system calls, as strace sees it.

The same with libeatmydata, with which nothing is synced, must be found wrong: else this test would say
yes to anything.
"""

import os
import re
import subprocess

from lib import order, scene, tap, wait  # scene enters the namespaces  # noqa: F401
from lib.build import program
from lib.demo import DemoServer
from lib.instance import DELIVERY_NAME, Instance
from lib.strike import kill_inner

MARKER = "marker-of-the-order-test"
NO_SYNC = "libeatmydata.so"
QUEUE = "queue.sqlite-wal"
RUN_S = 60
# A sanitizer's search for leaks cannot be traced, and its library wants to be loaded first.
ASAN = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0:verify_asan_link_order=0"


class Traced:
    """An instance whose mail cannot leave, so that nothing else is written."""

    def __init__(self, bed, preload):
        closed = DemoServer(bed, "--no-authentication-needed")
        closed.process.stop()
        self.instance = Instance(bed, keyring=False, environment={"ASAN_OPTIONS": ASAN})
        self.preload = preload
        self.instance.set_site("--smart-host", closed.smart_host)
        self._log = bed.path("strace")

    def start_worker(self):
        argv = order.argv([program("countersign-delivery")], self._log, self.preload)
        self.instance.worker = self.instance.start("traced-worker", argv)
        wait.until(lambda: self.instance.has_owner(DELIVERY_NAME), "the worker")

    def kill_worker(self):
        kill_inner(self.instance.worker)
        return order.read(self._log)

    def run(self, name, *arguments, stdin):
        argv = order.argv([program(name), *arguments], self._log, self.preload)
        done = subprocess.run(argv, input=stdin, env=self.instance.environment,
                              capture_output=True, timeout=RUN_S, check=False)
        assert done.returncode == 0, done
        return order.read(self._log)

    def send(self):
        self.instance.send("order", "ann@example.org", body=f"{MARKER}\n")


def reply_of_socket(traced):
    """The queue is synced before the reply to the final dot."""
    traced.start_worker()
    traced.send()
    calls = traced.kill_worker()
    reply = order.find(calls, "reply", ("sendto", "sendmsg", "write"), "250 2.0.0 Ok: queued")
    kept = order.find_last(calls, "content", order.WRITES, MARKER, reply.begun)
    assert kept.path.endswith(QUEUE), kept.path
    order.require_sync(calls, kept.path, kept, reply)


def exit_of_sendmail(traced):
    """Without a worker the file is synced before it has its name, the folder before exit status 0."""
    calls = traced.run("countersign-sendmail", "-i", "--", "ann@example.org",
                       stdin=f"Subject: order\n\n{MARKER}\n".encode())
    kept = order.find(calls, "content", order.WRITES, MARKER)
    named = order.find(calls, "rename", ("rename", "renameat", "renameat2"), ".eml")
    ended = order.find(calls, "end", ("exit_group",), "0)")
    order.require_sync(calls, kept.path, kept, named)
    order.require_sync(calls, os.path.dirname(kept.path), named, ended)


def end_of_pickup_file(traced):
    """A file in the pickup folder goes when the queue has been synced, and not before."""
    traced.send()
    traced.start_worker()
    wait.until(lambda: not os.listdir(traced.instance.pickup), "the file to be taken")
    calls = traced.kill_worker()
    removed = order.find(calls, "removal", ("unlink", "unlinkat"), ".taken-")
    kept = order.find_last(calls, "content", order.WRITES, MARKER, removed.begun)
    assert kept.path.endswith(QUEUE), kept.path
    order.require_sync(calls, kept.path, kept, removed)


def answer_of_settings(traced):
    """The new settings are synced before they have their name, and the folder before "Saved"."""
    calls = traced.run("countersign", "site", "set", "--masquerade-domain", f"{MARKER}.example",
                       stdin=b"")
    kept = order.find(calls, "content", order.WRITES, MARKER)
    named = order.find(calls, "rename", ("rename", "renameat", "renameat2"), "delivery.json")
    said = order.find(calls, "answer", ("write",), "Saved", after=named.begun)
    order.require_sync(calls, kept.path, kept, named)
    order.require_sync(calls, os.path.dirname(kept.path), named, said)


CHECKS = [reply_of_socket, exit_of_sendmail, end_of_pickup_file, answer_of_settings]


def test_order(bed, check):
    check(Traced(bed, None))


def test_control(bed, check):
    try:
        check(Traced(bed, NO_SYNC))
    except order.OutOfOrder as error:
        print(f"# {re.sub('/tmp/[^ ]*/', '', str(error))}")
        return
    raise AssertionError("nothing was synced, and the check did not notice")


for one in CHECKS:
    name = one.__name__.replace("_", " ")
    tap.case(f"synced before the {name}", one)(test_order)
    tap.case(f"without syncs the check fails: {name}", one)(test_control)

tap.run()
