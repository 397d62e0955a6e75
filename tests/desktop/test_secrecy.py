"""The password typed into the window: in no file, log, argument list, environment or message on the
session bus, and in no memory once it has been stored.

Typed by the X server's test extension, without an accessibility bus, which would carry what it types.
"""

import os
import subprocess

from kit import memory
from kit.keyring import stored_secrets
from kit.screen import Desktop
from kit.sheet import ACCOUNT_DIALOGS, CHALLENGE_RESPONSE, CLEAR_TEXT, SITE_SECURITY, TITLE, settings
from lib import leaks, tap, wait
from lib.demo import DemoServer
from lib.scene import GOOD

PASSWORD = "Unseen-8e53-Zqwv"
MARKER = "Marker-51f0-Kxyz"
ACCOUNTS = {"office": PASSWORD, "CORP\\mailer": PASSWORD}
# In the dialogs, as their labels show them.
OPTION_KEYS = {CLEAR_TEXT: "Alt+c", CHALLENGE_RESPONSE: "Alt+w"}
CHANGE_KEYS = {CLEAR_TEXT: "Alt+h", CHALLENGE_RESPONSE: "Alt+g"}
MECHANISMS = {CLEAR_TEXT: "PLAIN", CHALLENGE_RESPONSE: "NTLM"}


class BlindHands:
    """Knows windows by their titles only, as nothing else can be seen without accessibility."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.press = desktop.keyboard.press
        self.type = desktop.keyboard.type

    def _title(self, which):
        done = subprocess.run(["xdotool", which, "getwindowname"], check=False,
                              env=self.desktop.environment, capture_output=True, text=True)
        return done.stdout.strip()

    def wait_for(self, title):
        """The window manager says so before the keyboard follows."""
        for which in ("getactivewindow", "getwindowfocus"):
            wait.until(lambda: self._title(which) == title, f"“{title}” from {which}")

    def open_security(self):
        """It cannot be seen either when the settings have been read; before that, keys are lost."""
        def try_to():
            self.press("Alt+y")
            self.press("Alt+u")
            return self._title("getactivewindow") == SITE_SECURITY
        wait.until(try_to, "Outbound Security")
        self.wait_for(SITE_SECURITY)


def type_account(hands, option):
    """The seed's steps 1 to 4, and OK down to the sheet"""
    hands.wait_for(TITLE)
    hands.open_security()
    hands.press(OPTION_KEYS[option])
    hands.press(CHANGE_KEYS[option])
    hands.wait_for(ACCOUNT_DIALOGS[option])
    hands.press("Alt+n")
    hands.type("office" if option == CLEAR_TEXT else "mailer")
    if option == CHALLENGE_RESPONSE:
        hands.press("Alt+d")
        hands.type("CORP")
    hands.press("Alt+p")
    hands.type(PASSWORD)
    hands.press("Return")
    hands.wait_for(SITE_SECURITY)
    hands.press("Return")
    hands.wait_for(TITLE)


def start_monitor(desktop):
    """Everything on the session bus, byte for byte"""
    path = os.path.join(desktop.directory, "bus-traffic")
    with open(path, "wb") as traffic:
        desktop.start("monitor", ["dbus-monitor", "--session", "--binary"], stdout=traffic)
    wait.until(lambda: os.path.getsize(path) > 0, "the bus monitor")
    return path


def has_been_applied(desktop):
    own = (settings(desktop) or {}).get("site", {}).get("outbound-security", {})
    stored = desktop.stored_credentials()
    return "credential" in own and len(stored) == 1


def apply(hands):
    """It cannot be seen when Apply can be pressed; pressing it once more does no harm."""
    def try_to():
        hands.press("Alt+a")
        return has_been_applied(hands.desktop)
    wait.until(try_to, "the settings to be applied", 60)


def is_ours(command):
    return b"countersign" in command


def assert_nowhere(desktop, traffic):
    found = leaks.find_in_files(desktop.directory, PASSWORD, ("/keyrings/",))
    assert found == [], found
    assert leaks.find_in_processes(PASSWORD, is_ours) == []
    with open(traffic, "rb") as file:
        assert b"org.freedesktop.Secret.Service" in file.read(), "the monitor saw nothing"
    cores = [name for _, _, names in os.walk(desktop.directory) for name in names
             if name.startswith("core")]
    assert cores == [], cores


def test_secrecy(bed, option):
    server = DemoServer(bed, "--nt-domain", "CORP", accounts=ACCOUNTS, certificate=GOOD)
    desktop = Desktop(bed, accessible=False)
    desktop.set_site("--smart-host", server.smart_host)
    desktop.start_worker()
    traffic = start_monitor(desktop)
    window = desktop.start_window()
    hands = BlindHands(desktop)
    type_account(hands, option)
    found = leaks.find_in_processes(PASSWORD, is_ours)
    apply(hands)
    desktop.send("with it", "ann@example.org")
    desktop.wait_until_delivered()
    assert server.messages()[-1]["mechanism"] == MECHANISMS[option]
    wait.until(lambda: server.events("disconnect"), "the worker to be idle", 60)

    assert found == [], found
    for what, process in (("window", window), ("worker", desktop.worker)):
        # The worker keeps it for a second, for other sessions that may want it.
        wait.until(lambda: not memory.find(process.pid, PASSWORD), f"the {what} to forget it", 10)
    assert_nowhere(desktop, traffic)
    # Only now, for the test itself has it handed over without encryption.
    assert [secret for _, secret in stored_secrets(desktop).values()] == [PASSWORD]


for option in MECHANISMS:
    tap.case(f"the password stays secret: {option}", option)(test_secrecy)


@tap.case("the search would find a password in memory")
def test_search(bed):
    desktop = Desktop(bed, accessible=False)
    program = f"import signal; text = '{MARKER}'; wide = text.encode('utf-16-le'); signal.pause()"
    holder = desktop.start("holder", ["/usr/bin/python3", "-c", program])
    wait.until(lambda: len({line.split(", ")[1] for line in memory.find(holder.pid, MARKER)}) >= 2,
               "the marker, as text and as UTF-16")


tap.run()
