"""The window as a program: one instance, its arguments, the end, the worker, the file on disk."""

import json
import os
import time

from gi.repository import GLib

from kit.accessible import LISTS
from kit.screen import Desktop
from kit.sheet import (CHALLENGE_RESPONSE, CLEAR_TEXT, TITLE, Dialog, RemoteDomainDialog, Sheet,
                       is_domain_title, settings)
from lib import build, tap, wait
from lib.instance import DELIVERY_NAME

PASSWORD = "Program-26bd-secret"
SETTINGS_NAME = "org.countersign.Settings"


def ended_well(process):
    wait.until(lambda: not process.is_running(), "the program to end")
    assert process.popen.returncode == 0, process.popen.returncode


@tap.case("a second start raises the window that is there")
def test_single_instance(bed):
    desktop = Desktop(bed)
    first = Sheet(desktop)
    ended_well(desktop.start_window(name="second"))
    assert [one.own_name for one in desktop.tree.windows()] == [TITLE]
    assert first.process.is_running()


@tap.case("--domain opens that remote domain, in the window that is there too")
def test_domain(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "none")
    sheet = Sheet(desktop, "--domain", "example.com")
    domain = RemoteDomainDialog(desktop, is_domain_title)
    assert domain.field("Domain").text == "example.com"
    domain.cancel()
    ended_well(desktop.start_window("--domain", "new.example", name="second"))
    domain = RemoteDomainDialog(desktop, is_domain_title)
    assert domain.field("Domain").text == "new.example"
    domain.ok()
    sheet.ok()
    assert [one["domain"] for one in settings(desktop)["remote-domains"]] \
        == ["example.com", "new.example"]


def add_service(desktop, name, program, *arguments):
    """As the installed service files do, with the programs of the build folder."""
    path = os.path.join(desktop.directory, "services", f"{name}.service")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"[D-BUS Service]\nName={name}\n"
                   f"Exec={' '.join([build.program(program), *arguments])}\n")
    desktop.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                 "ReloadConfig")


def process_of(desktop, name):
    return desktop.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                        "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))[0]


def ask_program(desktop, method, signature, *arguments):
    """As a desktop does that starts it"""
    desktop.bus().call_sync(
        SETTINGS_NAME, "/org/countersign/Settings", "org.freedesktop.Application", method,
        GLib.Variant(signature, arguments), None, 0, 30000, None)


def launcher_actions():
    path = os.path.join(build.SOURCE, "data", "org.countersign.Settings.desktop.in")
    entry = GLib.KeyFile()
    entry.load_from_file(path, GLib.KeyFileFlags.NONE)
    return entry.get_string_list("Desktop Entry", "Actions")


@tap.case("the desktop can start the window over D-Bus, at what its launcher offers")
def test_activation(bed):
    desktop = Desktop(bed)
    add_service(desktop, SETTINGS_NAME, "countersign-settings", "--gapplication-service")
    ask_program(desktop, "Activate", "(a{sv})", {})
    desktop.wait_for_window(TITLE).find("push button", "Cancel").press()
    wait.until(lambda: not desktop.has_owner(SETTINGS_NAME), "the program to end")

    assert launcher_actions() == ["new-remote-domain", "queue"], launcher_actions()
    ask_program(desktop, "ActivateAction", "(sava{sv})", "queue", [], {})
    window = desktop.wait_for_window(TITLE)
    wait.until(lambda: window.find("page tab", "Queue").has("selected"), "the page")
    ask_program(desktop, "ActivateAction", "(sava{sv})", "new-remote-domain", [], {})
    domain = RemoteDomainDialog(desktop, is_domain_title)
    assert domain.field("Domain").text == ""
    domain.cancel()
    window.find("push button", "Cancel").press()
    wait.until(lambda: not desktop.has_owner(SETTINGS_NAME), "the program to end")


