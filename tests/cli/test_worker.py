"""queue, status and what setting commands say of a running worker, against one that plays along."""

import json

from cli_kit import expect, settings_of
from fake_worker import ERRORS, FakeWorker, row
from gi.repository import GLib
from lib.instance import Instance
from lib.tap import case, run

HELD = row("01J-A/1", "bob@example.com", "held", cause="authentication-refused",
           text="535 5.7.8 no", entry="example.com")
DEFERRED = row("01J-B/1", "eve@example.org", "deferred", cause="unreachable", entry="site",
               next_attempt=GLib.Variant("x", 1795503906), subject="Hello\x1b[31m")


def start(bed, **options):
    instance = Instance(bed, keyring=False)
    return instance, FakeWorker(bed, instance, **options)


@case("worker/queue-list-json")
def queue_list_json(bed):
    instance, worker = start(bed, rows=[HELD, DEFERRED])
    first, second = json.loads(instance.cli("queue", "list", "--json"))
    assert first == {
        "id": "01J-A/1", "sender": "ann@client.example", "recipient": "bob@example.com",
        "state": "held", "cause": "authentication-refused", "text": "535 5.7.8 no",
        "entry": "example.com", "attempts": 2, "arrived": "2026-11-24T06:50:06Z",
        "size-bytes": 4096}, first
    assert second["next-attempt"] == "2026-11-24T07:05:06Z", second
    assert worker.calls == [("ListRecipients", {}, "", 1000)], worker.calls


@case("worker/queue-list-text")
def queue_list_text(bed):
    instance, _ = start(bed, rows=[HELD, DEFERRED])
    out = instance.cli("queue", "list")
    assert "the server refused the account or its password: 535 5.7.8 no" in out, out
    assert "the server cannot be reached" in out, out
    assert "\x1b" not in out


@case("worker/queue-list-empty")
def queue_list_empty(bed):
    instance, _ = start(bed)
    assert json.loads(instance.cli("queue", "list", "--json")) == []
    assert instance.cli("queue", "list") == "Nothing waits.\n"


@case("worker/queue-list-filter")
def queue_list_filter(bed):
    instance, worker = start(bed)
    instance.cli("queue", "list", "ID", "--state", "held", "--domain", "Example.COM")
    assert worker.calls[-1][1] == {"ids": ["ID"], "states": ["held"], "domain": "example.com"}


@case("worker/queue-list-pages")
def queue_list_pages(bed):
    instance, worker = start(bed, rows=[row(f"{i:06}/1", "x@y.example", "queued")
                                        for i in range(2500)])
    rows = json.loads(instance.cli("queue", "list", "--json"))
    assert len(rows) == 2500 and len({one["id"] for one in rows}) == 2500
    assert [call[2] for call in worker.calls] == ["", "000999/1", "001999/1"], worker.calls


def attempt(number, when, state, **more):
    return {"recipient": GLib.Variant("u", 1), "number": GLib.Variant("u", number),
            "when": GLib.Variant("x", when), "state": GLib.Variant("s", state),
            **{key: GLib.Variant("s", value) for key, value in more.items()}}


@case("worker/queue-show-story")
def queue_show_story(bed):
    """How it came, each attempt, what it waits for and what to do about it."""
    busy = attempt(1, 1795503100, "deferred", cause="refused-for-now", text="450 4.2.0 busy",
                   host="mx.example.com[192.0.2.1]:25")
    refused = attempt(2, 1795504000, "held", cause="authentication-refused", text="535 5.7.8 no",
                      host="mx.example.com[192.0.2.1]:25", protection="mta-sts")
    story = {"id": GLib.Variant("s", "01J-A"), "origin": GLib.Variant("s", "socket uid 0"),
             "header": GLib.Variant("s", "Subject: Hello\n"),
             "recipients": GLib.Variant("u", 7), "rows": GLib.Variant("aa{sv}", [HELD]),
             "attempts": GLib.Variant("aa{sv}", [busy, refused]),
             "transcripts": GLib.Variant("as", [""])}
    instance, _ = start(bed, story=story)
    document = json.loads(instance.cli("queue", "show", "01J-A", "--json"))
    assert document["arrived"] == "2026-11-24T06:50:06Z", document
    assert document["recipient-count"] == 7, document
    assert document["attempts"][0] == {
        "recipient": "01J-A/1", "number": 1, "time": "2026-11-24T06:51:40Z", "verdict": "deferred",
        "cause": "refused-for-now", "text": "450 4.2.0 busy",
        "host": "mx.example.com[192.0.2.1]:25"}, document
    assert document["attempts"][1]["verdict"] == "held", document
    assert document["attempts"][1]["protection"] == "mta-sts", document
    assert "type the password again" in document["recipients"][0]["advice"], document
    out = instance.cli("queue", "show", "01J-A")
    for words in ("local socket, from root (uid 0)", "bob@example.com", "450 4.2.0 busy",
                  "the server refused the account or its password",
                  "mx.example.com[192.0.2.1]:25 (MTA-STS)",
                  "type the password again", "6 more recipients"):
        assert words in out, (words, out)


