#!/usr/bin/python3
"""countersign explain --offline beside a program that only reads the same file with json-glib.

Whole processes in turn, from start to exit. Prints a table, and a JSON line for each row.
Arguments: how many remote domains, several times.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import domains  # noqa: E402
import paired  # noqa: E402
from lib import tap  # noqa: E402
from lib.build import program  # noqa: E402

COUNTS = (0, 1000, 20000, 100000)  # none: what starting the program takes
PAIRS = 15


def environment_of(bed):
    """No bus to be found: offline is offline."""
    folders = {name: bed.folder(name) for name in ("config", "state", "runtime", "home")}
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": folders["home"],
            "XDG_CONFIG_HOME": folders["config"], "XDG_STATE_HOME": folders["state"],
            "XDG_RUNTIME_DIR": folders["runtime"]}


def measure(n):
    with tap.Bed() as bed:
        environment = environment_of(bed)
        path = bed.path("config", "countersign", "delivery.json")
        domains.write(path, n)
        address = f"ann@mx.d{n // 2 // 4 * 4}.example"  # below a wildcard
        explain = [program("countersign"), "explain", address, "--offline"]
        return paired.runs(PAIRS, lambda: paired.run(explain, environment),
                           lambda: paired.run([program("bench-bare-json"), path], environment))


def show(n, ours, theirs):
    cpu, wall = (paired.ratio(ours, theirs, what) for what in ("cpu_s", "wall_s"))
    figures = [paired.median(costs, what) * 1000
               for costs in (ours, theirs) for what in ("cpu_s", "wall_s")]
    print(f"{n:9} {figures[0]:9.1f} {figures[2]:9.1f} {cpu:6.2f} "
          f"{figures[1]:9.1f} {figures[3]:9.1f} {wall:6.2f} "
          f"{paired.median(ours, 'peak_kib') / 1024:9.1f}")
    paired.as_json(bench="explain", domains=n, **{
        "cpu-to-json-glib": cpu, "wall-to-json-glib": wall, "cpu-ms": figures[0],
        "wall-ms": figures[1]})


def main():
    print(f"{'domains':>9} {'CPU ms':>9} {'json-glib':>9} {'ratio':>6} "
          f"{'wall ms':>9} {'json-glib':>9} {'ratio':>6} {'peak MiB':>9}")
    for n in [int(word) for word in sys.argv[1:]] or COUNTS:
        show(n, *measure(n))


if __name__ == "__main__":
    main()
