"""countersign check: every fault of a file, with line and column, in words and as JSON."""

import json
import os

from cli_kit import Home, expect
from lib.instance import Instance
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


UUID = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
SET = ["set", "--authentication", "clear-text", "--account", "office"]
NOT_STORED = ("warning: remote-domains[0]: no password of “office” is stored under this name; mail "
              "waits until there is one")


def check_in_use(instance):
    """What it prints, without the file's name; a warning is no error."""
    out = expect(instance.run("countersign", "check"), 0)
    return [line.removeprefix(instance.settings_file + ":").lstrip() for line in out.splitlines()]


@case("check/password-is-not-stored")
def not_stored(bed):
    instance = Instance(bed)
    expect(instance.run("countersign", "site", *SET, "--password-stdin", stdin=b"one\n"), 0)
    assert check_in_use(instance) == ["no faults"]
    expect(instance.run("countersign", "domain", "add", "a.example", *SET[1:], "--credential",
                        UUID), 0)
    [line] = check_in_use(instance)
    assert line.endswith(NOT_STORED), line
    [fault] = json.loads(expect(instance.run("countersign", "check", "--json"), 0))
    assert fault["code"] == "not-stored" and fault["severity"] == "warning", fault
    with open(instance.settings_file, encoding="utf-8") as file:
        assert UUID in file.read().splitlines()[fault["line"] - 1]
    # names are listed while the keyring is locked, too, and nobody is asked
    instance.lock_keyring()
    assert check_in_use(instance) == [line]
    # a file for another machine
    copy = bed.path("copy.json")
    os.rename(instance.settings_file, copy)
    expect(instance.run("countersign", "check", copy), 0, "no faults")


@case("check/no-keyring")
def no_keyring(bed):
    instance = Instance(bed, keyring=False)
    expect(instance.run("countersign", "site", *SET, "--credential", UUID), 0)
    assert check_in_use(instance) == ["no faults"]


run()
