"""From mail that waits to mail that is out: what the window and the desktop say of it, and the button
that leads to where it is mended. With a real Postfix, which wants people to sign in."""

import os

from kit.notifications import Notifications
from kit.queue import Queue
from kit.screen import Desktop
from kit.sheet import CLEAR_TEXT, SITE_SECURITY, AccountDialog, Dialog, RemoteDomainDialog, \
    SecurityDialog, Sheet, settings
from lib import build, namespace, tap, wait
from lib.peers import Postfix
from lib.scene import AUTHORITY, GOOD, start_dns

ADDRESS = "192.0.2.1"
namespace.add_address(ADDRESS)
DOMAINS = ("example.org", "example.net", "example.com")
start_dns({("mx1.example", "A"): [ADDRESS],
           **{(domain, "MX"): ["10 mx1.example."] for domain in DOMAINS}})
MX_CERTIFICATE = AUTHORITY.issue("mx1.example", addresses=())

RIGHT, WRONG = "Right-64d1-secret", "Wrong-0b9e-secret"
ACCOUNTS = {"office": RIGHT}
WANTS = "mx1.example wants clear text authentication over TLS."
REFUSED = "localhost refused the account office or its password."
SETTINGS_SERVICE = "org.countersign.Settings"


def mail_exchanger(bed, reply):
    """Where mail for example.org goes: it says reply to whoever has not signed in."""
    return Postfix(bed, address=ADDRESS, port=25, certificate=MX_CERTIFICATE,
                   mechanisms=("PLAIN", "LOGIN"), accounts=ACCOUNTS, main_cf=(
                       "smtpd_relay_restrictions = permit_sasl_authenticated,"
                       f" check_recipient_access static:{{{reply}}}, reject\n"))


def hold(desktop, *subjects, cause="authentication-required"):
    for subject in subjects:
        desktop.send(subject, "ann@example.org")
    desktop.wait_for_state("held", cause)


def wait_for_bar(sheet, *words):
    wait.until(lambda: sheet.window.says(*words), f"{words} in {sheet.window.outline()}")


def wait_for_no_bar(sheet):
    wait.until(lambda: not sheet.window.says("messages wait") and not sheet.window.says("message waits"),
               "the bar to go")


@tap.case("from a 530 to the delivered messages: Set Up…, an account, Test, OK, Apply")
def test_required(bed):
    server = mail_exchanger(bed, "530 5.7.0 Authentication required")
    desktop = Desktop(bed)
    desktop.start_worker()
    hold(desktop, "one", "two")
    assert f"{WANTS} 2 messages wait." in desktop.cli("status"), desktop.cli("status")
    sheet = Sheet(desktop)
    wait_for_bar(sheet, f"{WANTS} 2 messages wait.")
    sheet.page("General")
    sheet.field("Mail domain").fill("client.example")
    sheet.page("Queue")
    wait_for_bar(sheet, f"{WANTS} 2 messages wait.")
    sheet.press("Set Up…")
    domain = RemoteDomainDialog(desktop, "New Remote Domain")
    security = SecurityDialog(desktop, lambda title: title.startswith("Outbound Security —"))
    assert domain.field("Domain").text == "example.org", domain.window.outline()
    assert security.picked() == CLEAR_TEXT and "required" in security.tls.picked.lower()
    wait.until(lambda: security.change_button(CLEAR_TEXT).has("focused"), "the focus on Change…")
    type_account(desktop, "office", RIGHT)
    assert test(security).says("235"), "Test does not say yes"
    Dialog(desktop, "Test").close("Close")
    security.ok()
    domain.ok()
    assert settings(desktop) is None and server.received() == [], "something went out before Apply"
    wait_for_bar(sheet, WANTS)
    sheet.apply()
    desktop.wait_until_delivered()
    assert set(server.received()) == {("PLAIN", "office")}, server.received()
    assert server.maildir.subjects() == ["one", "two"]
    wait_for_no_bar(sheet)
    entry, = settings(desktop)["remote-domains"]
    assert entry["domain"] == "example.org" and settings(desktop)["site"]["mail-domain"]


def type_account(desktop, account, password):
    """As a person does who never touches the mouse."""
    keyboard = desktop.keyboard
    keyboard.press("space")
    dialog = AccountDialog(desktop, CLEAR_TEXT)
    wait.until(lambda: dialog.field("Account name").has("focused"), "the focus on the name")
    keyboard.type(account)
    keyboard.press("Tab")
    wait.until(lambda: dialog.password.has("focused"), "the focus on the password")
    keyboard.type(password)
    keyboard.press("Return")
    desktop.wait_for_no_window(dialog.title)


