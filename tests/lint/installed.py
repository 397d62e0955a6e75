#!/usr/bin/python3
"""Does an installation hold everything that its own files name, and do the programs start?

usage: installed.py BUILD-FOLDER, in which everything has been built
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAMS = ("countersign", "countersign-delivery", "countersign-sendmail", "countersign-settings")
NAMES_A_PROGRAM = re.compile(r"^(?:Exec|ExecStart)=(\S+)", re.MULTILINE)
IN_PATH = re.compile(r"/s?bin/[^/]+$")
STANDARD = {"/bin/false"}
POLICY = "dbus-1/system.d/org.countersign.Delivery.conf"
READ_BY_THE_BUS = {f"/usr/share/{POLICY}", f"/etc/{POLICY}"}
ICON = "org.countersign.Settings"
HELP_LANGUAGES = pathlib.Path(__file__).resolve().parents[2] / "help" / "LINGUAS"


def install(build, folder):
    subprocess.run(
        ["meson", "install", "-C", build, "--no-rebuild", "--quiet"],
        env={**os.environ, "DESTDIR": str(folder)}, check=True, stdout=subprocess.DEVNULL,
    )
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {"/" + str(path.relative_to(folder)): path for path in files}


def named_programs(files):
    for name, path in files.items():
        if path.suffix in (".desktop", ".service"):
            yield from ((name, program) for program in NAMES_A_PROGRAM.findall(path.read_text()))


def faults(files):
    names = {pathlib.Path(name).name for name in files}
    places = set(files) | {pathlib.Path(name).name for name in files if IN_PATH.search(name)} | STANDARD
    for source, program in named_programs(files):
        if program not in places:
            yield f"{source} starts {program}, which is not there"
    for wanted in (f"{ICON}.svg", f"{ICON}-symbolic.svg", f"{ICON}.desktop",
                   f"{ICON}.metainfo.xml", "delivery.schema.json"):
        if wanted not in names:
            yield f"{wanted} is not there"
    for language in ("C", *HELP_LANGUAGES.read_text().split()):
        for wanted in ("index.page", "legal.xml", "figures/delivery.png"):
            if not any(name.endswith(f"/help/{language}/countersign/{wanted}") for name in files):
                yield f"the help has no {wanted} for {language}"
    if not READ_BY_THE_BUS & set(files):
        yield "the system bus reads no policy of ours, so the machine's worker would not start"
    for program in PROGRAMS:
        section = 8 if any(name.endswith(f"/sbin/{program}") for name in files) else 1
        if f"{program}.{section}" not in names:
            yield f"{program} has no manual page in section {section}, as its folder asks for"
        yield from start_faults(next((path for name, path in files.items()
                                      if name.endswith(f"bin/{program}")), None), program)


def start_faults(path, program):
    if path is None:
        yield f"{program} is not there"
        return
    done = subprocess.run([path, "--version"], text=True, capture_output=True, timeout=30,
                          check=False)
    if done.returncode != 0 or not re.search(r"\d+\.\d+", done.stdout):
        yield f"{program} --version: exit status {done.returncode}: {done.stdout}{done.stderr}"


def main(build):
    with tempfile.TemporaryDirectory() as folder:
        found = list(faults(install(build, pathlib.Path(folder))))
    print("\n".join(found) or "the installation is whole")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
