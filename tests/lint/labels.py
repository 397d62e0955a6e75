"""The labels that the help quotes, and what the program calls them in each language."""

import collections
import html
import re

from languages import entries

GUI = re.compile(r"<gui[^>]*>(.*?)</gui>", re.DOTALL)
# Of other programs.
OTHERS = {"Integrated Windows authentication", "Sent Items"}


def plain(label):
    """Without the mark of its Alt key, and as the reader of a page sees it"""
    return " ".join(html.unescape(label).replace("_", "").split())


def labels_in(text):
    return [plain(label) for label in GUI.findall(text.replace('\\"', '"'))
            if plain(label) not in OTHERS]


def names_of_labels(root, language):
    """{label: its names in that language}, of all that the program shows"""
    names = collections.defaultdict(set)
    for entry in entries(root / "po" / f"{language}.po", root):
        if entry.get("msgid") and entry.get("msgstr"):
            names[plain(entry["msgid"])].add(plain(entry["msgstr"]))
    return names
