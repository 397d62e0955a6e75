"""What the worker tells of itself: fields of the journal, metrics, the story of a message."""

import os
import re

from lib import openmetrics, tap
from lib.demo import DemoServer
from lib.instance import Instance
from lib.journal import Journal
from lib.scene import GOOD, started

PASSWORD = "Unmistakable-7c41-Passwört"
SITE = ("--authentication", "clear-text", "--account", "office", "--tls", "required")


@tap.case("an attempt has its fields in the journal, and no password is among them")
def test_fields(bed):
    journal = Journal(bed)
    server = DemoServer(bed, accounts={"office": PASSWORD}, certificate=GOOD)
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host, *SITE, password=PASSWORD)
    instance.send("hello", "ann@example.org")
    status, stream = journal.run("countersign-delivery", "--once", environment=instance.environment)
    assert status == 0, status
    assert stream == b"", stream

    (entry,) = journal.entries(COUNTERSIGN_EVENT="delivered")
    expected = {"SYSLOG_IDENTIFIER": "countersign-delivery", "PRIORITY": "5",
                "COUNTERSIGN_SENDER": "sender@client.example",
                "COUNTERSIGN_RECIPIENT": "ann@example.org", "COUNTERSIGN_ATTEMPT": "1",
                "COUNTERSIGN_HOST": "localhost", "COUNTERSIGN_PORT": str(server.port),
                "COUNTERSIGN_TLS": "TLS 1.3", "COUNTERSIGN_VERIFIED": "pkix",
                "COUNTERSIGN_MECHANISM": "PLAIN", "COUNTERSIGN_ACCOUNT": "office"}
    assert {key: entry.get(key) for key in expected} == expected, entry
    assert re.fullmatch(r"127\.0\.0\.1|::1", entry["COUNTERSIGN_ADDRESS"]), entry
    assert re.fullmatch(r"[0-9A-Z]{26}/1", entry["COUNTERSIGN_MESSAGE"]), entry
    assert entry["COUNTERSIGN_REPLY"].startswith("250"), entry
    for key in ("DELAY_S", "CONNECTION_MS", "ATTEMPT_MS"):
        assert entry[f"COUNTERSIGN_{key}"].isdigit(), entry
    assert entry["MESSAGE"].startswith("delivered message="), entry
    assert PASSWORD.encode() not in journal.everything()


@tap.case("a refused login says over which TLS it went")
def test_refused(bed):
    journal = Journal(bed)
    server = DemoServer(bed, accounts={"office": "another"}, certificate=GOOD)
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host, *SITE, password=PASSWORD)
    instance.send("hello", "ann@example.org")
    journal.run("countersign-delivery", "--once", environment=instance.environment)
    (entry,) = journal.entries(COUNTERSIGN_EVENT="held")
    assert entry["COUNTERSIGN_CAUSE"] == "authentication-refused", entry
    assert entry["COUNTERSIGN_TLS"] == "TLS 1.3", entry
    assert entry["COUNTERSIGN_VERIFIED"] == "pkix", entry
    assert entry["COUNTERSIGN_REPLY"].startswith("535"), entry
    assert PASSWORD.encode() not in journal.everything()


@tap.case("a message's story has who sent it and every attempt")
def test_story(bed):
    server = DemoServer(bed, accounts={"office": "another"}, certificate=GOOD)
    instance = started(bed, "--smart-host", server.smart_host, *SITE, password=PASSWORD)
    instance.send("hello", "ann@example.org")
    (row,) = instance.wait_for_state("held", "authentication-refused")
    instance.cli("queue", "release")
    instance.wait_for_queue(lambda queue: queue and queue[0]["attempts"] == 2, "a second attempt")
    story = instance.cli_json("queue", "show", row["id"])
    assert story["origin"] == f"socket uid {os.getuid()}", story
    assert [one["number"] for one in story["attempts"]] == [1, 2], story
    assert all(one["verdict"] == "held" and one["text"].startswith("535") and "localhost" in
               one["host"] for one in story["attempts"]), story
    assert "C: AUTH PLAIN <credentials>" in story["transcripts"][0], story
    assert PASSWORD not in str(story)


@tap.case("metrics are OpenMetrics, and count what happened")
def test_metrics(bed):
    server = DemoServer(bed, accounts={"office": PASSWORD}, certificate=GOOD)
    instance = started(bed, "--smart-host", server.smart_host, *SITE, password=PASSWORD)
    instance.send("hello", "ann@example.org", "bob@example.org")
    instance.wait_for_status("delivered", 2)
    metrics = openmetrics.parse(instance.cli("status", "--metrics"))
    assert metrics.value("countersign_delivered_recipients_total") == 2
    assert metrics.value("countersign_connections_total") == 1
    assert metrics.value("countersign_logins_total") == 1
    assert metrics.value("countersign_messages") == 0


tap.run()
