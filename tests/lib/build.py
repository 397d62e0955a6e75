"""Where the programs under test are: the build folder, told by Meson in COUNTERSIGN_BUILD."""

import os

_FOLDERS = {
    "countersign": "src/cli",
    "countersign-delivery": "src/daemon",
    "countersign-sendmail": "src/sendmail",
    "countersign-settings": "src/app",
    "call-fault": "tests/peers",
    "demo-server": "tests/peers",
    "ntlm-helper": "tests/peers",
    "bench-sink": "tests/bench",
    "bench-inject": "tests/bench",
    "bench-bare-json": "tests/bench",
    "bench-empty-window": "tests/bench",
    "bench-window-probe.so": "tests/bench",
}
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def program(name):
    build = os.environ.get("COUNTERSIGN_BUILD", os.path.join(SOURCE, "build"))
    return os.path.join(build, _FOLDERS[name], name)
