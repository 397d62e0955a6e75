"""What the commands write, and what they say about it."""

import concurrent.futures
import json
import os
import subprocess

from cli_kit import Home, expect
from lib.build import SOURCE
from lib.tap import case, run

UUID = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
SECURE = ["--authentication", "clear-text", "--account", "office", "--credential", UUID]

# commands, and the settings file that they leave ("version" left out)
TABLE = [
    ("site-options",
     [["site", "set", "--name", "Büro", "--maximum-hop-count", "20", "--retry-intervals",
       "60, 120,300", "--try-direct-delivery-first", "--mail-domain", "Example.COM."]],
     {"site": {"name": "Büro", "retry-intervals": [60, 120, 300], "mail-domain": "example.com",
               "try-direct-delivery-first": True, "maximum-hop-count": 20}}),
    ("site-options-back",
     [["site", "set", "--maximum-hop-count", "20", "--masquerade-domain", "x.example", "--name",
       "x"],
      ["site", "set", "--maximum-hop-count", "", "--masquerade-domain="]],
     {"site": {"name": "x"}}),
    ("switch-off",
     [["site", "set", "--try-direct-delivery-first", "yes", "--name", "x"],
      ["site", "set", "--no-try-direct-delivery-first"]],
     {"site": {"name": "x", "try-direct-delivery-first": False}}),
    ("smart-host", [["site", "set", "--smart-host", "Relay.Example.NET:587"]],
     {"site": {"smart-host": "relay.example.net:587"}}),
    ("smart-host-cleared",
     [["site", "set", "--smart-host", "relay.example.net", "--name", "x"],
      ["site", "set", "--smart-host", ""]], {"site": {"name": "x"}}),
    ("clear-text", [["site", "set", *SECURE, "--tls", "required"]],
     {"site": {"outbound-security": {"authentication": "clear-text", "account": "office",
                                     "credential": UUID, "tls": "required"}}}),
    ("unencrypted", [["site", "set", *SECURE, "--tls", "never", "--allow-unencrypted-password"]],
     {"site": {"outbound-security": {"authentication": "clear-text", "account": "office",
                                     "credential": UUID, "tls": "never",
                                     "allow-unencrypted-password": True}}}),
    ("challenge-response",
     [["site", "set", "--authentication", "challenge-response", "--account", "CORP\\mailer",
       "--credential", UUID.upper()]],
     {"site": {"outbound-security": {"authentication": "challenge-response", "nt-domain": "CORP",
                                     "account": "mailer", "credential": UUID}}}),
    ("back-to-none",
     [["site", "set", *SECURE, "--tls", "required"], ["site", "set", "--authentication", "none"]],
     {"site": {"outbound-security": {"authentication": "none", "tls": "required"}}}),
    ("other-option-keeps-account",
     [["site", "set", "--authentication", "challenge-response", "--account", "mailer",
       "--nt-domain", "CORP", "--credential", UUID],
      ["site", "set", "--authentication", "clear-text", "--credential", UUID]],
     {"site": {"outbound-security": {"authentication": "clear-text", "account": "mailer",
                                     "credential": UUID}}}),
    ("domain-plain", [["domain", "add", "Example.COM."]],
     {"remote-domains": [{"domain": "example.com"}]}),
    ("domain-idna", [["domain", "add", "bücher.example", "--dns"]],
     {"remote-domains": [{"domain": "xn--bcher-kva.example", "route": "dns"}]}),
    ("domain-helo", [["domain", "add", "example.com", "--helo"]],
     {"remote-domains": [{"domain": "example.com", "helo": True}]}),
    ("domain-helo-off",
     [["domain", "add", "example.com", "--helo"], ["domain", "set", "example.com", "--no-helo"]],
     {"remote-domains": [{"domain": "example.com", "helo": False}]}),
    ("domain-own-security",
     [["domain", "add", "*.corp.example", "--smart-host", "[192.0.2.7]", *SECURE]],
     {"remote-domains": [{"domain": "*.corp.example", "smart-host": "[192.0.2.7]",
                          "outbound-security": {"authentication": "clear-text",
                                                "account": "office",
                                                "credential": UUID}}]}),
    ("domain-use-site",
     [["domain", "add", "a.example", "--smart-host", "relay.example", *SECURE],
      ["domain", "set", "a.example", "--use-site-security", "--use-site-route"]],
     {"remote-domains": [{"domain": "a.example"}]}),
    ("domain-route-cleared",
     [["domain", "add", "a.example", "--smart-host", "relay.example"],
      ["domain", "set", "a.example", "--smart-host="]],
     {"remote-domains": [{"domain": "a.example"}]}),
    ("domain-in-any-writing",
     [["domain", "add", "bücher.example"],
      ["domain", "set", "XN--BCHER-KVA.example.", "--dns"]],
     {"remote-domains": [{"domain": "xn--bcher-kva.example", "route": "dns"}]}),
    ("domain-address", [["domain", "add", "Ann@Example.com", "--dns"]],
     {"remote-domains": [{"domain": "Ann@example.com", "route": "dns"}]}),
    ("domains-removed",
     [["domain", "add", "a.example"], ["domain", "add", "b.example"], ["domain", "add", "c.example"],
      ["domain", "remove", "a.example", "c.example"]],
     {"remote-domains": [{"domain": "b.example"}]}),
]


