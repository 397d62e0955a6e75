"""The password is in no file, log, argument list, environment or D-Bus message of our processes."""

import os
import threading

from lib import leaks, tap, wait
from lib.demo import DemoServer
from lib.instance import Instance
from lib.scene import GOOD

PASSWORD = "Unmistakable-7c41-Passwört"
WRONG = "Mistaken-93fe-Passwört"
SITES = {
    "clear text": ("--authentication", "clear-text", "--account", "office"),
    "challenge/response": ("--authentication", "challenge-response", "--account", "mailer",
                           "--nt-domain", "CORP"),
}
ACCOUNTS = {"office": PASSWORD, "CORP\\mailer": PASSWORD}


class Watch(threading.Thread):
    """Reads arguments and environments of our programs over and over while a case runs."""

    def __init__(self, secrets):
        super().__init__(daemon=True)
        self.secrets = secrets
        self.found = []
        self.rounds = 0
        self._over = threading.Event()

    def run(self):
        while not self._over.is_set():
            for secret in self.secrets:
                self.found += leaks.find_in_processes(secret, lambda command: b"countersign" in command)
            self.rounds += 1

    def stop(self):
        self._over.set()
        self.join()


def monitor(instance):
    """Everything on the session bus, byte for byte."""
    path = os.path.join(instance.directory, "bus-traffic")
    with open(path, "wb") as traffic:
        instance.start("monitor", ["dbus-monitor", "--session", "--binary"], stdout=traffic)
    wait.until(lambda: os.path.getsize(path) > 0, "the bus monitor")
    return path


def use(instance, server, site):
    """A wrong password, a right one, a delivery with it, every command that shows something."""
    instance.set_site("--smart-host", server.smart_host, *site, password=WRONG)
    instance.start_worker()
    instance.send("with the wrong one", "ann@example.org")
    instance.wait_for_state("held", "authentication-refused")
    instance.cli("site", "set", "--password-stdin", stdin=PASSWORD + "\n")
    instance.wait_until_delivered()
    instance.send("with the right one", "ann@example.org")
    instance.wait_until_delivered()
    for command in (["show"], ["show", "--json"], ["explain", "ann@example.org"], ["check"],
                    ["queue", "list"], ["status"], ["domain", "list"]):
        instance.cli(*command)


def field(pid, file, name):
    with open(f"/proc/{pid}/{file}", encoding="utf-8") as lines:
        return next(line[len(name):].split() for line in lines if line.startswith(name))


def assert_is_protected(pid):
    """Libraries have copies of a secret: there is no core, and what is ours is not paged out."""
    assert field(pid, "limits", "Max core file size")[:2] == ["0", "0"]
    assert int(field(pid, "status", "VmLck:")[0]) > 0


def test_secrecy(bed, site):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = Instance(bed)
    monitor(instance)
    watch = Watch([PASSWORD, WRONG])
    watch.start()
    try:
        use(instance, server, site)
    finally:
        watch.stop()
    assert_is_protected(instance.worker.pid)
    instance.stop_worker()

    assert watch.rounds > 10 and watch.found == [], watch.found
    traffic = os.path.join(instance.directory, "bus-traffic")
    with open(traffic, "rb") as file:
        assert b"org.freedesktop.Secret.Service" in file.read(), "the monitor saw nothing"
    for secret in (PASSWORD, WRONG):
        found = leaks.find_in_files(instance.directory, secret, ("/keyrings/",))
        assert found == [], found
    assert not [name for _, _, names in os.walk(instance.directory) for name in names
                if name.startswith("core")], "a core was written"


for name, arguments in SITES.items():
    tap.case(f"the password stays secret: {name}", arguments)(test_secrecy)


@tap.case("the search would find a secret in each shape")
def test_search(bed):
    for number, shape in enumerate(leaks.shapes_of(PASSWORD).values()):
        with open(bed.path(f"file{number}"), "wb") as file:
            file.write(b"before" + shape + b"after")
    found = leaks.find_in_files(bed.directory, PASSWORD)
    assert len({line.split(":")[0] for line in found}) == len(leaks.shapes_of(PASSWORD)), found


tap.run()
