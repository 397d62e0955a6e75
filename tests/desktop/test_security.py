"""Outbound Security and the account dialogs: what can be pressed, what is said, what is kept."""

import os

from kit.keyring import forget_secrets, stored_secrets
from kit.screen import Desktop
from kit.sheet import (CHALLENGE_RESPONSE, CLEAR_TEXT, NO_AUTHENTICATION, Sheet, SITE_SECURITY,
                       settings)
from kit.sizes import Sizes
from lib import leaks, tap, wait

PASSWORD = "Typed-93d0-secret"
STORED = "Stored-b7a4-secret"
ACCOUNT = {CLEAR_TEXT: {"account": "office"},
           CHALLENGE_RESPONSE: {"account": "mailer", "nt_domain": "CORP"}}
NAMES = {CLEAR_TEXT: "clear-text", CHALLENGE_RESPONSE: "challenge-response"}


def security_of_site(desktop):
    sheet = Sheet(desktop)
    return sheet, sheet.open_security()


def files(folder):
    """{path: content} of everything below"""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(parent, name), "rb") as file:
                found[os.path.join(parent, name)] = file.read()
    return found


@tap.case("Change… can be pressed only beside the picked option, and says why not")
def test_change_sensitive(bed):
    _, security = security_of_site(Desktop(bed))
    for picked in (NO_AUTHENTICATION, CLEAR_TEXT, CHALLENGE_RESPONSE, NO_AUTHENTICATION):
        security.select(picked)
        for option in (CLEAR_TEXT, CHALLENGE_RESPONSE):
            button = security.change_button(option)
            wait.until(lambda: button.has("sensitive") == (option == picked),
                       f"Change… of {option} with {picked}")
            assert button.description, "nothing is said"
            assert ("first" in button.description) == (option != picked), button.description