def check_row(bed, commands, expected):
    home = Home(bed)
    for command in commands:
        expect(home.run(*command), 0)
    got = home.read_settings()
    if got != {"version": 1, **expected}:
        raise AssertionError(json.dumps(got, ensure_ascii=False, indent=1))


for name, *row in TABLE:
    case(f"settings/{name}", *row)(check_row)


@case("settings/says-what-changed")
def says_what_changed(bed):
    home = Home(bed)
    out = expect(home.run("site", "set", "--smart-host", "relay.example.net", "--expire-after",
                          "86400"), 0)
    assert "Site: smart host set to relay.example.net" in out
    assert "Site: expiration after changed from 5 days to 1 day" in out
    assert "No delivery worker is running" in out
    out = expect(home.run("site", "set", "--expire-after", "86400"), 0)
    assert out == "Nothing has changed.\n", out


@case("settings/existing-and-missing-domains")
def existing_and_missing(bed):
    home = Home(bed)
    expect(home.run("domain", "add", "a.example"), 0)
    expect(home.run("domain", "add", "A.EXAMPLE", "--dns"), 65, None, "already")
    expect(home.run("domain", "remove", "a.example", "b.example"), 65, None, "b.example")
    assert home.read_settings()["remote-domains"] == [{"domain": "a.example"}]


@case("settings/order-and-layout-stay")
def order_stays(bed):
    home = Home(bed)
    text = """{
  "version": 1,
  "remote-domains": [
    {
      "smart-host": "relay.example",
      "domain": "b.example"
    },
    {
      "domain": "a.example"
    }
  ],
  "site": {
    "maximum-hop-count": 15
  }
}
"""
    home.write_settings(text)
    expect(home.run("domain", "set", "a.example", "--dns"), 0)
    with open(home.settings, encoding="utf-8") as file:
        after = file.read()
    changed = set(after.splitlines()) ^ set(text.splitlines())
    assert changed == {'      "domain": "a.example"', '      "domain": "a.example",',
                       '      "route": "dns"'}, after


@case("settings/twenty-at-once")
def twenty_at_once(bed):
    home = Home(bed)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda i: home.run("domain", "add", f"d{i}.example"), range(20)))
    for done in runs:
        expect(done, 0)
    names = {entry["domain"] for entry in home.read_settings()["remote-domains"]}
    assert names == {f"d{i}.example" for i in range(20)}, names


@case("settings/show-json")
def show_json(bed):
    home = Home(bed)
    expect(home.run("site", "set", *SECURE), 0)
    expect(home.run("domain", "add", "a.example", "--dns"), 0)
    document = json.loads(home.run("show", "--json").stdout)
    assert document["site"]["maximum-hop-count"] == 15
    assert document["site"]["outbound-security"]["credential"] == UUID
    assert [entry["domain"] for entry in document["remote-domains"]] == ["a.example"]
    listed = json.loads(home.run("domain", "list", "--json").stdout)
    assert listed == document["remote-domains"]
    shown = json.loads(home.run("domain", "show", "a.example", "--json").stdout)
    assert shown == listed[0]


