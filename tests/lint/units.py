#!/usr/bin/python3
"""Are the systemd units free of faults, and is the machine's worker as confined as promised?

usage: units.py USER-UNIT SYSTEM-UNIT SYSUSERS-FILE
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

MOST_EXPOSURE = 15  # tenths; what is left is that a mail client needs the network


def run(*command, **environment):
    return subprocess.run(
        command,
        env={**os.environ, "SYSTEMD_COLORS": "0", **environment},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )


def verify(unit, folder, manager):
    """systemd-analyze wants the program to exist, and it is not installed here."""
    copy = folder / "countersign-delivery.service"
    copy.write_text(re.sub(r"^(ExecStart=)\S+", r"\1/bin/true", unit.read_text(), flags=re.M))
    result = run(
        "systemd-analyze", manager, "verify", "--man=no", str(copy), XDG_RUNTIME_DIR=str(folder)
    )
    # Faults of other units of this machine are reported too; only ours count.
    return [line for line in result.stdout.splitlines() if copy.stem in line]


def exposure(unit):
    result = run(
        "systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSURE}",
        "--no-pager", str(unit),
    )
    return [] if result.returncode == 0 else result.stdout.splitlines()[-1:]


def users(file):
    result = run("systemd-sysusers", "--dry-run", str(file))
    return [] if result.returncode == 0 else result.stdout.splitlines()


def main(user_unit, system_unit, sysusers):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        faults = verify(user_unit, folder, "--user") + verify(system_unit, folder, "--system")
    faults += exposure(system_unit) + users(sysusers)
    print("\n".join(faults) or "units are in order")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(argument).resolve() for argument in sys.argv[1:])))
