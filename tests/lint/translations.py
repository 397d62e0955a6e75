#!/usr/bin/python3
"""Does po/POTFILES list every file with text to translate, and nothing else? Is all text looked up
in our catalogue?

With --update it is written anew.
"""

import pathlib
import re
import subprocess
import sys

MARKS = {
    ".c": re.compile(r"\b(?:N?C?_|g_dngettext|ngettext|g_dpgettext2?)\s*\("),
    ".ui": re.compile(r'translatable="yes"'),
    ".desktop.in": re.compile("^Name=", re.MULTILINE),
    ".metainfo.xml.in": re.compile("<name>"),
}


def has_text(path):
    mark = next((MARKS[end] for end in MARKS if path.name.endswith(end)), None)
    return mark is not None and mark.search(path.read_text()) is not None


def of_another_domain(root):
    """Plain ngettext looks in the default domain, which is not ours in each program and library."""
    for path in sorted((root / "src").rglob("*.c")):
        if re.search(r"(?<!d)\bngettext\s*\(", path.read_text()):
            yield f"{path.relative_to(root)}: use g_dngettext (GETTEXT_PACKAGE, …), not ngettext"


def can_extract(root):
    """xgettext warns of what translators could not work with."""
    command = ["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=C_:1c,2", "--keyword=N_",
               "--files-from=po/POTFILES", "--output=-"]
    result = subprocess.run(
        command, cwd=root, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    print(result.stderr, end="")
    return result.returncode == 0 and not result.stderr


def main(root, update):
    wanted = sorted(
        str(path.relative_to(root))
        for folder in ("data", "src", "ui")
        for path in (root / folder).rglob("*")
        if path.is_file() and has_text(path)
    )
    potfiles = root / "po" / "POTFILES"
    if update:
        potfiles.write_text("".join(name + "\n" for name in wanted))
    listed = potfiles.read_text().split()

    for name in sorted(set(wanted) - set(listed)):
        print(f"po/POTFILES: {name} is missing")
    for name in sorted(set(listed) - set(wanted)):
        print(f"po/POTFILES: {name} has nothing to translate")
    if wanted != listed:
        print("tests/lint/translations.py . --update writes it anew")
    strangers = list(of_another_domain(root))
    print("".join(line + "\n" for line in strangers), end="")
    return wanted != listed or bool(strangers) or not can_extract(root)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), "--update" in sys.argv))
