#!/usr/bin/python3
"""Is every C file as clang-format would write it?"""

import pathlib
import subprocess
import sys


def main(root):
    files = sorted(path for folder in ("src", "tests") for path in (root / folder).rglob("*.[ch]"))
    command = ["clang-format", "--style=file", "--dry-run", "-Werror", *files]
    result = subprocess.run(command, text=True, stderr=subprocess.PIPE, check=False)
    complaints = {line.split(":")[0] for line in result.stderr.splitlines() if ": error:" in line}
    if complaints:
        print("clang-format -i", *sorted(complaints))
    return result.returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