@case("worker/queue-show")
def queue_show(bed):
    story = {"id": GLib.Variant("s", "01J-A"), "origin": GLib.Variant("s", "pickup"),
             "header": GLib.Variant("s", "Subject: Hello\n"),
             "rows": GLib.Variant("aa{sv}", [HELD]),
             "transcripts": GLib.Variant("as", ["S: 220 hello\nC: <credentials>\n"])}
    instance, _ = start(bed, story=story)
    document = json.loads(instance.cli("queue", "show", "01J-A", "--json"))
    assert document["id"] == "01J-A" and document["origin"] == "pickup", document
    assert document["recipients"][0]["state"] == "held", document
    assert document["transcripts"] == ["S: 220 hello\nC: <credentials>\n"], document
    out = instance.cli("queue", "show", "01J-A")
    assert "Subject: Hello" in out and "S: 220 hello" in out, out


POLICY = {"sts-mode": GLib.Variant("s", "enforce"), "sts-until": GLib.Variant("x", 4102444800),
          "sts-hosts": GLib.Variant("as", ["mx.example.com", "*.mail.example.com"]),
          "dane-hosts": GLib.Variant("as", ["mx.example.com"]),
          "unusable-hosts": GLib.Variant("as", []),
          "dane-seen": GLib.Variant("x", 1795503100)}


@case("worker/explain-policy")
def explain_policy(bed):
    """What the worker remembers of the domain's policies, where its own hosts get the mail."""
    instance, worker = start(bed)
    worker.policy = POLICY
    worker.properties["Dnssec"] = "available"
    document = json.loads(instance.cli("explain", "a@example.com", "--offline", "--json"))
    assert worker.calls[-1] == ("ShowPolicy", "example.com"), worker.calls
    assert document["dane"] == {"dnssec": "available", "hosts": ["mx.example.com"],
                                "unusable-hosts": [], "seen": "2026-11-24T06:51:40Z"}, document
    assert document["mta-sts"] == {"mode": "enforce", "until": "2100-01-01T00:00:00Z",
                                   "hosts": ["mx.example.com", "*.mail.example.com"]}, document
    out = instance.cli("explain", "a@example.com", "--offline")
    for words in ("certificate that the TLSA records name: mx.example.com",
                  "only through mx.example.com, *.mail.example.com"):
        assert words in out, (words, out)
    worker.properties["Dnssec"] = "unavailable"
    assert "strip DNSSEC" in instance.cli("explain", "a@example.com", "--offline")

    worker.policy, worker.calls = {}, []
    out = instance.cli("explain", "a@example.com", "--offline")
    assert "no policy is known" in out, out
    instance.cli("site", "set", "--smart-host", "relay.example.net")
    assert "DANE" not in instance.cli("explain", "a@example.com", "--offline")
    assert [call[0] for call in worker.calls].count("ShowPolicy") == 1, worker.calls


