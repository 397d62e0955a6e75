#!/usr/bin/python3
"""Does every layer of src/ include only what its row of the table in src/README.md allows?"""

import pathlib
import re
import sys

ROW = re.compile(r"^\| `(\w+)/` \|.*\| ([^|]+) \|$")
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')

# Which library a header belongs to. What is not here is libc's, and anybody's.
LIBRARIES = {
    "idn2.h": "libidn2",
    "json-glib/": "json-glib",
    "libsecret/": "libsecret",
    "unbound.h": "libunbound",
    "gsasl.h": "libgsasl",
    "gssapi": "GSSAPI",
    "nettle/": "nettle",
    "sqlite3.h": "SQLite",
    "gmime/": "GMime",
    "libsoup/": "libsoup",
    "systemd/": "libsystemd",
    "gtk/": "GTK",
    "gdk": "GTK",
    "gcr": "gcr",
    "gck/": "gcr",
}
GLIB = {"GLib", "GIO"}


def read_table(text):
    table = {}
    for line in text.splitlines():
        row = ROW.match(line)
        if row:
            table[row[1]] = set(re.split(r"[,;]\s*", row[2].strip()))
    return table


def library_of(header):
    return next((name for start, name in LIBRARIES.items() if header.startswith(start)), None)


def offence(layer, header, may_use, table):
    folder = header.split("/")[0]
    if folder in table and "/" in header:
        return folder != layer and folder not in may_use
    library = library_of(header)
    return library is not None and library not in may_use


def main(source):
    table = read_table((source / "README.md").read_text())
    folders = {path.parent.name for path in source.glob("*/meson.build")}
    offences = [f"{name}/ has no row in src/README.md" for name in sorted(folders - table.keys())]

    for path in sorted(source.glob("*/**/*.[ch]")):
        layer = path.relative_to(source).parts[0]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            include = INCLUDE.match(line)
            if include and offence(layer, include[1], table.get(layer, set()) | GLIB, table):
                offences.append(f"{path}:{number}: {layer}/ may not use {include[1]}")

    print("\n".join(offences) or f"{len(table)} layers keep to their rows")
    return bool(offences)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
