"""What a screen reader and a keyboard need, on every page and in every dialog: names, labels, keys."""

import re
import xml.etree.ElementTree as ElementTree

from kit.accessible import LABELLED_BY
from kit.queue import Queue
from kit.screen import Desktop
from kit.sheet import Dialog, Sheet
from kit.tour import PAGES, Tour, assert_nothing_is_left_out, fill
from lib import build, tap, wait

FIELDS = {"text", "password text", "spin button", "combo box"}
WANT_A_KEY = ("text", "password text", "spin button", "radio button", "check box", "push button")
CAN_BE_USED = (*WANT_A_KEY, "combo box", "toggle button", "link")
WITHOUT_KEYS = {"shortcuts"}  # GTK's own; Escape closes it
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


def tab_mnemonics(words):
    """Of the page tabs, which tell their keys to nobody on the accessibility bus"""
    window = ElementTree.parse(f"{build.SOURCE}/ui/properties-window.ui")
    labels = [child.find("object/property[@name='label']").text
              for child in window.iter("child") if child.get("type") == "tab"]
    assert len(labels) == len(PAGES), labels
    labels = [words.with_mnemonic(label) for label in labels]
    return {f"<Alt>{MNEMONIC.search(label)[1].lower()}": [f"tab {label}"] for label in labels}


def behind_choice(window, node):
    """A field that a radio button or a check box in its row lets in"""
    top, height = node.extents[1], node.extents[3]
    return node.role in ("text", "spin button") and any(
        choice.extents[1] < top + height and top < choice.extents[1] + choice.extents[3]
        for choice in window.all(("radio button", "check box")))


def without_mnemonic(window):
    """Fields and options without a key of their own; a field that belongs to a choice in front
    of it has that one's, and Tab."""
    return [repr(node) for node in window.walk()
            if node.role in WANT_A_KEY and node.name and node.has("sensitive")
            and not node.shortcut and not behind_choice(window, node)]


def silent(window):
    """What cannot be used at present must say why, also to those who do not point at it."""
    return [repr(node) for node in window.walk()
            if node.role in CAN_BE_USED and not node.has("sensitive") and not node.description]


def faults(name, window, more_keys):
    """What is not as a screen reader and a keyboard need it"""
    keys = mnemonics(window)
    for key, where in more_keys.items():
        keys.setdefault(key, []).extend(where)
    found = {
        "without a name": unnamed(window),
        "not tied to their labels": unlabelled(window),
        "with the same key": [where for where in keys.items() if len(where[1]) > 1],
        "insensitive without saying why": silent(window),
        "without a key": without_mnemonic(window) if name not in WITHOUT_KEYS else [],
    }
    return {what: where for what, where in found.items() if where}


def check_all(bed, language):
    desktop = Desktop(bed)
    fill(desktop)
    if language is not None:
        desktop.speak(language)
    tabs = tab_mnemonics(desktop.tree.words)
    tour = Tour(desktop)
    found = {}
    for name, window in tour:
        wait.until(lambda: window.has("active"), f"{name} to be active")
        found[name] = faults(name, window, tabs if name.endswith("-page") else {})
    found = {name: what for name, what in found.items() if what}
    assert not found, "\n".join(f"{name}: {what}" for name, what in found.items())
    assert_nothing_is_left_out(tour)


for tongue in (None, "ar"):
    tap.case(f"every page and dialog, {tongue or 'en'}", tongue)(check_all)


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
    assert not faults("story", story.window, {}), faults("story", story.window, {})
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
