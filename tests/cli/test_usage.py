"""Arguments, exit statuses and messages of the countersign command; nothing of it needs a bus."""

import json
import os
import subprocess

from cli_kit import Home, expect
from lib.build import program
from lib.tap import case, run

UUID = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"

# arguments, exit status, pattern of standard output, pattern of standard error
TABLE = [
    ("nothing", [], 64, None, "which command"),
    ("help", ["--help"], 0, "Usage: countersign", None),
    ("help-word", ["help"], 0, "Usage: countersign", None),
    ("version", ["--version"], 0, r"^countersign \d+\.\d+", None),
    ("version-of-command", ["show", "--version"], 0, r"^countersign \d+\.\d+", None),
    ("help-of-group", ["queue", "--help"], 0, "queue retry", None),
    ("group-alone", ["domain"], 0, "domain add DOMAIN", None),
    ("help-of-command", ["site", "set", "--help"], 0, "--password-stdin", None),
    ("help-names-ranges", ["site", "set", "--help"], 0, "maximum-hop-count N .*1 to 1000", None),
    ("help-says-durations", ["site", "set", "--help"], 0, r"by default 432000 \(5 days\)", None),
    ("help-short", ["domain", "add", "-h"], 0, r"--\[no-\]helo", None),
    ("unknown-command", ["shwo"], 64, None, "did you mean “show”"),
    ("unknown-subcommand", ["domain", "ad", "x.example"], 64, None, "did you mean “domain add”"),
    ("unknown-group", ["doman", "--json"], 64, None, "did you mean “domain”"),
    ("unknown-at-all", ["frobnicate"], 64, None, "countersign --help"),
    ("unknown-option", ["show", "--jsno"], 64, None, "did you mean --json"),
    ("option-of-other-command", ["show", "--offline"], 64, None, "unknown option --offline"),
    ("abbreviation", ["explain", "a@b.example", "--off"], 0, "not looked up", None),
    ("missing-value", ["site", "set", "--account"], 64, None, "needs a value"),
    ("no-password-argument", ["site", "set", "--password=geheim"], 64, None,
     r"^countersign: --password-stdin takes no value$"),
    ("ambiguous", ["site", "set", "--maximum=3"], 64, None, "--maximum could be several options"),
    ("nothing-to-set", ["site", "set"], 64, None, "what is to be set"),
    ("too-many", ["show", "x"], 64, None, "“x” is one argument too many"),
    ("too-few", ["domain", "add"], 64, None, "needs DOMAIN"),
    ("option-like-operand", ["explain", "--offline", "--", "-oQ@b.example"], 0,
     "-oQ@b.example", None),
    ("not-utf8", ["explain", b"\xff@b.example"], 64, None, "not UTF-8"),
    ("bad-switch", ["site", "set", "--try-direct-delivery-first=maybe"], 64, None,
     "neither yes nor no"),
    ("bad-word", ["site", "set", "--authentication", "basic"], 64, None, "challenge-response"),
    ("bad-tls", ["site", "set", "--tls", "always"], 64, None, "when-offered"),
    ("bad-number", ["site", "set", "--maximum-hop-count", "ten"], 64, None, "not a whole number"),
    ("out-of-range", ["site", "set", "--maximum-hop-count", "0"], 64, None,
     "site.maximum-hop-count: 0 is out of range; possible: 1 to 1000"),
    ("bad-interval", ["site", "set", "--retry-intervals", "900,x"], 64, None, "number of seconds, such as"),
    ("bad-host", ["site", "set", "--smart-host", "smtp://relay"], 64, None, "--smart-host"),
    ("bad-host-port", ["site", "set", "--smart-host", "relay:99999"], 64, None, "--smart-host"),
    ("bad-uuid", ["site", "set", "--credential", "geheim"], 64, None,
     r"^countersign: --credential: this is not a UUID"),
    ("bad-address-option", ["site", "set", "--report-copy-to", "nobody"], 64, None,
     "report-copy-to"),
    ("account-without-option", ["site", "set", "--account", "office", "--credential", UUID], 64,
     None, "does not go with none"),
    ("option-without-account", ["site", "set", "--authentication", "clear-text"], 64, None,
     "clear-text needs an account"),
    ("no-password-no-terminal",
     ["site", "set", "--authentication", "clear-text", "--account", "office"], 64, None,
     "--password-stdin"),
    ("password-without-account", ["site", "set", "--password-stdin"], 64, None, "no account"),
    ("credential-and-password", ["site", "set", "--authentication", "clear-text", "--account", "a",
                                 "--credential", UUID, "--password-stdin"], 64, None, "exclude"),
    ("nt-domain-without-option", ["site", "set", "--authentication", "clear-text", "--account", "a",
                                  "--nt-domain", "CORP", "--credential", UUID], 64, None,
     "does not go with clear-text"),
    ("nt-domain-conflict", ["site", "set", "--authentication", "challenge-response", "--account",
                            "OTHER\\mailer", "--nt-domain", "CORP", "--credential", UUID], 64, None,
     "names another domain"),
    ("unencrypted-without-words", ["site", "set", "--authentication", "clear-text", "--account",
                                   "a", "--credential", UUID, "--tls", "never"], 64, None,
     "allow-unencrypted-password"),
    ("no-such-domain", ["domain", "set", "x.example", "--dns"], 65, None, "no remote domain"),
    ("no-such-domain-to-show", ["domain", "show", "x.example"], 65, None, "no remote domain"),
    ("no-such-domain-to-remove", ["domain", "remove", "x.example"], 65, None, "no remote domain"),
    ("bad-domain", ["domain", "add", "a.*.b"], 65, None, "a.\\*.b"),
    ("two-routes", ["domain", "add", "x.example", "--dns", "--use-site-route"], 64, None, "exclude"),
    ("half-security", ["domain", "add", "x.example", "--tls", "required"], 64, None,
     "uses the site's outbound security"),
    ("site-security-and-own", ["domain", "add", "x.example", "--use-site-security",
                               "--authentication", "none"], 64, None, "no other option"),
    ("helo-with-required-tls", ["domain", "add", "x.example", "--helo", "--authentication", "none",
                                "--tls", "required"], 64, None, "HELO"),
    ("bad-address", ["explain", "a@b@c"], 65, None, "a@b@c"),
    ("bare-address", ["explain", "root"], 65, None, "root"),
    ("test-what", ["test"], 64, None, "--site"),
    ("test-both", ["test", "--site", "x.example"], 64, None, "--site"),
    ("test-site-without-host", ["test", "--site"], 64, None, "no smart host"),
    ("test-wildcard", ["test", "*.x.example"], 64, None, "no smart host"),
    ("check-missing-file", ["check", "/nonexistent/delivery.json"], 66, None, "nonexistent"),
    ("check-folder", ["check", "/"], 78, None, "/"),
    ("check-no-file", ["check"], 0, "defaults are in force", None),
    ("status-no-worker", ["status"], 69, None, "there is no session bus"),
    ("queue-no-worker", ["queue", "list"], 69, None, "worker"),
    ("queue-remove-what", ["queue", "remove"], 64, None, "--all"),
    ("queue-both", ["queue", "retry", "ID", "--all"], 64, None, "either"),
    ("queue-bad-state", ["queue", "list", "--state", "lost"], 64, None, "deferred"),
    ("show", ["show"], 0, "maximum-hop-count +15", None),
    ("list-empty", ["domain", "list"], 0, "no remote domains", None),
    ("options-around-words", ["--json", "domain", "list"], 0, r"^\[\]$", None),
]


