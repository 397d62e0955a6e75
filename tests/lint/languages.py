#!/usr/bin/python3
"""Is every language of po/LINGUAS whole: each text of the sources translated and none in doubt,
placeholders kept, and each mnemonic once among what is on the screen together?"""

import collections
import importlib.util
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

# as in the preset "glib" of meson's i18n.gettext ()
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "g_dcgettext:2", "g_dngettext:2,3",
            "g_dpgettext2:2c,3"]
ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) "(.*)"$')
MOST_LINES = 6  # of each fault
PLACEHOLDER = re.compile(r"\{\w+\}")


def run(*command, cwd):
    result = subprocess.run(
        command, cwd=cwd, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return result.returncode, result.stdout


def extract(root, template):
    return run("xgettext", "--from-code=UTF-8", *(f"--keyword={word}" for word in KEYWORDS),
               "--files-from=po/POTFILES", f"--output={template}", cwd=root)


def entries(catalogue, root):
    """What a catalogue has, as one dictionary for each entry."""
    _, text = run("msgcat", "--no-wrap", "--no-location", str(catalogue), cwd=root)
    entry = collections.defaultdict(str)
    key = None
    for line in text.splitlines() + [""]:
        match = ENTRY.match(line)
        if match:
            key = match[1]
            entry[key] = match[2]
        elif line.startswith('"') and key is not None:
            entry[key] += line[1:-1]
        elif not line and entry:
            yield dict(entry)
            entry.clear()
            key = None


def translations(catalogue, root):
    return {entry["msgid"]: entry.get("msgstr", "") for entry in entries(catalogue, root)
            if entry.get("msgid") and "msgctxt" not in entry}


def mnemonics_module(root):
    spec = importlib.util.spec_from_file_location("mnemonics", root / "tests/app/mnemonics.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def translated(path, words):
    root = ElementTree.parse(path).getroot()
    for node in root.iter("property"):
        if node.get("translatable") == "yes":
            node.text = words.get(node.text, node.text)
    return root


def mnemonic_faults(module, root, words):
    window = translated(root / "ui" / module.WINDOW, words)
    for path in sorted((root / "ui").glob("*.ui")):
        page = translated(path, words)
        together = [page, window] if path.stem.endswith(("-page", "-view")) else [page]
        yield from (f"ui/{path.name}: {fault}" for fault in module.twice(*together))


def placeholder_faults(words):
    for text, translation in words.items():
        if translation and set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(translation)):
            yield f"“{translation}” has other words in braces than “{text}”"


def catalogue_faults(root, catalogue, template):
    yield from compare(root, catalogue, template)
    words = translations(catalogue, root)
    yield from placeholder_faults(words)
    yield from mnemonic_faults(mnemonics_module(root), root, words)


def shortened(lines):
    return "\n".join(lines[:MOST_LINES] + (["…"] if len(lines) > MOST_LINES else []))


def incomplete(root, merged, choice, complaint):
    chosen = merged.with_suffix(".chosen.po")
    run("msgattrib", choice, "--no-obsolete", f"--output-file={chosen}", str(merged), cwd=root)
    texts = [entry["msgid"] for entry in entries(chosen, root) if entry.get("msgid")]
    chosen.unlink(missing_ok=True)
    if texts:
        yield f"{len(texts)} {complaint}\n" + shortened(texts)


def compare(root, catalogue, template):
    merged = template.with_suffix(".po")
    run("msgmerge", "--quiet", "--no-fuzzy-matching", f"--output-file={merged}", str(catalogue),
        str(template), cwd=root)
    yield from incomplete(root, merged, "--untranslated", "without a translation")
    yield from incomplete(root, merged, "--only-fuzzy", "in doubt")
    # The catalogue itself may not know which texts have placeholders; the sources do.
    status, output = run("msgfmt", "--check", "--check-accelerators=_", "--output-file=/dev/null",
                         str(merged), cwd=root)
    if status != 0:
        yield shortened(output.strip().splitlines())


def main(root):
    languages = (root / "po" / "LINGUAS").read_text().split()
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "countersign.pot"
        status, output = extract(root, template)
        if status != 0:
            print(output)
            return True
        faults = [
            f"{language}: {fault}"
            for language in languages
            for fault in catalogue_faults(root, root / "po" / f"{language}.po", template)
        ]
    print("\n".join(faults) or f"{' '.join(languages)}: whole")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
