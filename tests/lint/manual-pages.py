#!/usr/bin/python3
"""Does mandoc find nothing to warn about in the manual pages, and do they refer to real ones?"""

import pathlib
import re
import subprocess
import sys

OWN = re.compile(r"^\.Xr (countersign[\w.-]*) (\d)", re.MULTILINE)


def main(folder):
    pages = sorted(folder.iterdir())
    known = {page.name for page in pages}
    faults = [
        f"{page.name} refers to {name}({section}), which is not here"
        for page in pages
        for name, section in OWN.findall(page.read_text())
        if f"{name}.{section}" not in known
    ]
    result = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", *pages],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )
    if result.returncode != 0:
        faults += result.stdout.splitlines()
    print("\n".join(faults) or f"{len(pages)} pages are in order")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
