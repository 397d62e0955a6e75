"""The worker as a process: --once, submission without it, a second one, signals, bad settings."""

import os
import signal
import socket
import time

from lib import tap, wait
from lib.demo import DemoServer
from lib.instance import Instance
from lib.scene import GOOD, started

OPEN = "--no-authentication-needed"
EX_UNAVAILABLE, EX_TEMPFAIL, EX_CONFIG = 69, 75, 78
CLEAR_TEXT = ("--authentication", "clear-text", "--account", "office")


@tap.case("--once delivers what is due and says so")
def test_once(bed):
    server = DemoServer(bed, OPEN)
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host)
    assert instance.deliver_once() == 0, "with nothing to do"
    for number in range(3):
        instance.send(f"m{number}", "ann@example.org")
    assert instance.deliver_once() == 0
    assert server.maildir.subjects() == ["m0", "m1", "m2"]


@tap.case("--once with something left says 75; once it can go, 0")
def test_once_left(bed):
    server = DemoServer(bed, accounts={"office": "right"}, certificate=GOOD)
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host, *CLEAR_TEXT, password="wrong")
    instance.send("waits", "ann@example.org")
    assert instance.deliver_once() == EX_TEMPFAIL
    assert instance.deliver_once() == EX_TEMPFAIL
    assert len(server.events("auth")) == 1, "the suspended credential was used again"
    instance.cli("site", "set", "--password-stdin", stdin="right\n")
    assert instance.deliver_once() == 0
    assert len(server.messages()) == 1


@tap.case("bad settings: check and the worker say 78 and where")
def test_bad_settings(bed):
    instance = Instance(bed)
    os.makedirs(os.path.dirname(instance.settings_file), exist_ok=True)
    with open(instance.settings_file, "w", encoding="utf-8") as file:
        file.write('{ "version": 1,\n  "site": { "smart-hots": "x" } }\n')
    checked = instance.run("countersign", "check")
    assert checked.returncode == EX_CONFIG
    assert b"2" in checked.stderr + checked.stdout and b"smart-hots" in checked.stderr + \
        checked.stdout, "line and key are not named"
    once = instance.run("countersign-delivery", "--once")
    assert once.returncode == EX_CONFIG, once.returncode


@tap.case("without a worker a message waits in the pickup directory, and the CLI says 69")
def test_without_worker(bed):
    server = DemoServer(bed, OPEN)
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host)
    instance.send("early", "ann@example.org")
    assert instance.run("countersign", "queue", "list").returncode == EX_UNAVAILABLE
    assert instance.run("countersign", "status").returncode == EX_UNAVAILABLE
    instance.start_worker()
    wait.until(lambda: server.maildir.subjects() == ["early"], "the early message")


@tap.case("with a worker the message is in the queue when sendmail returns")
def test_with_worker(bed):
    closed = DemoServer(bed, OPEN)
    closed.process.stop()
    instance = started(bed, "--smart-host", closed.smart_host)
    for number in range(10):
        instance.send(f"m{number}", f"user{number}@example.org")
        assert len(instance.queue()) == number + 1


@tap.case("a plain RFC 5322 file and one with X-Sender and X-Receiver, dropped in pickup")
def test_pickup(bed):
    server = DemoServer(bed, OPEN)
    instance = started(bed, "--smart-host", server.smart_host)
    files = {
        "plain.eml": b"From: sender@client.example\nTo: ann@example.org\nSubject: plain\n\nx\n",
        "iis.eml": b"X-Sender: iis@client.example\r\nX-Receiver: bob@example.org\r\n"
                   b"X-Receiver: carol@example.org\r\nFrom: other@client.example\r\n"
                   b"To: nobody@example.org\r\nSubject: iis\r\n\r\nx\r\n",
    }
    for name, content in files.items():
        hidden = os.path.join(instance.state, "countersign", name)
        with open(hidden, "wb") as file:
            file.write(content)
        os.rename(hidden, os.path.join(instance.pickup, name))
    wait.until(lambda: server.maildir.subjects() == ["iis", "plain"], "both messages")
    envelopes = {event["sender"]: sorted(event["recipients"]) for event in server.messages()}
    assert envelopes == {"sender@client.example": ["ann@example.org"],
                         "iis@client.example": ["bob@example.org", "carol@example.org"]}, envelopes
    wait.until(lambda: not os.listdir(instance.pickup), "the files to be taken away")


@tap.case("a second worker ends with 69, the first goes on")
def test_second(bed):
    server = DemoServer(bed, OPEN)
    instance = started(bed, "--smart-host", server.smart_host)
    second = instance.run("countersign-delivery")
    assert second.returncode == EX_UNAVAILABLE, second.returncode
    instance.send("first goes on", "ann@example.org")
    instance.wait_until_delivered()


