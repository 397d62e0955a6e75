"""What the journal gets of an attempt: the fields that countersign-delivery(8) promises."""

import re

from lib import tap
from lib.demo import DemoServer
from lib.instance import Instance
from lib.journal import Journal
from lib.scene import GOOD

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


tap.run()
