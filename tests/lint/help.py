#!/usr/bin/python3
"""Is the help sound, and has each window its page?

Pages must be valid Mallard, their links and pictures must lead somewhere, and every page must be
reached from the index. A topic that the window asks for must be a page, and be among those that the
program shows by itself where no viewer is installed; a page about a window must be asked for by it.
A page whose status is draft is about a window that is still to come. What a page calls a label must
stand somewhere in the program.

usage: help.py SOURCE-FOLDER
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from labels import labels_in, names_of_labels

MALLARD = "{http://projectmallard.org/1.0/}"
WINDOWS = "index#windows"
CHECKS = ("validate", "links", "media", "orphans")
MOST_BYTES = 60000  # of a picture
ASKED_FOR = re.compile(r'cs_help_show \([^;]*;|help_topic = "[a-z-]+"')
TOPIC = re.compile(r'"([a-z-]+)"')
SHOWN_BY_ITSELF = re.compile(r'^  \{ "([a-z-]+)",', re.MULTILINE)


def run_checks(pages, checks=CHECKS):
    """yelp-check's own; with nothing to fetch pages from, since all that it needs is installed"""
    for check in checks:
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run(["yelp-check", check, *map(str, pages)], text=True,
                                  capture_output=True, check=False,
                                  env={"PATH": "/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8"})
        yield from (f"yelp-check {check}: {line}" for line in done.stdout.splitlines())
        if done.returncode != 0:
            yield f"yelp-check {check} says {done.returncode} {done.stderr}".rstrip()


def topics_asked_for(app):
    return {topic for path in app.glob("*.c") for place in ASKED_FOR.findall(path.read_text())
            for topic in TOPIC.findall(place)}


def is_about_a_window(page):
    root = ElementTree.parse(page).getroot()
    info = root.find(f"{MALLARD}info")
    return (info.find(f"{MALLARD}revision").get("status") == "final"
            and any(link.get("xref") == WINDOWS for link in info.iter(f"{MALLARD}link")))


def topic_faults(app, pages):
    asked = topics_asked_for(app)
    shown = set(SHOWN_BY_ITSELF.findall((app / "help-topics.c").read_text()))
    windows = {page.stem for page in pages if is_about_a_window(page)}
    yield from (f"{name}: there is no help/C/{name}.page"
                for name in sorted(asked - {page.stem for page in pages}))
    yield from (f"{name}: help-topics.c has nothing to show" for name in sorted(asked - shown))
    yield from (f"{name}: help-topics.c has it, and no window asks for it"
                for name in sorted(shown - asked))
    yield from (f"help/C/{name}.page: no window asks for it" for name in sorted(windows - asked))


def label_faults(root, pages):
    """Every catalogue has all labels of the program, so any will do"""
    shown = names_of_labels(root, "de")
    for page in pages:
        yield from (f"help/C/{page.name}: the program has no “{label}”"
                    for label in labels_in(page.read_text()) if label not in shown)


def listed_faults(folder):
    """What help/meson.build installs is what there is"""
    listed = set(re.findall(r"'([\w./-]+\.(?:page|xml|png))'", (folder / "meson.build").read_text()))
    there = {str(path.relative_to(folder / "C")) for path in (folder / "C").rglob("*.*")
             if path.suffix != ".pot"}
    yield from (f"help/meson.build: {name} is missing" for name in sorted(there - listed))
    yield from (f"help/meson.build: {name} is not there" for name in sorted(listed - there))
    for picture in (folder / "C" / "figures").iterdir():
        if picture.stat().st_size > MOST_BYTES:
            yield f"{picture.name} has {picture.stat().st_size} bytes"


def main(root):
    pages = sorted((root / "help" / "C").glob("*.page"))
    found = [*run_checks(pages), *topic_faults(root / "src" / "app", pages),
             *label_faults(root, pages), *listed_faults(root / "help")]
    print("\n".join(found) or f"{len(pages)} pages are in order")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
