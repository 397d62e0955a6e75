"""What a screen reader and a keyboard need, on every page and in every dialog: names, labels, keys."""

import re
import xml.etree.ElementTree as ElementTree

from kit.accessible import LABELLED_BY
from kit.queue import Queue
from kit.screen import Desktop
from kit.sheet import CHALLENGE_RESPONSE, CLEAR_TEXT, Dialog, Sheet
from lib import build, tap, wait

FIELDS = {"text", "password text", "spin button", "combo box"}
WANT_A_KEY = ("text", "password text", "spin button", "radio button", "check box", "push button")
PAGES = ("General", "Messages", "Delivery", "Remote Domains", "Queue")
OPTION_DIALOGS = (("Outbound Connections…", "Outbound Connections"),
                  ("Advanced…", "Advanced Delivery"))
MNEMONIC = re.compile(r"(?<!_)_(\w)")


def unnamed(window):
    """What can take the focus must be called something, by itself or by its label."""
    nodes = [node for node in window.walk() if node.role in FIELDS or node.has("focusable")
             and node.role not in ("scroll pane", "panel", "page tab list")]
    return [f"{node!r} in {node.parent!r}" for node in nodes if not node.name]


def unlabelled(window):
    """A field whose label stands beside it must be tied to it; unless it is named by itself."""
    labels = {label.place for node in window.walk() for label in node.related(LABELLED_BY)}
    seen = {node.own_name for node in window.walk() if node.role == "label"
            and node.place not in labels}
    return [repr(node) for node in window.walk() if node.role in FIELDS and node.own_name in seen]


def mnemonics(window):
    """{key: [what it leads to]}; the two halves of a field with one label count as one"""
    keys = {}
    for node in window.walk():
        if node.shortcut:
            label = tuple(node.related(LABELLED_BY)) or node
            keys.setdefault(node.shortcut, {})[label] = repr(node)
    return {key: list(nodes.values()) for key, nodes in keys.items()}


def tab_mnemonics():
    """Of the page tabs, which tell their keys to nobody on the accessibility bus"""
    window = ElementTree.parse(f"{build.SOURCE}/ui/properties-window.ui")
    labels = [child.find("object/property[@name='label']").text
              for child in window.iter("child") if child.get("type") == "tab"]
    assert len(labels) == len(PAGES), labels
    return {f"<Alt>{MNEMONIC.search(label)[1].lower()}": [f"tab {label}"] for label in labels}


def behind_choice(window, node):
    """A field that a radio button or a check box in front of it lets in"""
    return node.role in ("text", "spin button") and any(
        node.name.lower() in choice.name.lower()
        for choice in window.all("radio button") + window.all("check box"))


def without_mnemonic(window):
    """Fields and options without a key of their own; a field that belongs to a choice in front
    of it has that one's, and Tab."""
    return [repr(node) for node in window.walk()
            if node.role in WANT_A_KEY and node.name and node.has("sensitive")
            and not node.shortcut and not behind_choice(window, node)]


def check(window, more_keys=None):
    wait.until(lambda: window.has("active"), f"{window!r} to be active")
    assert window.own_name, "the window has no title"
    assert not unnamed(window), unnamed(window)
    assert not unlabelled(window), unlabelled(window)
    keys = mnemonics(window)
    for key, where in (more_keys or {}).items():
        keys.setdefault(key, []).extend(where)
    doubled = {key: where for key, where in keys.items() if len(where) > 1}
    assert not doubled, doubled
    missing = without_mnemonic(window)
    assert not missing, missing


@tap.case("every page")
def test_pages(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "none")
    sheet = Sheet(desktop)
    for name in PAGES:
        sheet.page(name)
        wait.until(lambda: sheet.window.find("page tab", name).has("selected"), f"page {name}")
        check(sheet.window, tab_mnemonics())


@tap.case("every dialog")
def test_dialogs(bed):
    sheet = Sheet(Desktop(bed))
    for button, title in OPTION_DIALOGS:
        sheet.page("Delivery")
        sheet.press(button)
        dialog = Dialog(sheet.desktop, title)
        check(dialog.window)
        dialog.cancel()
    security = sheet.open_security()
    check(security.window)
    for option in (CLEAR_TEXT, CHALLENGE_RESPONSE):
        security.select(option)
        check(security.window)
        account = security.change(option)
        check(account.window)
        account.press("OK")  # with what it says about missing parts
        wait.until(lambda: account.window.all("alert"), "the error")
        check(account.window)
        account.cancel()
    security.cancel()
    domain = sheet.add_domain("example.com")
    domain.forward_to("localhost:1")  # where nobody listens: a test there has a result at once
    check(domain.window)
    security = domain.open_security()
    check(security.window)
    for button, title in (("Test…", "Test"),
                          ("Find Out What the Server Wants", "What the Server Wants")):
        security.press(button)
        result = Dialog(security.desktop, title)
        result.window.find("alert", seconds=60)
        check(result.window)
        result.close("Close")


@tap.case("every dialog of the queue")
def test_queue(bed):
    desktop = Desktop(bed)
    desktop.set_site("--smart-host", "127.0.0.1:9")  # where nobody listens
    desktop.start_worker()
    desktop.send("waits", "ann@example.com")
    queue = Queue(Sheet(desktop))
    queue.select("ann@example.com")
    queue.sheet.press("Story…")
    story = Dialog(desktop, "Story of a Message")
    check(story.window)
    for tab in ("Dialogue", "Header"):  # the key of the tab leads there
        story.window.find("page tab list").select(story.window.find("page tab", tab))
        assert not unnamed(story.window), unnamed(story.window)
    story.close("Close")
    queue.sheet.press("Remove")
    question = desktop.wait_for_window(lambda title: title in ("Question", ""))
    assert not unnamed(question), unnamed(question)
    assert not without_mnemonic(question), without_mnemonic(question)


@tap.case("a list has named columns, and its rows can be read")
def test_list(bed):
    desktop = Desktop(bed)
    desktop.add_domain("example.com", "--authentication", "clear-text", "--account", "office",
                       password="secret")
    sheet = Sheet(desktop)
    headers = [node.name for node in sheet.domains.children()
               if node.role == "table column header"]
    assert headers == ["Domain", "Authentication", "Account", "Route"], headers
    row, = sheet.domains.rows()
    assert all(row), row


@tap.case("an error is heard: an alert, and the description of its field")
def test_error(bed):
    sheet = Sheet(Desktop(bed))
    sheet.set_smart_host("not a host")
    field = sheet.field("Smart host")
    alert = sheet.window.find("alert")
    assert alert.name and alert.name in field.description, (alert.name, field.description)


tap.run()
