"""Many messages for one real server: in chunks, ahead of each other, and one refused among them.

Nobody delivers while they are handed in, so that the session finds them all waiting.
"""

import re

from lib import tap
from lib.instance import Instance
from lib.peers import Postfix
from lib.scene import GOOD

MESSAGES = 15
NO_CHUNKING = "\nsmtpd_discard_ehlo_keywords = chunking, silent-discard\n"
NO_PIPELINING = "\nsmtpd_discard_ehlo_keywords = chunking, pipelining, silent-discard\n"
REFUSING = ("\nsmtpd_recipient_restrictions = check_recipient_access"
            " inline:{ { bad@example.org = 550 5.1.1 nobody } }, permit_mynetworks, reject\n")


def prepared(bed, server, *site):
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host,
                      "--maximum-connections-per-destination", "1", *site)
    return instance


def counts(server):
    """What Postfix counted in its sessions: {"mail": 15, "bdat": 16, …}."""
    total = {}
    for line in re.findall(r" disconnect from .*", server.log()):
        for name, number in re.findall(r"(\w+)=(\d+)", line):
            total[name] = total.get(name, 0) + int(number)
    return total


def test_arrive(bed, main_cf, tls, by_chunks, ahead):
    server = Postfix(bed, mechanisms=(), needs_auth=False, main_cf=main_cf,
                     certificate=GOOD if tls else None)
    instance = prepared(bed, server, *(("--tls", "required") if tls else ()))
    subjects = [f"m{number:02}" for number in range(MESSAGES)]
    for subject in subjects:
        instance.send(subject, "ann@example.org")
    assert instance.deliver_once() == 0
    assert sorted(server.maildir.subjects()) == subjects
    seen = counts(server)
    assert seen.get("mail") == MESSAGES, seen
    assert ("rset" in seen) == ahead, seen  # one stands between two
    assert ("bdat" in seen) == by_chunks and ("data" in seen) != by_chunks, seen


for name, *arguments in (
        ("chunks, ahead of each other", "", False, True, True),
        ("chunks, ahead of each other, in TLS", "", True, True, True),
        ("DATA, the next envelope behind the dot", NO_CHUNKING, False, False, True),
        ("one command after the other", NO_PIPELINING, False, False, False)):
    tap.case(name, *arguments)(test_arrive)


def test_refused_among_them(bed, main_cf):
    """Nobody gets the message of another, whatever stands beside it."""
    server = Postfix(bed, mechanisms=(), needs_auth=False, main_cf=REFUSING + main_cf)
    instance = prepared(bed, server)
    for number in range(10):
        instance.send(f"good{number}", f"good{number}@example.org",
                      sender=f"s{number}@client.example")
        instance.send(f"bad{number}", "bad@example.org", sender="<>")
    instance.deliver_once()
    assert sorted(server.maildir.subjects()) == [f"good{number}" for number in range(10)]
    for message in server.maildir.messages():
        number = message["Subject"].removeprefix("good")
        assert message["Return-Path"] == f"<s{number}@client.example>", message["Return-Path"]
        assert message["X-Original-To"] == f"good{number}@example.org", message["X-Original-To"]


for name, main_cf in (("chunks", ""), ("DATA", NO_CHUNKING)):
    tap.case(f"one in two is refused, {name}", main_cf)(test_refused_among_them)


tap.run()