def test(security):
    """What Test says at its end."""
    security.press("Test…")
    dialog = Dialog(security.desktop, "Test")
    dialog.window.find("alert", seconds=60)
    return dialog.window


@tap.case("a refused password: the bar says where, and Change… leads to it")
def test_refused(bed):
    server = Postfix(bed, certificate=GOOD, mechanisms=("PLAIN",), accounts=ACCOUNTS)
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", server.smart_host, "--authentication", "clear-text",
                     "--account", "office", password=WRONG)
    desktop.start_worker()
    hold(desktop, "one", cause="authentication-refused")
    sheet = Sheet(desktop)
    wait_for_bar(sheet, f"{REFUSED} 1 message waits.")
    sheet.press("Change…")
    security = SecurityDialog(desktop, SITE_SECURITY)
    account = AccountDialog(desktop, CLEAR_TEXT)
    assert account.field("Account name").text == "office"
    account.fill(password=RIGHT)
    account.ok()
    security.ok()
    assert server.failed_logins() == 1, "tried again before it was changed"
    sheet.apply()
    desktop.wait_until_delivered()
    assert server.received() == [("PLAIN", "office")], server.received()
    wait_for_no_bar(sheet)
    assert desktop.status()["suspended-credentials"] == []
    sheet.ok()


@tap.case("several servers want something: one at a time is said, and Next leads to the others")
def test_several(bed):
    mail_exchanger(bed, "530 5.7.0 Authentication required")
    desktop = Desktop(bed)
    desktop.start_worker()
    desktop.send("one", *(f"ann@{domain}" for domain in DOMAINS))
    desktop.wait_for_state("held", "authentication-required")
    sheet = Sheet(desktop)
    wait_for_bar(sheet, "and 2 more.")
    for path in os.environ.get("CURE_PICTURES", "").split():
        desktop.screen.picture(path)
    shown = set()
    wait.until(lambda: sheet.window.has("active"), "the window to be active")
    for _ in DOMAINS:
        text = sheet.window.says("and 2 more.")
        shown.add(text)
        desktop.keyboard.press("Alt+Page_Down")
        wait.until(lambda: sheet.window.says("and 2 more.") != text, "another one")
    assert shown == {f"Mail to {domain}, and 2 more." for domain in DOMAINS}, shown
    sheet.page("Queue")
    assert "Page" in sheet.window.find("push button", "Next").description, "its key is not told"
    desktop.keyboard.press("Alt+Return")
    RemoteDomainDialog(desktop, "New Remote Domain").cancel()
    Queue(sheet).select("ann@example.org")
    sheet.press("Story…")
    desktop.wait_for_window("Story of a Message")  # stays open: it blocks nothing
    sheet.press("Set Up…")
    RemoteDomainDialog(desktop, "New Remote Domain")


def let_bus_start_window(desktop):
    """As the installed file does."""
    folder = os.path.join(desktop.directory, "services")
    with open(os.path.join(folder, f"{SETTINGS_SERVICE}.service"), "w", encoding="ascii") as file:
        file.write(f"[D-BUS Service]\nName={SETTINGS_SERVICE}\n"
                   f"Exec={build.program('countersign-settings')} --gapplication-service\n")
    desktop.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                 "ReloadConfig")


@tap.case("the desktop is told once, its button opens the dialog, and it is taken back")
def test_notification(bed):
    server = mail_exchanger(bed, "550 5.7.1 Authentication required")
    desktop = Desktop(bed)
    notifications = Notifications(bed, desktop)
    let_bus_start_window(desktop)
    desktop.start_worker()
    hold(desktop, "one", "two")
    wait.until(lambda: notifications.sent, "a notification", 60)
    hold(desktop, "three")
    desktop.add_domain("example.net", "--smart-host", "127.0.0.1:9")  # what is waiting is looked at
    note, = notifications.sent
    assert WANTS in note.body and note.title == "Mail Is Waiting", note
    assert "Set Up…" in note.actions, note
    assert desktop.tree.windows() == [], "a window nobody asked for"
    desktop.add_domain("example.org", "--authentication", "clear-text", "--account", "office",
                       password=RIGHT)
    desktop.wait_until_delivered()
    assert server.maildir.subjects() == ["one", "three", "two"]
    wait.until(lambda: notifications.closed == [note.identifier], "it to be taken back", 60)
    desktop.set_domain("example.org", password=WRONG)
    hold(desktop, "four", cause="authentication-refused")
    wait.until(lambda: len(notifications.sent) == 2, "another notification", 60)
    notifications.press(notifications.sent[1], "Change…")
    account = AccountDialog(desktop, CLEAR_TEXT)
    assert account.field("Account name").text == "office"


tap.run()