CHANGES = [
    (["queue", "retry"], ("Change", "retry", []), "2 recipients are tried now.\n"),
    (["queue", "retry", "--all"], ("Change", "retry", []), "2 recipients are tried now.\n"),
    (["queue", "hold", "A", "B/2"], ("Change", "hold", ["A", "B/2"]), "2 recipients are held.\n"),
    (["queue", "release"], ("Change", "release", []),
     "2 recipients are released and tried now.\n"),
    (["queue", "remove", "A"], ("Change", "remove", ["A"]), "1 recipient is removed.\n"),
    (["queue", "remove", "--all"], ("Change", "remove", []), "2 recipients are removed.\n"),
]


@case("worker/queue-change")
def queue_change(bed):
    instance, worker = start(bed, rows=[HELD, DEFERRED])
    for arguments, call, words in CHANGES:
        out = instance.cli(*arguments)
        assert worker.calls[-1] == call, worker.calls[-1]
        assert out == words, out


@case("worker/queue-release-accepts-less")
def queue_release_accepts(bed):
    """Whose weaker offer is as good as any from now on, the answer says."""
    weaker = [row(f"01J-{number}/1", "bob@example.com", "held", cause="downgrade", host=host)
              for number, host in enumerate(("b.example:25", "a.example:587", "b.example:25"))]
    instance, worker = start(bed, rows=[HELD, *weaker])
    out = instance.cli("queue", "release")
    assert worker.calls[-2][1] == {"causes": ["downgrade"]}, worker.calls
    assert worker.calls[-1] == ("Change", "release", []), worker.calls
    assert out.splitlines()[1:] == [
        "What a.example:587 offers now is accepted, though it is less than before.",
        "What b.example:25 offers now is accepted, though it is less than before."], out


@case("worker/queue-retry-keeps-refused")
def queue_retry_keeps(bed):
    """What a refused password holds is not tried again, and the answer says so."""
    instance, worker = start(bed, rows=[HELD], properties={"SuspendedCredentials": ["8f1d6c5e"]})
    out = instance.cli("queue", "retry", "01J-A")
    assert worker.calls[-1][1] == {"states": ["held"], "causes": ["authentication-refused"],
                                   "ids": ["01J-A"]}, worker.calls
    assert "1 recipient stays held" in out and "queue release" in out, out


@case("worker/queue-empty-id")
def queue_empty_id(bed):
    """An empty shell variable is not “all”."""
    instance, worker = start(bed, rows=[HELD])
    for command in ("list", "retry", "hold", "release", "remove"):
        expect(instance.run("countersign", "queue", command, ""), 64, None, "an ID is empty")
    assert not worker.calls, worker.calls


@case("worker/unknown-id")
def unknown_id(bed):
    instance, worker = start(bed)
    worker.error = ERRORS + "UnknownId"
    for arguments in (["queue", "retry", "X"], ["queue", "show", "X"], ["queue", "remove", "X"]):
        expect(instance.run("countersign", *arguments), 65, None, "in the worker's words")


@case("worker/not-ready")
def not_ready(bed):
    instance, worker = start(bed)
    worker.error = ERRORS + "NotReady"
    expect(instance.run("countersign", "queue", "list"), 75, None, "in the worker's words")


@case("worker/denied")
def denied(bed):
    instance, worker = start(bed)
    worker.error = "org.freedesktop.DBus.Error.AccessDenied"
    expect(instance.run("countersign", "queue", "list"), 77, None, "You may not do that")


@case("worker/older")
def older(bed):
    instance, worker = start(bed)
    worker.error = "org.freedesktop.DBus.Error.UnknownMethod"
    expect(instance.run("countersign", "queue", "list"), 75, None, "older version")


@case("worker/none-runs")
def none_runs(bed):
    instance = Instance(bed, keyring=False)
    expect(instance.run("countersign", "status"), 69, None,
           "systemctl --user start countersign-delivery")


@case("worker/status")
def status(bed):
    instance, _ = start(bed, properties={
        "Queued": 3, "Active": 1, "Deferred": 2, "Held": 14, "Delivered": 5, "Rejected": 6,
        "SuspendedCredentials": ["8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"],
        "Dnssec": "unavailable",
        "SettingsFault": "delivery.json:1:1: error: the file is empty"})
    document = instance.cli_json("status")
    counts = {key: document[key] for key in ("queued", "active", "deferred", "held", "delivered",
                                             "rejected")}
    assert counts == {"queued": 3, "active": 1, "deferred": 2, "held": 14, "delivered": 5,
                      "rejected": 6}, document
    assert document["suspended-credentials"] == ["8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"]
    assert document["dnssec"] == "unavailable", document
    out = instance.cli("status")
    assert "not in force" in out and "the file is empty" in out, out
    assert "not available" in out, out


