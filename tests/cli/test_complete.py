"""What the shells are told could be typed next."""

import subprocess

from cli_kit import Home, expect
from lib.build import SOURCE, program
from lib.tap import case, run

# words typed, some of the candidates, some that must not be among them
TABLE = [
    ("first", [""], {"show", "site", "domain", "queue", "status", "test"}, {"set", "__complete"}),
    ("begun", ["s"], {"show", "site", "status"}, {"domain"}),
    ("second", ["domain", ""], {"list", "show", "add", "set", "remove"}, {"domain"}),
    ("second-begun", ["queue", "re"], {"retry", "release", "remove"}, {"hold"}),
    ("options", ["show", "--"], {"--json", "--system"}, {"--account"}),
    ("options-begun", ["site", "set", "--maximum-h"], {"--maximum-hop-count"}, {"--account"}),
    ("negated", ["site", "set", "--no-t"], {"--no-try-direct-delivery-first"}, {"--name"}),
    ("values", ["site", "set", "--tls", ""], {"required", "never"}, {"--tls"}),
    ("values-begun", ["site", "set", "--authentication", "c"], {"clear-text"}, {"none"}),
    ("free-value", ["site", "set", "--account", ""], set(), {"list"}),
    ("remote-domains", ["domain", "set", ""], {"a.example", "*.b.example"}, {"--dns"}),
    ("remote-domains-begun", ["domain", "remove", "a"], {"a.example"}, {"*.b.example"}),
    ("nonsense", ["nonsense", "x", ""], set(), {"show"}),
    ("nothing", [], {"show"}, set()),
]


def home_with_domains(bed):
    home = Home(bed)
    expect(home.run("domain", "add", "a.example"), 0)
    expect(home.run("domain", "add", "*.b.example"), 0)
    return home


def check_row(bed, words, some, none):
    out = expect(home_with_domains(bed).run("__complete", *words), 0)
    got = set(out.splitlines())
    assert some <= got and not none & got, got


for name, *row in TABLE:
    case(f"complete/{name}", *row)(check_row)


@case("complete/faulty-settings")
def faulty_settings(bed):
    home = Home(bed)
    home.write_settings("{")
    done = home.run("__complete", "domain", "set", "")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), done


@case("complete/bash")
def bash(bed):
    home = home_with_domains(bed)
    script = (f"source {SOURCE}/src/cli/completion/countersign.bash; "
              f"COMP_WORDS=({program('countersign')} domain set a.e); COMP_CWORD=3; _countersign; "
              "printf '%s\\n' \"${COMPREPLY[@]}\"")
    done = subprocess.run(["bash", "-c", script], env=home.environment, capture_output=True,
                          check=True)
    assert done.stdout == b"a.example\n", done


run()
