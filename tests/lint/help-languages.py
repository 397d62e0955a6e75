#!/usr/bin/python3
"""Is the help whole in every language of help/LINGUAS: each text translated and none in doubt, the
translated pages valid Mallard with the links of the English ones, and each label called what the
program calls it in that language?

usage: help-languages.py SOURCE-FOLDER
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from help import run_checks
from labels import labels_in, names_of_labels
from languages import entries, shortened

# Pictures are the English ones until a language has its own; the credits are asked for by itstool.
LINK = re.compile(r'(?:xref|href)=\\?"([^"\\]+)')
MAY_BE_EMPTY = re.compile(r"external ref=|translator-credits$")


def run(*command):
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)


def texts(catalogue, root):
    """[(text, translation)] of a catalogue"""
    return [(entry["msgid"], entry.get("msgstr", "")) for entry in entries(catalogue, root)
            if entry.get("msgid") and not MAY_BE_EMPTY.match(entry["msgid"])]


def merged_faults(root, merged):
    doubtful = merged.with_suffix(".fuzzy")
    run("msgattrib", "--only-fuzzy", "--no-obsolete", f"--output-file={doubtful}", merged)
    for complaint, found in (
        ("without a translation", [text for text, words in texts(merged, root) if not words]),
        ("in doubt", [text for text, _ in texts(doubtful, root)] if doubtful.exists() else []),
    ):
        if found:
            yield f"{len(found)} {complaint}\n" + shortened(found)


def link_faults(root, merged):
    for text, words in texts(merged, root):
        if words and sorted(LINK.findall(text)) != sorted(LINK.findall(words)):
            yield f"“{words}” has other links than “{text}”"


def label_faults(root, language, merged):
    names = names_of_labels(root, language)
    for text, words in texts(merged, root):
        there = labels_in(words)
        for label in labels_in(text):
            if words and label in names and not names[label] & set(there):
                yield f"“{label}” is called {' or '.join(sorted(names[label]))}, not {there}"


def page_faults(root, language, folder):
    pages = folder / language
    shutil.copytree(root / "help" / "C", pages)
    run("msgfmt", f"--output-file={folder / 'help.mo'}", root / "help" / language / f"{language}.po")
    sources = sorted((root / "help" / "C").glob("*.page"))
    run("itstool", f"--merge={folder / 'help.mo'}", "--output", pages, *sources,
        root / "help" / "C" / "legal.xml")
    yield from run_checks(sorted(pages.glob("*.page")), ("validate",))


def faults(root, language, template, folder):
    merged = folder / f"{language}.po"
    run("msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}",
        root / "help" / language / f"{language}.po", template)
    yield from merged_faults(root, merged)
    yield from link_faults(root, merged)
    yield from label_faults(root, language, merged)
    yield from page_faults(root, language, folder)


def main(root):
    languages = (root / "help" / "LINGUAS").read_text().split()
    programs = (root / "po" / "LINGUAS").read_text().split()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        template = folder / "help.pot"
        run("itstool", "--output", template, *sorted((root / "help" / "C").glob("*.page")),
            root / "help" / "C" / "legal.xml")
        found = [f"{language}: {fault}" for language in languages
                 for fault in faults(root, language, template, folder)]
    found += [f"{language}: the program speaks it, and the help does not"
              for language in sorted(set(programs) - set(languages))]
    print("\n".join(found) or f"{' '.join(languages)}: whole")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