@tap.case("dialogs come up in their final size, and grow once for what more there is to be seen")
def test_sizes(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    sheet.page("Delivery")
    sizes = Sizes(bed, desktop.screen)
    security = sheet.open_security()
    wait.until(lambda: security.window.has("active"), "the dialog to be active")
    security.select(CLEAR_TEXT)  # with what it says of a password without TLS
    security.press("OK")
    wait.until(lambda: security.window.all("alert"), "the missing account to be named")
    account = security.change(CLEAR_TEXT)
    account.press("OK")
    wait.until(lambda: account.window.all("alert"), "the error")
    had = [seen for seen in sizes.seen().values() if len(seen) > 1]
    assert had, sizes.seen()
    for seen in had:
        heights = [height for _, height in seen]
        assert heights == sorted(heights) and len(heights) <= 3, seen
        assert len({width for width, _ in seen}) == 1, seen


def test_nothing_typed(bed, option):
    desktop = Desktop(bed)
    sheet, security = security_of_site(desktop)
    security.select(option)
    security.press("OK")
    wait.until(lambda: security.window.says("account"), "the missing account to be named")
    assert desktop.wait_for_window(SITE_SECURITY).has("active"), "the dialog has gone"
    focused = [node for node in security.window.walk() if node.has("focused")]
    assert focused == [security.change_button(option)], focused
    security.cancel()
    assert not sheet.is_changed()


def test_missing_parts(bed, option):
    desktop = Desktop(bed)
    _, security = security_of_site(desktop)
    security.select(option)
    dialog = security.change(option)
    dialog.press("OK")
    wait.until(lambda: "invalid-entry" in dialog.field("Account name").states
               or dialog.field("Account name").description, "an error at the account name")
    dialog.fill(**ACCOUNT[option])
    dialog.press("OK")
    wait.until(lambda: dialog.password.description, "an error at the password")
    dialog.fill(password=PASSWORD)
    dialog.ok()
    assert security.window.says(ACCOUNT[option]["account"])


for option in (CLEAR_TEXT, CHALLENGE_RESPONSE):
    tap.case(f"OK without an account says what is missing, where: {option}", option)(
        test_nothing_typed)
    tap.case(f"the account dialog says what is missing, where: {option}", option)(
        test_missing_parts)


@tap.case("a typed password lands in the keyring and nowhere else, and only with Apply")
def test_lands_in_keyring(bed):
    desktop = Desktop(bed)
    desktop.start_worker()
    sheet, security = security_of_site(desktop)
    security.set_account(CHALLENGE_RESPONSE, password=PASSWORD, **ACCOUNT[CHALLENGE_RESPONSE])
    security.ok()
    assert stored_secrets(desktop) == {} and settings(desktop) is None, "before Apply"
    sheet.apply()

    own = settings(desktop)["site"]["outbound-security"]
    (uuid, (label, secret)), = stored_secrets(desktop).items()
    assert (uuid, secret) == (own["credential"], PASSWORD), own
    assert "mailer" in label and "Countersign" in label, label
    assert (own["account"], own["nt-domain"]) == ("mailer", "CORP"), own
    found = leaks.find_in_files(desktop.directory, PASSWORD, ("/keyrings/",))
    assert found == [], found


@tap.case("a stored password is never shown; leaving the field alone keeps it")
def test_stored(bed):
    desktop = Desktop(bed)
    desktop.set_site("--authentication", "clear-text", "--account", "office", password=STORED)
    before = stored_secrets(desktop)
    sheet, security = security_of_site(desktop)
    wait.until(lambda: security.window.says("office", "stored"), "the password to be named")
    dialog = security.change(CLEAR_TEXT)
    assert dialog.password.text == "", "something stands in the password field"
    dialog.window.find("toggle button", "Show password").press()
    assert not any(STORED in text for text in dialog.window.texts())
    assert dialog.window.find("text", "Password").text == ""
    dialog.ok()
    security.tls.pick("Required")
    security.ok()
    sheet.ok()
    own = settings(desktop)["site"]["outbound-security"]
    assert own["account"] == "office" and own["tls"] == "required", own
    assert stored_secrets(desktop) == before and own["credential"] in before, own


@tap.case("a password that the keyring has lost is asked for again")
def test_lost(bed):
    desktop = Desktop(bed)
    desktop.set_site("--authentication", "clear-text", "--account", "office", password=STORED)
    forget_secrets(desktop)
    sheet, security = security_of_site(desktop)
    wait.until(lambda: security.window.says("office", "missing"), "the loss to be named")
    dialog = security.change(CLEAR_TEXT)
    wait.until(lambda: dialog.window.says("does not have", "type it again"), "the hint")
    assert not dialog.window.says("keep the stored password"), dialog.window.outline()
    dialog.press("OK")
    wait.until(lambda: dialog.window.find("alert").name, "the missing password to be named")
    assert dialog.password.has("focused")
    dialog.fill(password=PASSWORD)
    dialog.ok()
    security.ok()
    sheet.ok()
    assert [secret for _, secret in stored_secrets(desktop).values()] == [PASSWORD]


@tap.case("another account wants its own password")
def test_other_account(bed):
    desktop = Desktop(bed)
    desktop.set_site("--authentication", "clear-text", "--account", "office", password=STORED)
    sheet, security = security_of_site(desktop)
    dialog = security.change(CLEAR_TEXT)
    dialog.fill(account="bureau")
    dialog.press("OK")
    wait.until(lambda: dialog.window.find("alert").name, "the missing password to be named")
    assert dialog.password.has("focused")
    dialog.fill(password=PASSWORD)
    dialog.ok()
    security.ok()
    sheet.ok()
    assert settings(desktop)["site"]["outbound-security"]["account"] == "bureau"
    assert [secret for _, secret in stored_secrets(desktop).values()] == [PASSWORD]


@tap.case("a new password takes the place of the old one")
def test_replaced(bed):
    desktop = Desktop(bed)
    desktop.set_site("--authentication", "clear-text", "--account", "office", password=STORED)
    before = stored_secrets(desktop)
    sheet, security = security_of_site(desktop)
    security.set_account(CLEAR_TEXT, password=PASSWORD)
    security.ok()
    sheet.ok()
    (uuid, (_, secret)), = stored_secrets(desktop).items()
    assert secret == PASSWORD and uuid not in before, "a changed password is a new credential"
    assert settings(desktop)["site"]["outbound-security"]["credential"] == uuid


@tap.case("Cancel leaves no trace, at any depth")
def test_cancel(bed):
    desktop = Desktop(bed)
    desktop.set_site("--authentication", "clear-text", "--account", "office", password=STORED)
    before, secrets = files(desktop.config), stored_secrets(desktop)

    sheet, security = security_of_site(desktop)
    dialog = security.change(CLEAR_TEXT)
    dialog.fill(account="other", password=PASSWORD)
    dialog.cancel()
    assert not security.window.says("other")
    security.set_account(CLEAR_TEXT, account="other", password=PASSWORD)
    security.select(NO_AUTHENTICATION)
    security.cancel()
    assert not sheet.is_changed(), "cancelled changes count as changes"
    security = sheet.open_security()
    assert security.picked() == CLEAR_TEXT
    wait.until(lambda: security.window.says("office", "stored"), "the password to be named")
    security.set_account(CLEAR_TEXT, account="other", password=PASSWORD)
    security.ok()
    domain = sheet.add_domain("example.com")
    domain.cancel()
    sheet.cancel()
    assert files(desktop.config) == before, "files have changed"
    assert stored_secrets(desktop) == secrets, "the keyring has changed"


@tap.case("looking at another option and back loses nothing")
def test_other_option(bed):
    desktop = Desktop(bed)
    desktop.set_site("--authentication", "clear-text", "--account", "office", password=STORED)
    sheet, security = security_of_site(desktop)
    for option in (CHALLENGE_RESPONSE, NO_AUTHENTICATION, CLEAR_TEXT):
        security.select(option)
    security.ok()
    assert not sheet.is_changed()


@tap.case("a clear-text password without TLS needs a tick, and the risk is said")
def test_unencrypted(bed):
    desktop = Desktop(bed)
    sheet, security = security_of_site(desktop)
    tick = "Allow the password to be sent without TLS"
    security.set_account(CLEAR_TEXT, account="office", password=PASSWORD)
    assert security.window.says("anyone", "read"), "the risk is not said"
    security.tls.pick("Never")
    security.press("OK")
    wait.until(lambda: security.window.find("check box", tick).description, "an error at the tick")
    security.window.find("check box", tick).check()
    security.ok()
    sheet.ok()
    own = settings(desktop)["site"]["outbound-security"]
    assert (own["tls"], own["allow-unencrypted-password"]) == ("never", True), own


@tap.case("without a keyring Apply says so, changes nothing, and works once there is one")
def test_no_keyring(bed):
    desktop = Desktop(bed, keyring=False)
    sheet, security = security_of_site(desktop)
    security.set_account(CLEAR_TEXT, account="office", password=PASSWORD)
    security.ok()
    sheet.press("Apply")
    wait.until(lambda: sheet.window.says("keyring"), "the window to speak of the keyring", 60)
    assert settings(desktop) is None and sheet.is_changed()
    desktop.start_keyring()
    sheet.apply()
    assert [secret for _, secret in stored_secrets(desktop).values()] == [PASSWORD]


tap.run()
