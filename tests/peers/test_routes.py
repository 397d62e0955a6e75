"""Where mail goes: MX records from the DNS, smart hosts, and what a change of settings does to it."""

from lib import namespace, tap, wait
from lib.demo import DemoServer
from lib.scene import AUTHORITY, GOOD, start_dns, started

FIRST, SECOND, OPEN = "192.0.2.1", "192.0.2.2", "--no-authentication-needed"
ZONE = {
    ("mx1.example", "A"): [FIRST],
    ("mx2.example", "A"): [SECOND],
    ("example.org", "MX"): ["10 mx1.example.", "20 mx2.example."],
    ("only-second.example", "MX"): ["5 nowhere.example.", "20 mx2.example."],
    ("no-mx.example", "A"): [FIRST],
    ("null.example", "MX"): ["0 ."],
    ("broken.example", "SERVFAIL"): [],
    ("alias.example", "CNAME"): ["example.org."],
    ("nothing.example", "TXT"): ["no mail here"],
    ("xn--bcher-kva.example", "MX"): ["10 mx1.example."],
}
for address in (FIRST, SECOND):
    namespace.add_address(address)
start_dns(ZONE)
MX_CERTIFICATE = AUTHORITY.issue("mx1.example", addresses=())


def host(bed, address, *options, **more):
    return DemoServer(bed, OPEN, *options, name=f"host-{address}", address=address, port=25,
                      **more)


def subjects(server):
    return server.maildir.subjects()


@tap.case("the MX with the lowest preference")
def test_preference(bed):
    first, second = host(bed, FIRST), host(bed, SECOND)
    instance = started(bed)
    instance.send("to the first", "ann@example.org")
    instance.wait_until_delivered()
    assert subjects(first) == ["to the first"] and subjects(second) == []


@tap.case("the next MX when the first does not answer")
def test_down(bed):
    second = host(bed, SECOND)
    instance = started(bed)
    instance.send("first is down", "ann@example.org")
    instance.wait_until_delivered()
    assert subjects(second) == ["first is down"]


@tap.case("the next MX when the first refuses for now at its greeting")
def test_busy(bed):
    first, second = host(bed, FIRST, faults=["connect=421 4.3.2 Not now"]), host(bed, SECOND)
    instance = started(bed)
    instance.send("first is busy", "ann@example.org")
    instance.wait_until_delivered()
    assert subjects(second) == ["first is busy"]
    assert first.events("connect") and subjects(first) == []


@tap.case("an MX without an address is passed over")
def test_no_address(bed):
    second = host(bed, SECOND)
    instance = started(bed)
    instance.send("passed over", "ann@only-second.example")
    instance.wait_until_delivered()
    assert subjects(second) == ["passed over"]


FOUND_AT_FIRST = [("no MX, an address", "ann@no-mx.example"), ("an alias", "ann@alias.example"),
                  ("an internationalised domain", "ann@bücher.example"),
                  ("an address literal", f"ann@[{FIRST}]")]


def test_found(bed, recipient):
    first = host(bed, FIRST)
    instance = started(bed)
    instance.send("found", recipient)
    instance.wait_until_delivered()
    assert subjects(first) == ["found"]


for kind, wanted in FOUND_AT_FIRST:
    tap.case(f"delivered by DNS: {kind}", wanted)(test_found)


NO_MAIL = [("null MX", "ann@null.example", "5.1.10"),
           ("no such domain", "ann@missing.example", "5.1.2"),
           ("neither MX nor address", "ann@nothing.example", "5.1.2")]


def test_no_mail(bed, recipient, status):
    """Refused for good, without a connection; the sender is told, by way of its own domain."""
    first = host(bed, FIRST)
    instance = started(bed)
    instance.send("for nobody", recipient, sender="sender@example.org")
    instance.wait_until_delivered()
    [report] = first.maildir.messages()
    assert first.messages()[0]["sender"] == ""
    assert f"Status: {status}" in report.as_string(), report.as_string()


for kind, wanted, code in NO_MAIL:
    tap.case(f"refused by DNS: {kind}", wanted, code)(test_no_mail)


@tap.case("a DNS that fails defers")
def test_dns_fails(bed):
    instance = started(bed)
    instance.send("later", "ann@broken.example")
    instance.wait_for_state("deferred", "dns", seconds=60)
    ZONE[("fixed.example", "MX")] = ["10 mx1.example."]


@tap.case("a remote domain's account at its MX, the certificate being the MX's")
def test_account_at_mx(bed):
    first = DemoServer(bed, name="first", address=FIRST, port=25, certificate=MX_CERTIFICATE,
                       accounts={"office": "secret"})
    instance = started(bed)
    instance.add_domain("example.org", "--authentication", "clear-text", "--account", "office",
                        "--tls", "required", password="secret")
    instance.send("with account", "ann@example.org")
    instance.wait_until_delivered()
    [message] = first.messages()
    assert message["account"] == "office" and message["tls"], message