@case("worker/status-names-suspended")
def status_names_suspended(bed):
    uuid = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
    instance, _ = start(bed, properties={"SuspendedCredentials": [uuid]})
    instance.cli("domain", "add", "x.example", "--authentication", "clear-text", "--account",
                 "office", "--credential", uuid)
    out = instance.cli("status")
    assert f"office (x.example), {uuid}" in out and "--password-stdin" in out, out


@case("worker/status-empty-list")
def status_empty_list(bed):
    instance, _ = start(bed)
    assert instance.cli_json("status")["suspended-credentials"] == []


TROUBLE = {"cause": GLib.Variant("s", "authentication-required"),
           "recipient": GLib.Variant("s", "bob@example.com"), "entry": GLib.Variant("s", "site"),
           "host": GLib.Variant("s", "mx.example.com"), "port": GLib.Variant("u", 25),
           "messages": GLib.Variant("t", 14), "recipients": GLib.Variant("t", 20),
           "more": GLib.Variant("b", False), "offered": GLib.Variant("as", ["PLAIN", "LOGIN"]),
           "encrypted": GLib.Variant("b", True), "verified": GLib.Variant("b", True)}
CURE = "domain add example.com --authentication clear-text --account NAME --tls required"
WANTED = "mx.example.com wants clear text authentication over TLS. 14 messages wait."


@case("worker/status-troubles")
def status_troubles(bed):
    instance, worker = start(bed)
    assert instance.cli_json("status")["troubles"] == []
    worker.troubles = [TROUBLE]
    assert f"{WANTED}\n  countersign {CURE}\n" in instance.cli("status")
    trouble, = instance.cli_json("status")["troubles"]
    assert trouble == {
        "cause": "authentication-required", "recipient": "bob@example.com", "entry": "site",
        "host": "mx.example.com", "port": 25, "messages": 14, "recipients": 20, "more": False,
        "offered": ["PLAIN", "LOGIN"], "encrypted": True, "verified": True,
        "text": WANTED, "command": f"countersign {CURE}"}, trouble
    # the command is one that works
    expect(instance.run("countersign", *CURE.replace("NAME", "office").split(),
                        "--password-stdin", stdin="secret\n"), 75)
    instance.cli("domain", "add", "example.com")
    assert "countersign domain set example.com --auth" in instance.cli("status")


@case("worker/setting-is-in-force")
def setting_in_force(bed):
    instance, worker = start(bed)
    out = instance.cli("site", "set", "--name", "x")
    assert "has it in force" in out, out
    assert worker.calls[0][0] == "LoadSettings" and len(worker.calls[0][1]) == 64, worker.calls


@case("worker/setting-is-refused")
def setting_refused(bed):
    instance, worker = start(bed)
    worker.in_force, worker.fault = "0" * 64, "because of the moon"
    expect(instance.run("countersign", "site", "set", "--name", "x"), 75, "name changed",
           "because of the moon")
    assert settings_of(instance)["site"]["name"] == "x"


FAULT = (3, 4, 0, "site.smart-hots", "unknown-key", "smart-hots", "smart-host")
WORDS = ":3:4: error: site.smart-hots: there is no key “smart-hots”; did you mean “smart-host”?"


@case("worker/faults-are-in-words")
def faults_in_words(bed):
    instance, worker = start(bed, properties={"SettingsFault": "in codes",
                                              "SettingsFaults": [FAULT]})
    words = instance.settings_file + WORDS
    assert words in instance.cli("status").splitlines()
    assert instance.cli_json("status")["settings-fault"] == words
    worker.in_force, worker.fault = "0" * 64, "in codes"
    done = instance.run("countersign", "site", "set", "--name", "x")
    expect(done, 75, "name changed")
    assert words in done.stderr.decode(), done.stderr


run()