def check_row(bed, arguments, status, stdout, stderr):
    home = Home(bed)
    expect(home.run(*arguments), status, stdout, stderr)
    if home.read_settings() is not None:
        raise AssertionError("a settings file was written")


for name, *row in TABLE:
    case(f"usage/{name}", *row)(check_row)


@case("usage/json-is-valid-on-errors")
def json_on_errors(bed):
    home = Home(bed)
    for arguments in (["status", "--json"], ["show", "x", "--json"], ["nonsense", "--json"],
                      ["explain", "not an address", "--json"]):
        done = home.run(*arguments)
        document = json.loads(done.stdout)
        assert document["exit-status"] == done.returncode != 0, arguments
        assert document["error"], arguments


@case("usage/posix-locale")
def posix_locale(bed):
    home = Home(bed)
    home.environment["LC_ALL"] = "C"
    done = home.run("shwo")
    assert done.stderr == b'countersign: there is no command "shwo"; did you mean "show"?\n', done
    expect(home.run("explain", "x@bücher.example", "--offline", "--json"), 0, "xn--bcher-kva")
    expect(home.run("domain", "add", "*.bücher.example", "--authentication", "clear-text",
                    "--account", "Jürgen", "--credential", UUID), 0)
    expect(home.run("domain", "list"), 0, r"^\*\.xn--bcher-kva\.example .* J\\u\{fc\}rgen ")


@case("usage/full-disk")
def full_disk(bed):
    home = Home(bed)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([program("countersign"), "show"], stdout=full,
                              stderr=subprocess.PIPE, env=home.environment, check=False)
    assert done.returncode == 74, done


@case("usage/relative-xdg-is-ignored")
def relative_xdg(bed):
    home = Home(bed)
    home.environment["XDG_CONFIG_HOME"] = "relative"
    expect(home.run("site", "set", "--name", "x", cwd=bed.folder("elsewhere")), 0)
    assert home.read_settings()["site"]["name"] == "x"


@case("usage/newer-file-is-left-alone")
def newer_file(bed):
    home = Home(bed)
    text = '{ "version": 2, "site": { "new": true } }'
    home.write_settings(text)
    expect(home.run("site", "set", "--name", "x"), 78, None, "another version")
    expect(home.run("show"), 78)
    with open(home.settings, encoding="utf-8") as file:
        assert file.read() == text


@case("usage/faulty-file-is-left-alone")
def faulty_file(bed):
    home = Home(bed)
    home.write_settings('{ "version": 1,\n  "site": { "nam": "x" } }')
    expect(home.run("domain", "add", "x.example"), 78, None,
           "delivery.json:2:13: error: site.nam: .*“name”")


@case("usage/file-of-others-is-refused")
def untrusted_file(bed):
    home = Home(bed)
    home.write_settings('{ "version": 1 }')
    os.chmod(home.settings, 0o666)
    expect(home.run("show"), 78, None, "chmod")


run()
