"""Test… and Find Out What the Server Wants: with what stands in the dialog, applied or not; and an
account that several entries share."""

from kit.keyring import stored_secrets
from kit.screen import Desktop
from kit.sheet import CLEAR_TEXT, NO_AUTHENTICATION, Dialog, Sheet, settings
from lib import tap, wait
from lib.demo import DemoServer
from lib.scene import GOOD

RIGHT, WRONG = "Right-64d1-secret", "Wrong-0b9e-secret"
ACCOUNTS = {"office": RIGHT}
TEST, WANTS = "Test", "What the Server Wants"


def security_of_site(desktop):
    sheet = Sheet(desktop)
    return sheet, sheet.open_security()


def result_of(security, button, title):
    """Presses the button; returns the dialog when it has a result."""
    security.press(button)
    dialog = Dialog(security.desktop, title)
    dialog.window.find("alert", seconds=60)
    return dialog


def set_up(bed, *options, password=RIGHT):
    server = DemoServer(bed, *options, accounts=ACCOUNTS, certificate=GOOD)
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", server.smart_host, "--authentication", "clear-text",
                     "--account", "office", password=password)
    return server, desktop


@tap.case("Test… with the stored password, step by step")
def test_stored(bed):
    server, desktop = set_up(bed)
    _, security = security_of_site(desktop)
    dialog = result_of(security, "Test…", TEST)
    for words in (("connected",), ("encrypted", "tls 1.3"), ("plain", "login")):
        assert dialog.window.says(*words), (words, dialog.window.outline())
    assert [event["ok"] for event in server.events("auth")] == [True]
    assert server.messages() == [], "a test sends nothing"


@tap.case("Test… tries what has been typed, stores none of it, and shows no password")
def test_typed(bed):
    server, desktop = set_up(bed)
    before = stored_secrets(desktop)
    sheet, security = security_of_site(desktop)
    security.set_account(CLEAR_TEXT, password=WRONG)
    dialog = result_of(security, "Test…", TEST)
    assert dialog.window.says("refused", "535"), dialog.window.outline()
    dialog.window.find("toggle button", "Dialogue").press()
    talk = dialog.window.find("text", "Dialogue with the server")
    wait.until(lambda: "535" in talk.text, "the dialogue to be shown")
    assert "Certificate for localhost" in talk.text and "SHA-256 fingerprint" in talk.text, talk.text
    assert "AUTH PLAIN" in talk.text and WRONG not in talk.text, talk.text
    assert [event["ok"] for event in server.events("auth")] == [False]
    dialog.close("Close")
    security.cancel()
    assert not sheet.is_changed() and stored_secrets(desktop) == before


@tap.case("Find Out What the Server Wants, and use it")
def test_wants(bed):
    server, desktop = set_up(bed)
    desktop.set_site("--authentication", "none")
    sheet, security = security_of_site(desktop)
    assert security.picked() == NO_AUTHENTICATION
    dialog = result_of(security, "Find Out What the Server Wants", WANTS)
    assert dialog.window.says(CLEAR_TEXT, "offered"), dialog.window.outline()
    assert dialog.window.says("Certificate: localhost", "valid until"), dialog.window.outline()
    dialog.close("Use What the Server Offers")
    wait.until(lambda: security.picked() != NO_AUTHENTICATION, "an option to be picked")
    assert security.tls.picked.startswith("Required"), security.tls.picked  # it was when offered
    assert server.events("auth") == [], "nobody asked it to sign in"


@tap.case("an empty Windows NT domain is filled in with the server's own")
def test_domain(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", server.smart_host, "--authentication", "challenge-response",
                     "--account", "office", password=RIGHT)
    _, security = security_of_site(desktop)
    result_of(security, "Test…", TEST).close("Close")
    wait.until(lambda: security.window.says("\\office"), "the domain in front of the account")


@tap.case("a test can be stopped")
def test_stop(bed):
    _, desktop = set_up(bed, "--delay", "60000")
    _, security = security_of_site(desktop)
    security.press("Test…")
    dialog = Dialog(desktop, TEST)
    dialog.press("Stop")
    wait.until(lambda: not dialog.button("Stop").has("sensitive"), "the test to end")
    dialog.close("Close")


@tap.case("an existing account may be used by another entry, and its password is kept once")
def test_shared(bed):
    _, desktop = set_up(bed)
    before = stored_secrets(desktop)
    sheet = Sheet(desktop)
    domain = sheet.add_domain("example.com")
    security = domain.open_security()
    security.select(CLEAR_TEXT)
    account = security.change(CLEAR_TEXT)
    account.press("Use an Existing Account…")
    picker = Dialog(desktop, "Existing Accounts")
    picker.window.find(("table", "tree table"), "Accounts").select_row("office")
    picker.close("Use")
    account.ok()
    security.ok()
    domain.ok()
    sheet.ok()
    own = settings(desktop)["remote-domains"][0]["outbound-security"]
    assert own["credential"] == settings(desktop)["site"]["outbound-security"]["credential"]
    assert stored_secrets(desktop) == before


tap.run()
