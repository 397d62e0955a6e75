"""The pages General, Messages and Delivery with their dialogs, and Review Changes."""

import os
import subprocess

from kit.screen import Desktop
from kit.sheet import Dialog, Sheet, settings
from lib import build, tap, wait
from lib.demo import DemoServer

OPEN = "--no-authentication-needed"
NOBODY = "localhost:9"  # refuses connections
NOBODY_ELSE = "localhost:19"
REPORT = "Your message could not be delivered: one"
IN_GERMAN = "Ihre Nachricht konnte nicht zugestellt werden: two"


def site(desktop):
    return settings(desktop)["site"]


def review(sheet):
    sheet.press("Review Changes…")
    return Dialog(sheet.desktop, "Review Changes")


def refuses(sheet, field, text, *words):
    """Said at the field, as somebody types; nothing to be applied meanwhile."""
    before = field.text
    field.fill(text)
    wait.until(lambda: sheet.window.says(*words), f"“{words}” to be said")
    assert words[0] in field.description, field.description
    field.fill(before)
    wait.until(lambda: not sheet.window.has_a("alert"), "the error to go")


@tap.case("messages: sizes in units, limits that can be switched on, what cannot be is refused")
def test_messages(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    sheet.page("Messages")
    window = sheet.window
    size = window.find("spin button", "Maximum message size")
    assert size.text == "32" and window.find("combo box", "Maximum message size, unit").picked == "MiB"
    refuses(sheet, size, "5000000", "at least 1.0", "at most 2.0")
    refuses(sheet, window.find("spin button", "Maximum recipients per transaction"), "0",
            "at least 1")
    refuses(sheet, window.find("text", "Send a copy of reports to"), "postmaster", "an @")
    window.find("combo box", "Maximum message size, unit").pick("KiB")

    count = window.find("spin button", "Limit the number of messages")
    assert not count.has("sensitive") and "Tick the box" in count.description, count.description
    window.find("check box", "Limit the number of messages").check()
    wait.until(lambda: count.has("sensitive"), "a number to be typed")
    refuses(sheet, count, "0", "at least 1")
    count.fill("500")
    window.find("check box", "Limit the size of the queue").check()
    window.find("text", "Send a copy of reports to").fill("postmaster@example.com")
    folder = sheet.button("Open Folder")
    assert not folder.has("sensitive") and "no such folder" in folder.description
    assert window.says(os.path.join(desktop.state, "countersign", "badmail"))
    sheet.apply()
    assert site(desktop) == {
        "maximum-message-size": 32 * 1024,
        "report-copy-to": "postmaster@example.com",
        "maximum-queued-messages": 500,
        "maximum-queued-bytes": 1024 ** 3,
    }, site(desktop)
    window.find("check box", "Limit the number of messages").check(False)
    sheet.apply()
    assert not site(desktop).get("maximum-queued-messages"), site(desktop)


@tap.case("delivery: its two dialogs, and a smart host that is not right yet")
def test_delivery(bed):
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", "relay.example.net")
    sheet = Sheet(desktop)
    sheet.page("Delivery")
    sheet.press("Outbound Connections…")
    dialog = Dialog(desktop, "Outbound Connections")
    most = dialog.window.find("spin button", "Maximum connections")
    most.fill("0")
    dialog.press("OK")  # goes to the error
    wait.until(lambda: dialog.window.says("at least 1") and most.has("focused"), "the error")
    most.fill("7")
    dialog.window.find("spin button", "Time-out").fill("2")
    dialog.window.find("combo box", "Time-out, unit").pick("minutes")
    dialog.ok()
    wait.until(lambda: sheet.window.says("At most 7 connections"), "what holds to be said")
    sheet.press("Outbound Connections…")
    dialog = Dialog(desktop, "Outbound Connections")
    dialog.window.find("spin button", "Maximum connections").fill("9")
    dialog.cancel()
    sheet.press("Advanced…")
    dialog = Dialog(desktop, "Advanced Delivery")
    dialog.field("Masquerade domain").fill("example.com")
    dialog.window.find("spin button", "Maximum hop count").fill("20")
    dialog.ok()
    wait.until(lambda: sheet.window.says("senders of example.com", "20 hops"), "what holds")
    sheet.window.find("check box", "Delay notice after").check(False)

    sheet.set_smart_host("not a host")
    wait.until(lambda: sheet.window.says("The smart host is not right yet."), "the error")
    assert not sheet.window.says("goes to relay.example.net"), sheet.window.texts()
    assert not sheet.window.find("check box", "Try direct delivery first").has("sensitive")
    sheet.set_smart_host("other.example.net")
    wait.until(lambda: sheet.window.says("goes to other.example.net"), "the new route")
    sheet.apply()
    assert site(desktop) == {
        "smart-host": "other.example.net",
        "delay-notice-after": 0,
        "masquerade-domain": "example.com",
        "maximum-hop-count": 20,
        "maximum-connections": 7,
        "connection-timeout": 120,
    }, site(desktop)


def use_german(desktop, folder):
    """What has been translated, as it would be installed"""
    texts = os.path.join(folder, "de", "LC_MESSAGES")
    os.makedirs(texts)
    subprocess.run(["msgfmt", f"{build.SOURCE}/po/de.po", "-o", f"{texts}/countersign.mo"],
                   check=True)
    desktop.environment["COUNTERSIGN_LOCALE_DIR"] = folder


@tap.case("general: a port, and reports in another language, from the next one on")
def test_general(bed):
    desktop = Desktop(bed)
    use_german(desktop, bed.folder("texts"))
    server = DemoServer(bed, OPEN, faults=["rcpt:bad@example.com=550 5.1.1 Nobody here"])
    desktop.set_site("--smart-host", server.smart_host)
    desktop.start_worker()
    desktop.send("one", "bad@example.com")
    wait.until(lambda: server.maildir.subjects() == [REPORT], "a report")
    sheet = Sheet(desktop)
    window = sheet.window
    port = window.find("spin button", "Also on the loopback port")
    assert not port.has("sensitive")
    window.find("check box", "Also on the loopback port").check()
    refuses(sheet, port, "70000", "at most 65535")
    port.fill("2526")
    language = window.find("combo box", "Language of reports")
    assert language.picked == "As the worker was started"
    language.pick("Deutsch")
    sheet.apply()
    assert site(desktop)["submission-port"] == 2526
    assert site(desktop)["report-language"] == "de"
    desktop.send("two", "bad@example.com")
    wait.until(lambda: server.maildir.subjects() == sorted([REPORT, IN_GERMAN]),
               "a report in German")


@tap.case("review: what changes, what waits, and Apply")
def test_review(bed):
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", NOBODY)
    desktop.start_worker()
    desktop.send("one", "ann@example.com", "bob@example.com")
    desktop.send("two", "carl@example.org")
    sheet = Sheet(desktop)
    button = sheet.button("Review Changes…")
    assert not button.has("sensitive") and "Nothing has been changed" in button.description
    sheet.set_smart_host(NOBODY_ELSE)
    wait.until(lambda: button.has("sensitive"), "something to be reviewed")
    dialog = review(sheet)
    wait.until(lambda: dialog.window.says("2 messages that wait go another way"), "what waits")
    assert dialog.window.says("smart host changed", ":9", ":19"), dialog.window.texts()
    dialog.close("Close")
    assert site(desktop)["smart-host"] == NOBODY
    sheet.page("Messages")
    sheet.window.find("text", "Send a copy of reports to").fill("postmaster")
    dialog = review(sheet)
    assert dialog.window.says("not right yet") and not dialog.window.says("copy of delivery reports")
    dialog.close("Close")
    sheet.window.find("text", "Send a copy of reports to").fill("")
    review(sheet).close("Apply")
    sheet.wait_until_applied()
    assert site(desktop)["smart-host"] == NOBODY_ELSE
    desktop.stop_worker()
    sheet.set_smart_host(NOBODY)
    dialog = review(sheet)
    wait.until(lambda: dialog.window.says("No delivery worker is running"), "that nobody knows")


tap.run()
