"""Each fuzz target under libFuzzer for a while; what it finds is printed in base64.

libFuzzer is clang's, so the targets are built once more, in a folder inside the build folder. How long
each runs: COUNTERSIGN_FUZZ_SECONDS, 300 unless set.
"""

import glob
import os
import re
import subprocess

from lib import tap
from lib.build import SOURCE

FUZZ = os.path.join(SOURCE, "tests", "fuzz")
BUILD = os.path.join(os.environ["COUNTERSIGN_BUILD"], "fuzzing")
SECONDS = int(os.environ.get("COUNTERSIGN_FUZZ_SECONDS", "300"))
SETTINGS = [os.path.join(SOURCE, "tests", "model", "settings", kind) for kind in ("good", "bad")]
MORE_TEXTS = {"scan": SETTINGS, "settings": SETTINGS}
LONGEST_BYTES = 16384
LAST_LINES = 60
TARGETS = sorted(os.path.basename(path)[len("fuzz-"):-len(".c")]
                 for path in glob.glob(os.path.join(FUZZ, "fuzz-*.c")))


def run(*argv, **options):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", check=False, **options)
    if done.returncode != 0:
        print("\n".join(f"# {line}" for line in done.stdout.splitlines()[-LAST_LINES:]))
        raise AssertionError(f"{argv[0]}: exit status {done.returncode}")
    return done.stdout


@tap.case("built with clang and libFuzzer")
def test_build(bed):
    if not os.path.exists(os.path.join(BUILD, "build.ninja")):
        run("meson", "setup", BUILD, SOURCE, "-Dfuzzing=true", "-Db_sanitize=address,undefined",
            "-Db_lundef=false", env={**os.environ, "CC": "clang"})
    run("ninja", "-C", BUILD, *(f"tests/fuzz/fuzz-{name}" for name in TARGETS))


def test_target(bed, name):
    output = run(os.path.join(BUILD, "tests", "fuzz", f"fuzz-{name}"),
                 f"-max_total_time={SECONDS}", f"-max_len={LONGEST_BYTES}", "-timeout=10",
                 "-print_final_stats=1", f"-artifact_prefix={bed.directory}/", bed.folder("new"),
                 os.path.join(FUZZ, "corpus", name), *MORE_TEXTS.get(name, []))
    executed = re.search(r"number_of_executed_units: (\d+)", output).group(1)
    covered = re.findall(r"cov: (\d+)", output)
    print(f"# {executed} executed; covered at the start {covered[0]}, at the end {covered[-1]}")


for target in TARGETS:
    tap.case(target, target)(test_target)

tap.run()