@tap.case("a stale socket of a killed worker is replaced")
def test_stale(bed):
    server = DemoServer(bed, OPEN)
    instance = started(bed, "--smart-host", server.smart_host)
    instance.worker.kill()
    assert os.path.exists(os.path.join(instance.runtime, "countersign", "submission"))
    instance.send("between", "ann@example.org")  # by the pickup directory
    instance.start_worker()
    instance.send("after", "ann@example.org")
    wait.until(lambda: server.maildir.subjects() == ["after", "between"], "both messages")


@tap.case("SIGTERM ends the worker within 5 s, also in the middle of a session")
def test_sigterm(bed):
    server = DemoServer(bed, OPEN, faults=["data=silence"])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("stuck", "ann@example.org")
    wait.until(lambda: server.events("connect"), "the session to begin")
    began = time.monotonic()
    instance.worker.popen.send_signal(signal.SIGTERM)
    assert instance.worker.popen.wait(10) == 0
    assert time.monotonic() - began < 5
    instance.start_worker()
    assert len(instance.queue()) == 1, "the message is lost"


def deaf_program(bed, instance):
    """A local mail program that asks and asks, and does not read what it is answered."""
    connection = socket.socket(socket.AF_UNIX)
    bed.callback(connection.close)
    connection.connect(os.path.join(instance.runtime, "countersign", "submission"))
    connection.settimeout(1)
    try:
        while True:
            connection.sendall(b"NOOP\r\n" * 1000)
    except TimeoutError:
        pass  # the worker does not listen to it any more


@tap.case("a silent server and a program that does not read do not hold it up one after the other")
def test_sigterm_everywhere(bed):
    server = DemoServer(bed, OPEN, faults=["data=silence"])
    instance = started(bed, "--smart-host", server.smart_host)
    instance.send("stuck", "ann@example.org")
    wait.until(lambda: server.events("connect"), "the session to begin")
    deaf_program(bed, instance)
    began = time.monotonic()
    instance.worker.popen.send_signal(signal.SIGTERM)
    assert instance.worker.popen.wait(10) == 0
    assert time.monotonic() - began < 5
    assert "without waiting" not in instance.worker.log(), "something was cut off"
    instance.start_worker()
    assert len(instance.queue()) == 1, "the message is lost"


@tap.case("the queue commands: hold, release, retry, remove, one by one")
def test_queue_commands(bed):
    closed = DemoServer(bed, OPEN)
    closed.process.stop()
    instance = started(bed, "--smart-host", closed.smart_host)
    for name in ("a", "b", "c"):
        instance.send(name, f"{name}@example.org")
    instance.wait_for_state("deferred", "unreachable")
    by_name = {one["recipient"][0]: one["id"] for one in instance.queue()}
    instance.cli("queue", "hold", by_name["a"])
    states = {one["recipient"][0]: (one["state"], one["cause"]) for one in instance.queue()}
    assert states["a"] == ("held", "administrator") and states["b"][0] == "deferred", states
    instance.cli("queue", "remove", by_name["b"])
    assert sorted(one["recipient"][0] for one in instance.queue()) == ["a", "c"]
    server = DemoServer(bed, OPEN, name="open")
    instance.set_site("--smart-host", server.smart_host)
    instance.wait_for_queue(lambda queue: len(queue) == 1, "c to be delivered")
    assert server.maildir.subjects() == ["c"], "what was held went with it"
    instance.cli("queue", "release", by_name["a"])
    instance.wait_until_delivered()
    assert server.maildir.subjects() == ["a", "c"]


@tap.case("a message of 30 MB, and one with every byte that a line may hold")
def test_contents(bed):
    server = DemoServer(bed, OPEN)
    instance = started(bed, "--smart-host", server.smart_host)
    line = "x" * 76 + "\n"
    bodies = {"large": line * (30 * 1024 * 1024 // len(line)),
              "dots": ".\n..\n.x\n\n.\n", "empty": "", "no newline at the end": "end"}
    for subject, body in bodies.items():
        instance.send(subject, "ann@example.org", body=body)
    instance.wait_until_delivered(60)
    received = {str(one["Subject"]): one.get_payload() for one in server.maildir.messages()}
    for subject, body in bodies.items():
        assert received[subject].replace("\r\n", "\n").rstrip("\n") == body.rstrip("\n"), subject


@tap.case("the worker writes no core and its memory is not to be read by its own user")
def test_no_core(bed):
    instance = started(bed)
    with open(f"/proc/{instance.worker.pid}/limits", encoding="ascii") as limits:
        [core] = [line for line in limits if line.startswith("Max core file size")]
    assert core.split()[4:6] == ["0", "0"], core


tap.run()
