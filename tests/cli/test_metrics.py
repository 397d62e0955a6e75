"""status --metrics: OpenMetrics text that a strict reader takes, whatever the worker says."""

import json

from cli_kit import expect
from fake_worker import FakeWorker
from gi.repository import GLib
from lib import openmetrics
from lib.instance import Instance
from lib.tap import case, run

PROPERTIES = {
    "Queued": 3, "Active": 1, "Deferred": 2, "Held": 14, "Delivered": 5, "Rejected": 6,
    "Messages": 17, "ContentBytes": 1 << 40, "PossibleDuplicates": 4, "OpenConnections": 2,
    "Connections": 70, "FailedConnections": 8, "Logins": 30, "RefusedLogins": 9,
    "Started": 1795503006, "Version": "1.2.3", "SuspendedCredentials": ["a", "b"],
    "SettingsFault": "delivery.json: broken"}
VALUES = {
    "countersign_messages": 17, "countersign_content_bytes": 1 << 40,
    "countersign_delivered_recipients_total": 5, "countersign_rejected_recipients_total": 6,
    "countersign_possible_duplicates_total": 4, "countersign_open_connections": 2,
    "countersign_connections_total": 70, "countersign_failed_connections_total": 8,
    "countersign_logins_total": 30, "countersign_refused_logins_total": 9,
    "countersign_start_time_seconds": 1795503006, "countersign_suspended_credentials": 2,
    "countersign_settings_in_force": 0}


def destination(lane, **more):
    numbers = {"queued": 1, "active": 0, "deferred": 2, "held": 3}
    return {"lane": GLib.Variant("s", lane), "name": GLib.Variant("s", lane.partition("/")[0]),
            **{key: GLib.Variant("t", value) for key, value in numbers.items()},
            "connections": GLib.Variant("u", 2), "connection-limit": GLib.Variant("u", 20), **more}


def start(bed, destinations=()):
    instance = Instance(bed, keyring=False)
    worker = FakeWorker(bed, instance, properties=PROPERTIES)
    worker.destinations = list(destinations)
    return instance, worker


@case("metrics/values")
def values(bed):
    instance, _ = start(bed)
    metrics = openmetrics.parse(instance.cli("status", "--metrics"))
    for name, value in VALUES.items():
        assert metrics.value(name) == value, name
    assert metrics.value("countersign_build_info", version="1.2.3") == 1
    for state, value in (("queued", 3), ("active", 1), ("deferred", 2), ("held", 14)):
        assert metrics.value("countersign_recipients", state=state) == value, state
    assert all(name.startswith("countersign_") for name in metrics.families)


@case("metrics/destinations")
def destinations(bed):
    lanes = ["dns:example.com", "relay.example.net:587/0123456789abcdef",
             "relay.example.net:587/fedcba9876543210"]
    instance, _ = start(bed, [destination(lane, failed=GLib.Variant("x", 1795503006))
                              for lane in lanes])
    metrics = openmetrics.parse(instance.cli("status", "--metrics"))
    for lane in lanes:
        labels = {"destination": lane.partition("/")[0], "lane": lane}
        assert metrics.value("countersign_destination_recipients", state="held", **labels) == 3
        assert metrics.value("countersign_destination_connections", **labels) == 2
        assert metrics.value("countersign_destination_connection_limit", **labels) == 20
        assert metrics.value("countersign_destination_resting", **labels) == 0
        assert metrics.value("countersign_destination_last_failure_seconds",
                             **labels) == 1795503006


@case("metrics/labels-are-escaped")
def labels_are_escaped(bed):
    """A destination's name is what somebody wrote into an address."""
    lane = 'a"b\\c\nd},e="ü'
    instance, _ = start(bed, [destination(lane)])
    metrics = openmetrics.parse(instance.cli("status", "--metrics"))
    assert metrics.value("countersign_destination_connections", destination=lane, lane=lane) == 2


@case("metrics/json")
def as_json(bed):
    instance, _ = start(bed, [destination(
        "dns:example.com", cause=GLib.Variant("s", "unreachable"), text=GLib.Variant("s", "no"),
        host=GLib.Variant("s", "mx[192.0.2.1]:25"), failed=GLib.Variant("x", 1795503006))])
    document = instance.cli_json("status")
    assert document["possible-duplicates"] == 4 and document["connections"] == 70, document
    assert document["started"] == "2026-11-24T06:50:06Z", document
    assert document["destinations"] == [{
        "name": "dns:example.com", "lane": "dns:example.com", "queued": 1, "active": 0,
        "deferred": 2, "held": 3, "connections": 2, "connection-limit": 20,
        "cause": "unreachable", "text": "no", "host": "mx[192.0.2.1]:25",
        "failed": "2026-11-24T06:50:06Z"}], document


@case("metrics/text")
def as_text(bed):
    instance, _ = start(bed, [destination("dns:example.com",
                                          cause=GLib.Variant("s", "unreachable"))])
    out = instance.cli("status")
    assert "2/20" in out and "the server cannot be reached" in out, out


@case("metrics/one-form")
def one_form(bed):
    instance, _ = start(bed)
    expect(instance.run("countersign", "status", "--json", "--metrics"), 64, None,
           "either --json or --metrics")


@case("metrics/no-worker")
def no_worker(bed):
    instance = Instance(bed, keyring=False)
    done = instance.run("countersign", "status", "--metrics")
    assert done.returncode == 69 and done.stdout == b"", done
    json.loads(instance.run("countersign", "status", "--json").stdout)


WRONG = {
    "no end": "# TYPE a gauge\na 1\n",
    "no type": "a 1\n# EOF\n",
    "counter without suffix": "# TYPE a counter\na 1\n# EOF\n",
    "unit not in name": "# TYPE a gauge\n# UNIT a bytes\na 1\n# EOF\n",
    "bare quote": '# TYPE a gauge\na{b="c"d"} 1\n# EOF\n',
    "twice": '# TYPE a gauge\na 1\na 1\n# EOF\n',
    "family apart": "# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\n# EOF\n",
    "after the end": "# EOF\n# TYPE a gauge\na 1\n# EOF\n",
    "not a number": "# TYPE a gauge\na x\n# EOF\n",
}


@case("metrics/the-reader-is-strict")
def reader_is_strict(_bed):
    for name, text in WRONG.items():
        try:
            openmetrics.parse(text)
        except openmetrics.NotOpenMetrics:
            continue
        raise AssertionError(f"{name} was taken")


run()
