"""--system: /etc/countersign and systemd's credentials, in a mount table of the test's own."""

from lib import namespace

namespace.enter()

import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import stat  # noqa: E402
import subprocess  # noqa: E402

from cli_kit import Home, expect  # noqa: E402
from lib.build import program  # noqa: E402
from lib.tap import case, run, shared_folder  # noqa: E402

UUID = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11"
SETTINGS = "/etc/countersign/delivery.json"
SET = ["site", "set", "--system", "--authentication", "clear-text", "--account", "office"]


def cover_etc():
    """A copy of /etc in its place, so that nothing of the machine is written to."""
    copy = shared_folder()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", copy], check=True)
    subprocess.run(["cp", "-a", "/etc/.", copy], check=True)
    subprocess.run(["mount", "--bind", copy, "/etc"], check=True)


def cover_state():
    """Nothing of the machine's worker, whether or not it has one."""
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", "/var/lib"], check=True)


def clean():
    subprocess.run(["rm", "-rf", "/etc/countersign"], check=True)


@case("system/settings")
def settings(bed):
    clean()
    home = Home(bed)
    expect(home.run("site", "set", "--system", "--smart-host", "relay.example"), 0,
           "smart host set")
    with open(SETTINGS, encoding="utf-8") as file:
        assert json.load(file)["site"]["smart-host"] == "relay.example"
    assert stat.S_IMODE(os.stat(SETTINGS).st_mode) == 0o640
    assert home.read_settings() is None, "the user's own settings"
    expect(home.run("--system", "show"), 0, "relay.example")
    expect(home.run("show"), 0, "none \\(DNS\\)")


@case("system/group-may-read")
def group(bed):
    clean()
    subprocess.run(["groupadd", "--force", "--system", "countersign"], check=True)
    home = Home(bed)
    expect(home.run("site", "set", "--system", "--name", "x"), 0)
    status = os.stat(SETTINGS)
    with open("/etc/group", encoding="utf-8") as file:
        gid = int(re.search(r"^countersign:[^:]*:(\d+)", file.read(), re.MULTILINE).group(1))
    assert status.st_gid == gid and stat.S_IMODE(status.st_mode) == 0o640, status


@case("system/password-is-systemds")
def password(bed):
    clean()
    home = Home(bed)
    done = home.run(*SET, "--password-stdin", stdin=b"geheim\n")
    expect(done, 73, None, "systemd-creds encrypt --name=countersign.")
    assert not os.path.exists(SETTINGS)
    uuid = re.search(rb"--credential ([0-9a-f-]{36})", done.stderr).group(1).decode()
    expect(home.run(*SET, "--credential", uuid), 0)


@case("system/credentials-of-the-service")
def credentials(bed):
    clean()
    home = Home(bed)
    expect(home.run(*SET, "--credential", UUID, "--smart-host", "192.0.2.1"), 0)
    folder = bed.folder("credentials")
    home.environment["CREDENTIALS_DIRECTORY"] = folder
    explain = ["explain", "--system", "--json", "a@b.example"]
    assert json.loads(home.run(*explain).stdout)["credential-stored"] is False
    path = os.path.join(folder, f"countersign.{UUID}")
    with open(path, "w", encoding="ascii") as file:
        file.write("geheim\n")
    os.chmod(path, 0o400)
    assert json.loads(home.run(*explain).stdout)["credential-stored"] is True
    # an old one of systemd's cannot be removed from here, and that is no error
    expect(home.run("site", "set", "--system", "--authentication", "none"), 0)
    assert os.path.exists(path)
    assert not os.path.exists("/etc/countersign/delivery.json.journal")
    assert len(os.listdir("/etc/countersign")) == 2, os.listdir("/etc/countersign")


@case("system/pickup-of-root")
def pickup(bed):
    """The machine's worker is another user: it must be able to read what root drops."""
    home = Home(bed)
    send = [program("countersign-sendmail"), "--system", "-f", "a@b.example", "c@d.example"]

    def sent():
        return subprocess.run(send, input=b"Subject: x\n\nx\n", env=home.environment,
                              capture_output=True, check=False, timeout=30)

    expect(sent(), 75, None, "systemctl start countersign-delivery")
    assert not os.path.exists("/var/lib/countersign")
    os.makedirs("/var/lib/countersign/pickup", mode=0o700)
    os.chown("/var/lib/countersign/pickup", 4711, 4712)
    expect(sent(), 0)
    [name] = os.listdir("/var/lib/countersign/pickup")
    status = os.stat(os.path.join("/var/lib/countersign/pickup", name))
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (4711, 4712, 0o600)


cover_etc()
cover_state()
run()
