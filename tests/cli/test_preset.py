"""Known providers: what is listed, what an administrator adds, and --preset."""

import json
import os

from cli_kit import Home, expect
from lib.tap import case, run

OWN = {"version": 1, "presets": [
    {"name": "Corp", "host": "relay.corp.example", "account-is": "name", "note": "Ask the desk."},
    {"name": "gmail", "host": "proxy.corp.example", "port": 2525}]}


def add_file(home, name, text):
    folder = os.path.join(os.path.dirname(home.settings), "presets.d")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def listed(home):
    return {one["name"]: one for one in json.loads(expect(home.run("preset", "list", "--json"), 0))}


@case("preset/list")
def list_all(bed):
    home = Home(bed)
    presets = listed(home)
    assert len(presets) >= 20, len(presets)
    assert presets["Gmail"]["host"] == "smtp.gmail.com", presets["Gmail"]
    assert presets["Gmail"]["needs"] == ["app-password"], presets["Gmail"]
    expect(home.run("preset", "list"), 0, "^Gmail +smtp.gmail.com:587 +required +.*app password")


@case("preset/added")
def added(bed):
    home = Home(bed)
    add_file(home, "10-corp.json", json.dumps(OWN))
    presets = listed(home)
    assert presets["Corp"]["port"] == 587 and presets["Corp"]["note"] == "Ask the desk.", presets
    assert "Gmail" not in presets and presets["gmail"]["port"] == 2525, presets.keys()


@case("preset/faulty-file")
def faulty(bed):
    home = Home(bed)
    add_file(home, "10-bad.json", '{\n "version": 1,\n "preset": []\n}\n')
    add_file(home, "20-good.json", json.dumps(OWN))
    done = home.run("preset", "list", "--json")
    expect(done, 0, stderr=r"10-bad\.json:3:2: error: .*presets")
    assert "Corp" in {one["name"] for one in json.loads(done.stdout)}


@case("preset/used")
def used(bed):
    home = Home(bed)
    uuid = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
    out = expect(home.run("site", "set", "--preset", "gmail", "--account", "ann@gmail.com",
                          "--credential", uuid), 0)
    assert "app password" in out, out
    expect(home.run("domain", "add", "example.com", "--preset", "SendGrid", "--credential", uuid,
                    "--tls", "from-start", "--smart-host", "smtp.sendgrid.net:465"), 0)
    settings = home.read_settings()
    assert settings["site"]["smart-host"] == "smtp.gmail.com:587", settings
    assert settings["site"]["outbound-security"]["tls"] == "required", settings
    entry, = settings["remote-domains"]
    assert entry["smart-host"] == "smtp.sendgrid.net:465", entry
    assert entry["outbound-security"]["account"] == "apikey", entry
    assert entry["outbound-security"]["tls"] == "from-start", entry


@case("preset/refused")
def refused(bed):
    home = Home(bed)
    expect(home.run("site", "set", "--preset", "Nobody"), 64, stderr="there is no “Nobody”")
    expect(home.run("site", "set", "--preset", "Gmail"), 64, stderr="needs --account")
    expect(home.run("domain", "add", "a.example", "--preset", "Gmail", "--dns", "--account", "a"),
           64, stderr="exclude each other")
    assert home.read_settings() is None


run()
