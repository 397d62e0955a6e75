"""countersign check: every fault of a file, with line and column, in words and as JSON."""

import json

from cli_kit import Home, expect
from lib.tap import case, run

# content, exit status, the lines that are printed (FILE stands for the path)
TABLE = [
    ("good", '{ "version": 1 }', 0, ["FILE: no faults"]),
    ("warning", '{"version":1,"site":{"outbound-security":{"authentication":"clear-text",\n'
                '"account":"office"}}}', 0,
     ["FILE:1:42: warning: site: no password is stored for “office”; mail waits until there is "
      "one"]),
    ("empty", "", 78, ["FILE:1:1: error: the file is empty; delete it to have the defaults"]),
    ("comment", '{ "version": 1 // one\n}', 78,
     ["FILE:1:16: error: comments are not possible in JSON"]),
    ("version", '{ "version": 7 }', 78,
     ["FILE:1:14: error: version: version 7 is not known; this program knows version 1"]),
    ("password", '{"version":1,"site":{"outbound-security":{"authentication":"clear-text",\n'
                 '"account":"office","password":"geheim"}}}', 78, None),
    ("several", '{"version":1,\n"site":{"maximum-hop-count":"15","nam":"x"},\n'
                '"remote-domains":[{"domain":"a.*.b"},{"domain":"x.example"},\n'
                '{"domain":"X.EXAMPLE."}]}', 78, None),
]


def check_row(bed, content, status, lines):
    home = Home(bed)
    home.write_settings(content)
    path = bed.path("other.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(content)
    for arguments, name in ((["check"], home.settings), (["check", path], path)):
        out = expect(home.run(*arguments), status)
        if lines is not None:
            assert out.splitlines() == [line.replace("FILE", name) for line in lines], out
        assert "geheim" not in out


for name_, *row in TABLE:
    case(f"check/{name_}", *row)(check_row)


@case("check/all-at-once")
def all_at_once(bed):
    home = Home(bed)
    home.write_settings(TABLE[-1][1])
    document = json.loads(home.run("check", "--json").stdout)
    found = [(fault["code"], fault["line"], fault["severity"]) for fault in document]
    assert ("type", 2, "error") in found and ("unknown-key", 2, "error") in found, found
    assert ("wildcard", 3, "error") in found, found
    assert ("duplicate-domain", 4, "error") in found, found
    for fault in document:
        assert fault["message"] and fault["column"] > 0, fault


@case("check/secret-key-has-advice")
def secret_key(bed):
    home = Home(bed)
    home.write_settings(TABLE[-2][1])
    expect(home.run("check"), 78, "--password-stdin")


run()