@tap.case("the window opens on the page, and as large, as it was closed")
def test_state(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    sheet.page("Delivery")
    size = sheet.window.extents[2:]
    sheet.cancel()
    sheet = Sheet(desktop)
    assert sheet.window.find("page tab", "Delivery").has("selected"), sheet.window.outline()
    assert sheet.window.extents[2:] == size, (sheet.window.extents, size)
    sheet.cancel()
    sheet = Sheet(desktop, "--page", "general")
    assert sheet.window.find("page tab", "General").has("selected"), sheet.window.outline()


def headers(sheet):
    """{title: width} of the list of the queue"""
    table = sheet.window.find(LISTS, "Recipients")
    return {node.name: node.extents[2] for node in table.children()
            if node.role == "table column header" and node.has("showing")}


@tap.case("the list of the queue has the columns that it was left with, and as wide")
def test_columns(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop, "--page", "queue")
    assert "Sender" not in wait.until(lambda: headers(sheet), "columns")
    sheet.window.find("toggle button", "Columns").press()
    sheet.window.find("check box", "Sender").press()
    wait.until(lambda: "Sender" in headers(sheet), "another column")
    sheet.cancel()
    file = os.path.join(desktop.state, "countersign", "window.ini")
    kept = GLib.KeyFile()
    kept.load_from_file(file, GLib.KeyFileFlags.NONE)
    kept.set_integer("queue-columns", "entry_column-width", 141)
    kept.save_to_file(file)
    for _ in range(2):  # it stays so
        sheet = Sheet(desktop)
        shown = wait.until(lambda: headers(sheet), "columns")
        assert "Sender" in shown and shown["Entry"] == 141, shown
        sheet.cancel()


@tap.case("Apply starts the worker, and returns when the settings are in force")
def test_starts_worker(bed):
    desktop = Desktop(bed)
    add_service(desktop, DELIVERY_NAME, "countersign-delivery")
    sheet = Sheet(desktop)
    sheet.set_smart_host("relay.example.net:587")
    sheet.apply()
    assert desktop.has_owner(DELIVERY_NAME), "there is no worker"
    revision = desktop.call(DELIVERY_NAME, "/org/countersign/Delivery",
                            "org.freedesktop.DBus.Properties", "Get",
                            GLib.Variant("(ss)", (DELIVERY_NAME, "Revision")))[0]
    assert revision == sha256(desktop.settings_file), "other settings are in force"
    os.kill(process_of(desktop, DELIVERY_NAME), 15)
    wait.until(lambda: not desktop.has_owner(DELIVERY_NAME), "the worker to end")


def sha256(path):
    with open(path, "rb") as file:
        return GLib.compute_checksum_for_bytes(GLib.ChecksumType.SHA256, GLib.Bytes(file.read()))


def changed_sheet(desktop):
    sheet = Sheet(desktop)
    sheet.set_smart_host("typed.example.net")
    wait.until(sheet.is_changed, "the change to be noticed")
    return sheet


def question(desktop):
    """The dialog that asks; it has three verbs."""
    return desktop.wait_for_window(lambda title: title != TITLE)


def close_window(sheet):
    wait.until(lambda: sheet.window.has("active"), "the window to be active")
    sheet.desktop.keyboard.press("Alt+F4")


@tap.case("closing with changes asks: keep editing, discard, apply")
def test_close(bed):
    desktop = Desktop(bed)
    sheet = changed_sheet(desktop)
    close_window(sheet)
    question(desktop).find("push button", "Keep Editing").press()
    wait.until(lambda: len(desktop.tree.windows()) == 1, "the question to go")
    assert sheet.field("Smart host").text == "typed.example.net"

    wait.until(lambda: sheet.window.has("active"), "the window to be active")
    desktop.keyboard.press("Escape")  # might be pressed by chance, so it asks, too
    question(desktop).find("push button", "Discard").press()
    ended_well(sheet.process)
    assert settings(desktop) is None

    sheet = changed_sheet(desktop)
    close_window(sheet)
    question(desktop).find("push button", "Apply").press()
    ended_well(sheet.process)
    assert settings(desktop)["site"]["smart-host"] == "typed.example.net"


@tap.case("closing without changes does not ask")
def test_close_unchanged(bed):
    sheet = Sheet(Desktop(bed))
    close_window(sheet)
    ended_well(sheet.process)


@tap.case("the file changed on disk, nothing typed: the window follows")
def test_follows(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    sheet.page("Delivery")
    desktop.set_site("--smart-host", "elsewhere.example.net")
    wait.until(lambda: sheet.field("Smart host").text == "elsewhere.example.net", "the new host")
    assert not sheet.is_changed()


def conflict(desktop):
    sheet = changed_sheet(desktop)
    desktop.add_domain("example.com", "--authentication", "none")
    sheet.press("Apply")
    return sheet


@tap.case("the file changed on disk, something typed: Reload takes the file's")
def test_reload(bed):
    desktop = Desktop(bed)
    sheet = conflict(desktop)
    sheet.press("Reload")
    sheet.wait_until_applied()
    assert sheet.field("Smart host").text == ""
    assert "site" not in settings(desktop) or "smart-host" not in settings(desktop)["site"]


@tap.case("the file changed on disk, something typed: Overwrite takes the window's")
def test_overwrite(bed):
    desktop = Desktop(bed)
    sheet = conflict(desktop)
    assert "remote-domains" in settings(desktop), "it was overwritten without a question"
    sheet.press("Overwrite")
    sheet.wait_until_applied()
    assert settings(desktop)["site"]["smart-host"] == "typed.example.net"
    assert not settings(desktop).get("remote-domains")


def write(desktop, text):
    os.makedirs(os.path.dirname(desktop.settings_file), exist_ok=True)
    with open(desktop.settings_file, "w", encoding="utf-8") as file:
        file.write(text)


NAMELESS = "SMTP Site Properties"  # while the site's own name cannot be read
BAD = '{\n  "version": 1,\n  "site": { "smart-hots": "relay.example.net" }\n}\n'


@tap.case("a bad settings file: every fault with its line, nothing overwritten, read again")
def test_bad_file(bed):
    desktop = Desktop(bed)
    write(desktop, BAD)
    sheet = Sheet(desktop, title=NAMELESS)
    wait.until(lambda: sheet.window.says("smart-hots", "smart-host"), "the fault to be said")
    assert sheet.window.says("3:") or sheet.window.says("line 3"), sheet.window.outline()
    assert not sheet.is_changed() and not sheet.button("OK").has("sensitive")
    with open(desktop.settings_file, encoding="utf-8") as file:
        assert file.read() == BAD
    write(desktop, BAD.replace("hots", "host"))
    wait.until(lambda: sheet.window.has_a("page tab"), "the file to be read again")
    sheet.page("Delivery")
    wait.until(lambda: sheet.field("Smart host").text == "relay.example.net", "the settings")


@tap.case("a file of a later version is never overwritten")
def test_newer_file(bed):
    desktop = Desktop(bed)
    text = json.dumps({"version": 2, "site": {}})
    write(desktop, text)
    sheet = Sheet(desktop, title=NAMELESS)
    wait.until(lambda: sheet.window.says("version"), "the version to be said")
    assert not sheet.is_changed()
    with open(desktop.settings_file, encoding="utf-8") as file:
        assert file.read() == text


@tap.case("what is typed on each page is in force after Apply, and shown after a new start")
def test_pages(bed):
    desktop = Desktop(bed)
    desktop.start_worker()
    sheet = Sheet(desktop)
    sheet.page("General")
    sheet.field("Fully qualified domain name").fill("mail.example.net")
    sheet.page("Delivery")
    sheet.press("Advanced…")
    advanced = Dialog(desktop, "Advanced Delivery")
    advanced.window.find("spin button", "Maximum hop count").fill("20")
    advanced.ok()
    security = sheet.open_security()
    security.set_account(CHALLENGE_RESPONSE, account="mailer", nt_domain="CORP", password=PASSWORD)
    security.tls.pick(security.tls.items()[1].name)
    security.ok()
    sheet.ok()
    site = settings(desktop)["site"]
    assert site["fully-qualified-domain-name"] == "mail.example.net", site
    assert site["maximum-hop-count"] == 20, site
    assert site["outbound-security"]["tls"] == "required", site

    sheet = Sheet(desktop)  # on the page that it was closed on
    sheet.page("General")
    assert sheet.field("Fully qualified domain name").text == "mail.example.net"
    security = sheet.open_security()
    assert security.picked() == CHALLENGE_RESPONSE
    security.select(CLEAR_TEXT)


def remember_policy(desktop, domain):
    """As if the worker had fetched the domain's MTA-STS policy an hour ago."""
    os.makedirs(os.path.join(desktop.state, "countersign"), mode=0o700, exist_ok=True)
    with open(os.path.join(desktop.state, "countersign", "mta-sts"), "w", encoding="ascii") as file:
        file.write(f"{domain} 1 {int(time.time()) - 3600} 604800 enforce mx.{domain}\n")


@tap.case("What happens to mail for… answers for what stands in the window")
def test_explain(bed):
    desktop = Desktop(bed)
    remember_policy(desktop, "example.com")
    desktop.start_worker()
    sheet = Sheet(desktop)
    sheet.page("Delivery")
    sheet.field("What happens to mail for…").fill("ann@example.com")
    wait.until(lambda: sheet.window.says("only through mx.example.com"), "the policy to be told")
    sheet.set_smart_host("relay.example.net:587")
    sheet.field("What happens to mail for…").fill("ann@example.com")
    wait.until(lambda: sheet.window.says("relay.example.net:587"), "the smart host to be named")


tap.run()
