"""The page Remote Domains and the properties of one of them."""

import json

from kit.keyring import stored_secrets
from kit.screen import Desktop
from kit.sheet import (CLEAR_TEXT, NO_AUTHENTICATION, SITES_SETTING, Dialog, SecurityDialog,
                       Sheet, settings)
from lib import tap, wait

KNOWN = "is a known provider."
PASSWORD = "Domain-51c2-secret"


def names(sheet):
    return [row[0] for row in sheet.domains.rows()]


@tap.case("Add…, with an account and a route of its own")
def test_add(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    assert names(sheet) == []
    domain = sheet.add_domain("*.Corp.Example")
    domain.forward_to("[192.0.2.7]")
    security = domain.open_security()
    assert security.picked() == SITES_SETTING, "it is not the first choice"
    security.set_account(CLEAR_TEXT, account="office", password=PASSWORD)
    security.ok()
    domain.ok()
    row, = sheet.domains.rows()
    assert row[0] == "*.corp.example" and "office" in row and "[192.0.2.7]" in row, row
    sheet.ok()

    entry, = settings(desktop)["remote-domains"]
    assert entry["domain"] == "*.corp.example" and entry["smart-host"] == "[192.0.2.7]", entry
    assert [secret for _, secret in stored_secrets(desktop).values()] == [PASSWORD]


@tap.case("a name is checked as it is typed")
def test_name(bed):
    sheet = Sheet(Desktop(bed))
    domain = sheet.add_domain("")
    field = domain.field("Domain")
    for text, is_good in (("exa mple.com", False), ("a.*.example", False), ("example.com", True),
                          ("*.example.com", True), ("ann@example.com", True), ("ann@", False),
                          ("bücher.example", True)):
        field.fill(text)
        wait.until(lambda: ("invalid-entry" not in field.states
                            and not domain.window.all("alert")) == is_good,
                   f"“{text}” to be {'good' if is_good else 'bad'}")


@tap.case("a name that is there already is refused at the field")
def test_twice(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "none")
    domain = Sheet(desktop).add_domain("EXAMPLE.com")
    domain.press("OK")
    wait.until(lambda: domain.field("Domain").description, "an error at the name")


@tap.case("Properties… changes an entry; Use the site’s setting gives up its own security")
def test_change(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "clear-text", "--account", "office",
                       password=PASSWORD)
    sheet = Sheet(desktop)
    domain = sheet.open_domain("example.com")
    assert domain.field("Domain").text == "example.com"
    security = domain.open_security()
    assert security.picked() == CLEAR_TEXT
    security.select(SITES_SETTING)
    security.ok()
    domain.ok()
    sheet.ok()
    assert settings(desktop)["remote-domains"] == [{"domain": "example.com"}]
    assert stored_secrets(desktop) == {}, "the password that nobody needs any more is kept"


@tap.case("HELO goes with no authentication only")
def test_helo(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "none")
    sheet = Sheet(desktop)
    domain = sheet.open_domain("example.com")
    domain.window.find("check box", "Send HELO instead of EHLO").check()
    domain.ok()
    sheet.ok()
    entry, = settings(desktop)["remote-domains"]
    assert entry["helo"] is True, entry


@tap.case("searching narrows the list as one types")
def test_search(bed):
    desktop = Desktop(bed)
    for name in ("example.com", "example.org", "other.test"):
        desktop.add_domain(name, "--authentication", "none")
    sheet = Sheet(desktop)
    assert names(sheet) == ["example.com", "example.org", "other.test"]
    sheet.field("Search").fill("org")
    wait.until(lambda: names(sheet) == ["example.org"], "one row")
    sheet.field("Search").fill("nothing like it")
    wait.until(lambda: names(sheet) == [], "no row")
    assert not sheet.button("Remove").has("sensitive")
    sheet.field("Search").fill("")
    wait.until(lambda: len(names(sheet)) == 3, "all rows")


@tap.case("Remove, and its password goes too; Undo brings both back")
def test_remove(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "clear-text", "--account", "office",
                       password=PASSWORD)
    desktop.add_domain("example.org", "--authentication", "none")
    sheet = Sheet(desktop)
    sheet.domains.select_row("example.com")
    sheet.press("Remove")
    wait.until(lambda: names(sheet) == ["example.org"], "one row")
    sheet.press("Undo")
    wait.until(lambda: names(sheet) == ["example.com", "example.org"], "both rows")
    assert not sheet.is_changed()
    sheet.domains.select_row("example.com")
    sheet.press("Remove")
    sheet.apply()
    assert [one["domain"] for one in settings(desktop)["remote-domains"]] == ["example.org"]
    assert stored_secrets(desktop) == {}
    wait.until(lambda: not sheet.window.says("removed."), "nothing to be undone")
    sheet.domains.focus()
    desktop.keyboard.press("Control+z")
    desktop.keyboard.press("Control+Page_Down")  # comes after it
    wait.until(lambda: sheet.window.find("page tab", "Queue").has("selected"), "the next page")
    assert not sheet.is_changed()


@tap.case("a sentence says what is in force for the selected one; a readable password is marked")
def test_summary(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "clear-text", "--account", "office",
                       "--smart-host", "relay.example.net", "--allow-unencrypted-password",
                       password=PASSWORD)
    desktop.add_domain("example.org", "--authentication", "none")
    sheet = Sheet(desktop)
    sheet.domains.select_row("example.org")
    wait.until(lambda: sheet.window.says("example.org", "without authentication"), "the sentence")
    assert not sheet.window.says("could read it")
    sheet.domains.select_row("example.com")
    wait.until(lambda: sheet.window.says("2 remote domains are selected"), "how many are selected")
    sheet.press("Remove")
    sheet.press("Undo")
    sheet.domains.select_row("example.com")
    wait.until(lambda: sheet.window.says("example.com", "signs in as office"), "the sentence")
    assert sheet.window.says("could read it"), sheet.window.texts()
    assert "unprotected" in sheet.domains.rows()[0][1], sheet.domains.rows()
    domain = sheet.open_domain("example.com")
    assert domain.window.says("could read it"), domain.window.texts()


@tap.case("several are changed at once; what differs stays; Ctrl+Z undoes it")
def test_several(bed):
    desktop = Desktop(bed)
    for number, tls in ((1, "required"), (2, "when-offered")):
        desktop.add_domain(f"example{number}.com", "--authentication", "clear-text", "--account",
                           f"office{number}", "--tls", tls, password=PASSWORD)
    sheet = Sheet(desktop)
    for number in (1, 2):
        sheet.domains.select_row(f"example{number}.com")
    assert not sheet.button("Properties…").has("sensitive")
    sheet.press("Outbound Security…")
    security = SecurityDialog(desktop, "Outbound Security — 2 Remote Domains")
    desktop.add_domain("example3.com")  # the window follows the file, and the dialog goes on
    before = settings(desktop)["remote-domains"]
    wait.until(lambda: sheet.domains.row_count == 3, "the third to be listed")
    assert security.picked() == CLEAR_TEXT
    assert security.window.says("Different accounts"), security.window.texts()
    assert security.tls.picked == "Different: as they are", security.tls.picked
    assert "Several" in security.button("Test…").description
    security.tls.pick("From the start")
    security.ok()
    wait.until(lambda: sheet.window.says("2 remote domains changed"), "what was done")
    sheet.domains.select_row("example3.com")
    sheet.press("Outbound Security…")
    security = SecurityDialog(desktop, "Outbound Security — 3 Remote Domains")
    assert security.picked() == "Different options: as they are"
    security.select(NO_AUTHENTICATION)
    security.ok()
    wait.until(lambda: {row[1] for row in sheet.domains.rows()} == {"None"}, "another option")
    sheet.domains.focus()
    desktop.keyboard.press("Control+z")
    wait.until(lambda: [row[1] for row in sheet.domains.rows()]
               == ["Clear text", "Clear text", "Site’s setting"], "the options from before")
    sheet.ok()
    after = settings(desktop)["remote-domains"]
    for entry in before[:2]:
        entry["outbound-security"]["tls"] = "from-start"
    assert after == before, after


@tap.case("a known provider fills in host, TLS and option, once its account is there")
def test_provider(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    domain = sheet.add_domain("gmail.com")
    hint = wait.until(lambda: domain.window.all("label", lambda name: KNOWN in name), "a hint")[0]
    hint.focus()
    desktop.keyboard.press("Return")  # its link
    security = SecurityDialog(desktop, "Outbound Security — gmail.com")
    assert security.picked() == CLEAR_TEXT and security.tls.picked == "Required"
    security.cancel()
    assert domain.window.find("radio button", "Use the site’s route").has("checked")
    domain.field("Domain").fill("example.com")
    wait.until(lambda: KNOWN not in " ".join(domain.window.texts()), "the hint to go")
    domain.press("Known Providers…")
    presets = Dialog(desktop, "Known Providers")
    presets.field("Search").fill("gmail.com")
    presets.field("Search").focus()
    desktop.keyboard.press("Escape")
    wait.until(lambda: presets.field("Search").text == "", "Escape to empty the search")
    desktop.keyboard.press("Escape")
    desktop.wait_for_no_window("Known Providers")
    for button in ("Cancel", "OK"):
        domain.press("Known Providers…")
        presets = Dialog(desktop, "Known Providers")
        presets.field("Search").fill("gmail.com")
        wait.until(lambda: presets.window.says("app password"), "what it wants")
        presets.close("Use")
        security = SecurityDialog(desktop, "Outbound Security — example.com")
        assert security.picked() == CLEAR_TEXT and security.tls.picked == "Required"
        assert security.window.says("app password"), security.window.texts()
        if button == "OK":
            account = security.change(CLEAR_TEXT)
            account.fill(account="ann@gmail.com", password=PASSWORD)
            account.ok()
        security.close(button)
        assert domain.field("Smart host").text == ("smtp.gmail.com:587" if button == "OK" else "")
    domain.ok()
    sheet.ok()
    entry, = settings(desktop)["remote-domains"]
    assert entry["smart-host"] == "smtp.gmail.com:587", entry
    assert entry["outbound-security"]["account"] == "ann@gmail.com", entry


@tap.case("Accounts… says where each is used; a password that nobody uses can be deleted")
def test_accounts(bed):
    desktop = Desktop(bed)
    desktop.add_domain("lost.example", "--authentication", "clear-text", "--account", "lost",
                       "--credential", "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11")
    desktop.add_domain("unused.example", "--authentication", "clear-text", "--account", "office",
                       password=PASSWORD)
    value = settings(desktop)
    value["remote-domains"].pop()  # by hand: the password stays
    with open(desktop.settings_file, "w", encoding="utf-8") as file:
        json.dump(value, file)
    sheet = Sheet(desktop)
    sheet.page("Remote Domains")
    sheet.press("Accounts…")
    dialog = Dialog(desktop, "Accounts")
    accounts = dialog.window.find("table", "Accounts")
    wait.until(lambda: accounts.row_count == 2, "both passwords")
    lost, unused = accounts.rows()
    assert lost[:3] == ["lost", "lost.example", "⚠ missing"], lost
    assert unused[1:3] == ["–", "stored"], unused
    wait.until(lambda: dialog.window.says("worker does not answer"), "who knows of no last use")
    accounts.select_row("lost")
    wait.until(lambda: "An entry uses" in dialog.button("Delete Password…").description, "why not")
    accounts.select_row(unused[0])
    dialog.press("Delete Password…")
    desktop.wait_for_window("Question").find("push button", "Delete").press()
    wait.until(lambda: stored_secrets(desktop) == {}, "the password to be deleted")
    wait.until(lambda: accounts.row_count == 1, "its row to go")
    dialog.close("Close")
    assert not sheet.is_changed()


@tap.case("an address may override its domain, and the option is changed for it alone")
def test_address(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "clear-text", "--account", "office",
                       password=PASSWORD)
    sheet = Sheet(desktop)
    domain = sheet.add_domain("ann@example.com")
    security = domain.open_security()
    security.select(NO_AUTHENTICATION)
    security.ok()
    domain.ok()
    sheet.ok()
    explained = desktop.cli_json("explain", "ann@example.com", "--offline")
    assert explained["authentication"] == "none", explained
    explained = desktop.cli_json("explain", "bob@example.com", "--offline")
    assert explained["authentication"] == "clear-text", explained


tap.run()
