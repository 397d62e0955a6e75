"""The whole way without a mouse: what a keyboard can reach, and what Enter, Escape and F1 do."""

import re

from kit.accessible import MEMBER_OF, Node
from kit.screen import Desktop
from kit.sheet import (ACCOUNT_DIALOGS, CLEAR_TEXT, SITE_SECURITY, TITLE, Sheet, settings)
from lib import tap, wait
from lib.peers import Postfix
from lib.scene import GOOD

PASSWORD = "Keyed-70ce-secret"
MOST_STOPS = 60


class Hands:
    """Presses only keys; looks at what can be seen."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.press = desktop.keyboard.press
        self.type = desktop.keyboard.type
        self.window = None

    def look_at(self, title):
        """The window with that title, once it is active."""
        self.window = self.desktop.wait_for_window(title)
        wait.until(lambda: self.window.has("active"), f"“{title}” to be active")

    def mnemonic(self, role, name):
        """The key that its label shows."""
        shortcut = self.window.find(role, name).shortcut
        assert shortcut, f"{role} “{name}” has no mnemonic"
        self.press(shortcut.replace("<Alt>", "Alt+"))

    def focused(self):
        return next((node for node in self.window.walk()
                     if node.has("focused") and node != self.window), None)

    def wait_for_focus(self, name):
        shown = self.desktop.tree.words[name]
        wait.until(lambda: self.focused() and self.focused().name == shown, f"the focus in {name}")

    def replace(self, text):
        self.press("Control+a")
        self.type(text)

    def wait_for(self, role, name, *states):
        wait.until(lambda: self.window.find(role, name).has(*states), f"{name} to be {states}")

    def type_account(self, account, password):
        self.look_at(ACCOUNT_DIALOGS[CLEAR_TEXT])
        self.wait_for_focus("Account name")
        self.type(account)
        self.mnemonic("password text", "Password")
        self.wait_for_focus("Password")
        self.type(password)
        self.press("Return")


@tap.case("clear text authentication, set up by keys alone, to a delivered message")
def test_procedure(bed):
    server = Postfix(bed, accounts={"office": PASSWORD}, certificate=GOOD)
    desktop = Desktop(bed)
    desktop.start_worker()
    process = desktop.start_window()
    hands = Hands(desktop)
    hands.look_at(TITLE)
    hands.press("Control+Page_Down")
    hands.press("Control+Page_Down")
    hands.mnemonic("text", "Smart host")
    hands.wait_for_focus("Smart host")
    hands.type(server.smart_host)
    hands.mnemonic("push button", "Outbound Security…")

    hands.look_at(SITE_SECURITY)
    hands.mnemonic("radio button", CLEAR_TEXT)
    wait.until(lambda: hands.window.find("radio button", CLEAR_TEXT).has("checked"), "the option")
    hands.press("Tab")
    hands.wait_for_focus("Change…")
    hands.press("space")

    hands.type_account("office", PASSWORD)
    hands.look_at(SITE_SECURITY)
    hands.press("Return")
    hands.look_at(TITLE)
    hands.mnemonic("push button", "OK")
    wait.until(lambda: not process.is_running(), "the program to end", 60)

    desktop.send("by keys", "ann@example.org")
    desktop.wait_until_delivered()
    assert server.received() == [("PLAIN", "office")]


def change_first_in_queue(hands, button):
    """On the page Queue"""
    hands.mnemonic("text", "Search")
    hands.press("Return")  # into the list
    hands.wait_for("push button", button, "sensitive")
    hands.mnemonic("push button", button)


def add_domain(hands, name, smart_host):
    """On the page Remote Domains, with an account that is tested"""
    security = f"Outbound Security — {name}"
    hands.mnemonic("push button", "Add…")
    hands.look_at("New Remote Domain")
    hands.wait_for_focus("Domain")
    hands.type(name)
    hands.mnemonic("radio button", "Forward to smart host")
    hands.press("Tab")
    hands.type(smart_host)
    hands.mnemonic("push button", "Outbound Security…")
    hands.look_at(security)
    hands.mnemonic("radio button", CLEAR_TEXT)
    hands.wait_for("radio button", CLEAR_TEXT, "checked")
    hands.press("Tab")
    hands.wait_for_focus("Change…")
    hands.press("space")
    hands.type_account("office", PASSWORD)
    hands.look_at(security)
    hands.mnemonic("push button", "Test…")
    hands.look_at("Test")
    words = hands.desktop.tree.words["The account works"]
    wait.until(lambda: hands.window.says(words), "the test to succeed", 60)
    hands.press("Escape")
    for title in (security, "New Remote Domain"):
        hands.look_at(title)
        hands.press("Return")


@tap.case("in Arabic: hold, add a remote domain with its account, Test, Apply, release, all by keys")
def test_arabic(bed):
    server = Postfix(bed, accounts={"office": PASSWORD}, certificate=GOOD)
    desktop = Desktop(bed)
    desktop.screen.lay_out_keys("us,ara")
    desktop.speak("ar")
    desktop.start_worker()
    desktop.send("by keys", "ann@example.org")
    process = desktop.start_window("--page", "queue")
    hands = Hands(desktop)
    hands.look_at(TITLE)
    change_first_in_queue(hands, "Hold")
    desktop.wait_for_state("held", "administrator")
    hands.press("Control+Page_Up")
    add_domain(hands, "example.org", server.smart_host)
    hands.look_at(TITLE)
    hands.wait_for("push button", "Apply", "sensitive")
    hands.mnemonic("push button", "Apply")
    wait.until(lambda: not hands.window.find("push button", "Apply").has("sensitive")
               and hands.window.find("push button", "OK").has("sensitive"), "Apply to end", 60)
    hands.press("Control+Page_Down")
    change_first_in_queue(hands, "Release")
    desktop.wait_until_delivered()
    said = hands.window.find("statusbar").name
    assert said and not re.search("[a-z]", said), f"English: {said}"
    assert server.received() == [("PLAIN", "office")]
    hands.mnemonic("push button", "OK")
    wait.until(lambda: not process.is_running(), "the program to end", 60)


def tab_stops(hands):
    """Every control that Tab reaches, until it comes round again. None is a combo box: GTK gives the
    focus to a part of it that is not on the accessibility bus."""
    stops = []
    while len(stops) < MOST_STOPS:
        before = hands.focused()
        hands.press("Tab")
        wait.until(lambda: hands.focused() != before, f"the focus to leave {before!r}")
        stop = hands.focused()
        if stop is not None and stop in stops:
            return stops[:-1] if stops[0] is None else stops  # the first of all came again, too
        stops.append(stop)
    raise AssertionError(f"Tab does not come round: {stops}")


def group_of(radio):
    """Arrow keys go on inside a group, Tab passes it by: any button stands for all."""
    return {other.place for other in radio.related(MEMBER_OF)} | {radio.place}


def wanted_stops(window):
    """Everything that can take the focus"""
    return [node for node in window.walk() if node.has("focusable", "sensitive")
            and node.role not in ("dialog", "frame", "scroll pane")]


def assert_reachable(hands):
    stops = tab_stops(hands)
    named = [stop for stop in stops if stop is not None]
    reached = {stop.place for stop in named}
    reached |= {place for stop in named if stop.role == "radio button" for place in group_of(stop)}
    for node in wanted_stops(hands.window):
        assert node.place in reached, f"Tab does not reach {node!r}, only {named}"
    combos = [node for node in hands.window.all("combo box") if node.has("sensitive")]
    assert stops.count(None) == len(combos), (stops, combos)


@tap.case("Tab reaches everything on every page")
def test_tab_pages(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "none")
    desktop.start_window()
    hands = Hands(desktop)
    hands.look_at(TITLE)
    for name in [tab.name for tab in hands.window.all("page tab")]:
        wait.until(lambda: hands.window.find("page tab", name).has("selected"), f"page {name}")
        assert_reachable(hands)
        hands.press("Control+Page_Down")


@tap.case("Tab reaches everything in the dialogs")
def test_tab_dialogs(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    hands = Hands(desktop)
    security = sheet.open_security()
    security.select(CLEAR_TEXT)
    hands.look_at(SITE_SECURITY)
    assert_reachable(hands)
    security.change(CLEAR_TEXT)
    hands.look_at(ACCOUNT_DIALOGS[CLEAR_TEXT])
    assert_reachable(hands)
    hands.press("Escape")
    hands.look_at(SITE_SECURITY)
    hands.press("Escape")
    domain = sheet.add_domain("example.com")
    hands.look_at(domain.window.own_name)
    assert_reachable(hands)


@tap.case("Escape is Cancel in every dialog and closes the unchanged window")
def test_escape(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    hands = Hands(desktop)
    sheet.open_security().select(CLEAR_TEXT)
    hands.look_at(SITE_SECURITY)
    hands.press("Escape")
    desktop.wait_for_no_window(SITE_SECURITY)
    hands.look_at(TITLE)
    assert not sheet.is_changed()
    hands.press("Escape")
    wait.until(lambda: not sheet.process.is_running(), "the program to end")
    assert settings(desktop) is None


@tap.case("Enter in a field is the dialog's OK")
def test_enter(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    domain = sheet.add_domain("")
    hands = Hands(desktop)
    hands.look_at(domain.window.own_name)
    hands.wait_for_focus("Domain")
    hands.type("example.com")
    hands.press("Return")
    wait.until(lambda: [row[0] for row in sheet.domains.rows()] == ["example.com"], "the row")


@tap.case("a list of all keys, whose keys work: pages, search, undo, close")
def test_shortcuts(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "none")
    sheet = Sheet(desktop)
    hands = Hands(desktop)
    hands.look_at(TITLE)
    hands.press("Control+F1")
    hands.look_at("Keyboard Shortcuts")
    keys = {"Help for what is in front", "Keyboard shortcuts", "Next or previous page", "Search",
            "Set up what waiting mail needs, or show the next",
            "Undo removing or changing several"}
    wait.until(lambda: keys <= set(hands.window.texts()), "the keys to be listed")
    hands.press("Escape")
    hands.look_at(TITLE)

    hands.press("Control+f")
    hands.wait_for_focus("Search")
    sheet.domains.select_row("example.com")
    sheet.domains.focus()
    hands.press("Delete")
    wait.until(lambda: not sheet.domains.rows(), "the row to be removed")
    sheet.page("Delivery")
    hands.press("Control+z")
    wait.until(lambda: sheet.domains.rows(), "the row to come back")
    hands.press("Control+w")
    wait.until(lambda: not sheet.process.is_running(), "the program to end")


@tap.case("F1 helps, wherever one is")
def test_help(bed):
    desktop = Desktop(bed)
    sheet = Sheet(desktop)
    hands = Hands(desktop)
    security = sheet.open_security()
    for title in (SITE_SECURITY, TITLE):
        hands.look_at(title)
        before = len(desktop.tree.windows())
        hands.press("F1")
        wait.until(lambda: len(desktop.tree.windows()) == before + 1, f"help for “{title}”")
        newest = next(one for one in desktop.tree.windows()
                      if one.own_name not in (SITE_SECURITY, TITLE))
        assert isinstance(newest, Node) and len(" ".join(newest.texts())) > 100, newest.outline()
        hands.look_at(newest.own_name)
        hands.press("Escape")
        wait.until(lambda: len(desktop.tree.windows()) == before, "the help to close")
        if title == SITE_SECURITY:
            security.cancel()


tap.run()