@tap.case("a remote domain by DNS though the site has a smart host, and the reverse")
def test_mixed(bed):
    first = host(bed, FIRST)
    relay = DemoServer(bed, OPEN, name="relay")
    instance = started(bed, "--smart-host", relay.smart_host)
    instance.add_domain("example.org", "--dns")
    instance.add_domain("*.corp.example", "--smart-host", f"[{FIRST}]")
    instance.send("dns", "ann@example.org")
    instance.send("relay", "ann@elsewhere.example")
    instance.send("literal", "ann@east.corp.example")
    instance.wait_until_delivered()
    assert subjects(first) == ["dns", "literal"], subjects(first)
    assert subjects(relay) == ["relay"], subjects(relay)


@tap.case("the domain's own hosts before the smart host, in deeds and in what explain says")
def test_direct_first(bed):
    first = host(bed, FIRST)
    relay = DemoServer(bed, OPEN, name="relay")
    instance = started(bed, "--smart-host", relay.smart_host,
                       "--try-direct-delivery-first")
    port = int(relay.smart_host.rpartition(":")[2])
    instance.send("direct", "ann@example.org")
    instance.send("unknown to the DNS", "ann@nothing.example")
    instance.wait_until_delivered()
    assert subjects(first) == ["direct"] and subjects(relay) == ["unknown to the DNS"]
    hosts = [(one["name"], one["port"], one["direct"])
             for one in instance.cli_json("explain", "ann@example.org")["hosts"]]
    assert hosts[:2] == [("mx1.example", 25, True), ("mx2.example", 25, True)], hosts
    assert [one[1:] for one in hosts[2:]] == [(port, False)], hosts
    explained = instance.cli_json("explain", "ann@nothing.example")
    assert [one["port"] for one in explained["hosts"]] == [port] and explained["hosts-error"]
    assert "tried first, without signing in" in instance.cli("explain", "ann@example.org")


@tap.case("recipients of one message on different routes")
def test_split(bed):
    first = host(bed, FIRST)
    relay = DemoServer(bed, OPEN, name="relay")
    instance = started(bed, "--smart-host", relay.smart_host)
    instance.add_domain("example.org", "--dns")
    instance.send("split", "ann@example.org", "bob@example.org", "carol@elsewhere.example")
    instance.wait_until_delivered()
    [at_first], [at_relay] = first.messages(), relay.messages()
    assert sorted(at_first["recipients"]) == ["ann@example.org", "bob@example.org"]
    assert at_relay["recipients"] == ["carol@elsewhere.example"]


@tap.case("a changed smart host takes what waits, at once")
def test_changed_route(bed):
    closed = DemoServer(bed, OPEN, name="closed")
    closed.process.stop()
    relay = DemoServer(bed, OPEN, name="relay")
    instance = started(bed, "--smart-host", closed.smart_host)
    for number in range(5):
        instance.send(f"m{number}", "ann@example.org")
    instance.wait_for_state("deferred", "unreachable")
    instance.set_site("--smart-host", relay.smart_host)
    instance.wait_until_delivered()
    assert len(relay.messages()) == 5


@tap.case("a new remote domain takes only its own mail with it")
def test_new_domain(bed):
    closed = DemoServer(bed, OPEN, name="closed")
    closed.process.stop()
    relay = DemoServer(bed, OPEN, name="relay")
    instance = started(bed, "--smart-host", closed.smart_host)
    instance.send("mine", "ann@example.org")
    instance.send("other", "ann@example.com")
    instance.wait_for_state("deferred", "unreachable")
    attempts = {one["recipient"]: one["attempts"] for one in instance.queue()}
    instance.add_domain("example.org", "--smart-host", relay.smart_host)
    [left] = instance.wait_for_queue(lambda queue: len(queue) == 1, "one delivered")
    assert subjects(relay) == ["mine"]
    assert left["attempts"] == attempts["ann@example.com"], "the other was tried again too"


@tap.case("settings edited by hand are taken over; bad ones are not, and the last good ones stay")
def test_edited(bed):
    relay, later = DemoServer(bed, OPEN, name="relay"), DemoServer(bed, OPEN, name="later")
    instance = started(bed, "--smart-host", relay.smart_host)
    with open(instance.settings_file, encoding="utf-8") as file:
        good = file.read()
    with open(instance.settings_file, "w", encoding="utf-8") as file:
        file.write(good.replace('"smart-host"', '"smarthost"'))
    assert instance.run("countersign", "check").returncode == 78
    instance.send("by the last good", "ann@example.org")
    instance.wait_until_delivered()
    with open(instance.settings_file, "w", encoding="utf-8") as file:
        file.write(good.replace(relay.smart_host, later.smart_host))

    def arrived_later():
        instance.send("edited", "ann@example.org")
        instance.wait_until_delivered()
        return "edited" in subjects(later)
    wait.until(arrived_later, "the edited settings to be in force")


@tap.case("HELO where the entry says so, and as a fallback")
def test_helo(bed):
    relay = DemoServer(bed, OPEN, name="relay", certificate=GOOD)
    old = DemoServer(bed, OPEN, name="old", faults=["ehlo=502 5.5.1 What?"])
    instance = started(bed, "--smart-host", relay.smart_host)
    instance.add_domain("example.org", "--helo")
    instance.add_domain("example.com", "--smart-host", old.smart_host)
    instance.send("helo", "ann@example.org")
    instance.send("fallback", "ann@example.com")
    instance.wait_until_delivered()
    assert subjects(relay) == ["helo"] and subjects(old) == ["fallback"]
    assert not relay.events("tls"), "STARTTLS after HELO"


tap.run()