EXPLAINED = [
    ("ann@example.com", "ann@example.com", "address", "dns", []),
    ("ANN@Example.com", "ann@example.com", "address", "dns", []),
    ("bob@example.com", "example.com", "domain", "smart-host", [("own.example", 2525)]),
    ("bob@x.example.com", "*.example.com", "wildcard", "smart-host", [("relay.example.net", 587)]),
    ("bob@x.y.example.com", "*.example.com", "wildcard", "smart-host",
     [("relay.example.net", 587)]),
    ("bob@other.example", "site", "site", "smart-host", [("relay.example.net", 587)]),
    ("bob@[192.0.2.1]", "site", "literal", "smart-host", [("relay.example.net", 587)]),
]


@case("settings/explain-json")
def explain_json(bed):
    home = Home(bed)
    expect(home.run("site", "set", "--smart-host", "relay.example.net:587", *SECURE), 0)
    expect(home.run("domain", "add", "*.example.com"), 0)
    expect(home.run("domain", "add", "example.com", "--smart-host", "own.example:2525",
                    "--authentication", "none"), 0)
    expect(home.run("domain", "add", "ann@example.com", "--dns"), 0)
    for address, entry, because, route, hosts in EXPLAINED:
        got = json.loads(home.run("explain", address, "--offline", "--json").stdout)
        assert (got["entry"], got["because"], got["route"]) == (entry, because, route), got
        assert [(host["name"], host["port"]) for host in got["hosts"]] == hosts, got
        assert {"address", "authentication", "tls", "helo"} <= got.keys(), got
        assert "credential-stored" not in got, got
    got = json.loads(home.run("explain", "bob@other.example", "--offline", "--json").stdout)
    assert got["authentication"] == "clear-text" and got["account"] == "office", got


@case("settings/explain-in-words")
def explain_in_words(bed):
    home = Home(bed)
    expect(home.run("site", "set", "--smart-host", "relay.example.net:587", *SECURE), 0)
    expect(home.run("explain", "bob@other.example", "--offline"), 0,
           r"Mail from this site goes to relay.example.net:587 and signs in as office")


@case("settings/says-it-in-arabic")
def says_it_in_arabic(bed):
    """Names keep their order inside, numbers have their plural, and columns their places."""
    home = Home(bed)
    folder = os.path.join(bed.folder("locale"), "ar", "LC_MESSAGES")
    os.makedirs(folder)
    subprocess.run(["msgfmt", "-o", os.path.join(folder, "countersign.mo"),
                    os.path.join(SOURCE, "po", "ar.po")], check=True)
    home.environment.update({"LANGUAGE": "ar",
                             "COUNTERSIGN_LOCALE_DIR": os.path.dirname(os.path.dirname(folder))})
    expect(home.run("domain", "add", "*.example.org"), 0)
    out = expect(home.run("explain", "bob@sales.example.org", "--offline"), 0,
                 r"\u2068\*\.example\.org\u2069")
    assert "?" not in out, out
    expect(home.run("show"), 0, r"^delay-notice-after +12 ساعة$")
    home.write_settings('{"version":1,"site":{"name":"a\\u2069b\\u2068c"}}')
    expect(home.run("show"), 0, r"^name +a\?b\?c$")


@case("settings/explain-direct-first")
def explain_direct_first(bed):
    home = Home(bed)
    expect(home.run("site", "set", "--smart-host", "relay.example.net:587",
                    "--try-direct-delivery-first", *SECURE), 0)
    expect(home.run("domain", "add", "dns.example", "--dns"), 0)
    got = json.loads(home.run("explain", "bob@other.example", "--offline", "--json").stdout)
    assert got["try-direct-delivery-first"] is True and got["route"] == "smart-host", got
    assert got["hosts"] == [{"name": "relay.example.net", "port": 587, "direct": False}], got
    out = expect(home.run("explain", "bob@other.example", "--offline"), 0,
                 r"Hosts tried first +not looked up\nThen smart host +relay.example.net port 587\n")
    assert "tried first, without signing in" in out.splitlines()[-1], out
    got = json.loads(home.run("explain", "bob@dns.example", "--offline", "--json").stdout)
    assert "try-direct-delivery-first" not in got and got["hosts"] == [], got


@case("settings/escapes-are-not-shown")
def no_escapes(bed):
    home = Home(bed)
    expect(home.run("site", "set", "--authentication", "clear-text", "--account",
                    "\x1b[31mred\x1b[0m", "--credential", UUID), 64)
    home.write_settings('{"version":1,"site":{"x\\u001b[31m":1}}')
    for arguments in (["check"], ["show"]):
        done = home.run(*arguments)
        assert b"\x1b" not in done.stdout + done.stderr, done


run()
