"""A queue that is full: who brings mail is told what is full and what to do, and nothing is lost."""

import os
import re
import socket

from lib import tap, wait
from lib.instance import Instance
from lib.scene import started

EX_TEMPFAIL = 75
FULL = "no mail is accepted for want of room"


def full_instance(bed):
    """One message waits for a server that is not there, and there is no room for another."""
    instance = started(bed, "--smart-host", "localhost:1", "--maximum-queued-messages", "1")
    instance.send("waits", "ann@example.org")
    instance.wait_for_state("deferred", "unreachable")
    return instance


def dialogue(instance, *lines):
    """What the submission socket answers, a reply for each line."""
    replies = []
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(os.path.join(instance.runtime, "countersign", "submission"))
        with peer.makefile("rwb") as file:
            for line in ("", *lines):
                if line:
                    file.write(line.encode() + b"\r\n")
                    file.flush()
                reply = file.readline()
                while reply[3:4] == b"-":
                    reply = file.readline()
                replies.append(reply.decode().rstrip())
    return replies


def drop(instance, name):
    path = os.path.join(instance.pickup, name)
    with open(path + "~", "w", encoding="utf-8") as file:
        file.write("X-Sender: a@client.example\nX-Receiver: ann@example.org\nSubject: x\n\nx\n")
    os.rename(path + "~", path)


@tap.case("sendmail says what is full and what to do, and leaves nothing in the pickup folder")
def test_sendmail(bed):
    instance = full_instance(bed)
    done = instance.run("countersign-sendmail", "ann@example.org", stdin="Subject: x\n\nx\n")
    words = done.stderr.decode()
    assert done.returncode == EX_TEMPFAIL, done
    assert re.search(r"452 4\.3\.1 .*maximum-queued-messages.*(remove|raise)", words), words
    assert os.listdir(instance.pickup) == [], os.listdir(instance.pickup)
    assert len(instance.queue()) == 1


@tap.case("MAIL is answered 452 4.3.1 before anything is sent")
def test_mail(bed):
    instance = full_instance(bed)
    replies = dialogue(instance, "EHLO box", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>")
    assert replies[2].startswith("452 4.3.1 ") and "maximum-queued-messages" in replies[2], replies
    assert replies[3].startswith("503 "), replies


@tap.case("so is what has grown too much on the way")
def test_bytes(bed):
    instance = started(bed, "--smart-host", "localhost:1", "--maximum-queued-bytes", "4096")
    instance.send("waits", "ann@example.org", body="x" * 70 + "\n")
    replies = dialogue(instance, "EHLO box", "MAIL FROM:<a@b.example>", "RCPT TO:<c@d.example>",
                       "DATA", "Subject: x\r\n\r\n" + ("x" * 70 + "\r\n") * 50 + ".")
    assert replies[4].startswith("354 "), replies
    assert replies[5].startswith("452 4.3.1 ") and "maximum-queued-bytes" in replies[5], replies
    replies = dialogue(instance, "EHLO box", "MAIL FROM:<a@b.example> SIZE=4000")
    assert replies[2].startswith("452 4.3.1 "), replies
    replies = dialogue(instance, "EHLO box", "MAIL FROM:<a@b.example> SIZE=5000")
    assert replies[2].startswith("552 5.3.4 "), "what never fits is no matter of time"


@tap.case("pickup files stay, the log says so once, and they go when there is room")
def test_pickup(bed):
    instance = full_instance(bed)
    for number in range(5):
        drop(instance, f"m{number}")
    wait.until(lambda: FULL in instance.worker.log(), "the log to say so")
    instance.cli("site", "set", "--delay-notice-after", "7200")  # the folder is looked at again
    assert sorted(os.listdir(instance.pickup)) == [f"m{number}" for number in range(5)]
    assert instance.worker.log().count(FULL) == 1, instance.worker.log()
    assert instance.badmail() == []
    instance.cli("site", "set", "--maximum-queued-messages", "0")
    instance.wait_for_queue(lambda queue: len(queue) == 6, "all of them in the queue")
    assert os.listdir(instance.pickup) == []


@tap.case("with --once, files that stay are mail that waits")
def test_once(bed):
    instance = Instance(bed)
    instance.set_site("--smart-host", "localhost:1", "--minimum-free-disk-bytes", str(1 << 50))
    os.makedirs(instance.pickup, exist_ok=True)
    drop(instance, "m0")
    assert instance.deliver_once() == EX_TEMPFAIL
    assert os.listdir(instance.pickup) == ["m0"]


@tap.case("descriptors follow from the settings, and too few of them mean fewer connections")
def test_descriptors(bed):
    instance = started(bed, "--maximum-connections", "10")
    with open(f"/proc/{instance.worker.pid}/limits", encoding="utf-8") as limits:
        files = next(line for line in limits if line.startswith("Max open files")).split()
    assert int(files[3]) == 128 + 500 + 3 * 10, files


tap.run()
