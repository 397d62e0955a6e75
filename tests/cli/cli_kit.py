"""What the tests of the countersign command share: running it, its file, and its stored secrets."""

import json
import os
import re
import subprocess

from gi.repository import GLib

from lib.build import program
from lib.instance import SECRETS_NAME

RUN_S = 60
SERVICE = "/org/freedesktop/secrets"


class Home:
    """A home without bus or keyring: enough for what touches no password."""

    def __init__(self, bed):
        self.directory = bed.folder("home")
        self.environment = {
            key: value for key, value in os.environ.items()
            if key in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_DEBUG")}
        self.environment.update({
            "HOME": self.directory, "XDG_RUNTIME_DIR": bed.folder("run"), "LANG": "C.UTF-8",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
        self.settings = os.path.join(self.directory, ".config/countersign/delivery.json")

    def run(self, *arguments, stdin=b"", **options):
        return subprocess.run([program("countersign"), *arguments], input=stdin,
                              env=self.environment, capture_output=True, timeout=RUN_S,
                              check=False, **options)

    def write_settings(self, text):
        os.makedirs(os.path.dirname(self.settings), exist_ok=True)
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(self.settings, 0o600)

    def read_settings(self):
        try:
            with open(self.settings, encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return None


def expect(done, status, stdout=None, stderr=None):
    """One run's exit status and patterns of what it printed."""
    out, err = done.stdout.decode(), done.stderr.decode()
    if done.returncode != status:
        raise AssertionError(f"exit status {done.returncode}, not {status}\n{out}{err}")
    for pattern, text in ((stdout, out), (stderr, err)):
        if pattern is not None and not re.search(pattern, text, re.MULTILINE):
            raise AssertionError(f"/{pattern}/ is not in:\n{text}")
    return out


def settings_of(instance):
    path = os.path.join(instance.config, "countersign/delivery.json")
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


def secret_of(instance, uuid):
    """The bytes stored under a UUID; None if there is nothing."""
    attributes = {"xdg:schema": "org.countersign.Credential", "uuid": uuid}
    unlocked, _ = instance.call(SECRETS_NAME, SERVICE, "org.freedesktop.Secret.Service",
                                "SearchItems", GLib.Variant("(a{ss})", (attributes,)))
    if not unlocked:
        return None
    _, session = instance.call(SECRETS_NAME, SERVICE, "org.freedesktop.Secret.Service",
                               "OpenSession", GLib.Variant("(sv)", ("plain",
                                                                    GLib.Variant("s", ""))))
    (secret,) = instance.call(SECRETS_NAME, unlocked[0], "org.freedesktop.Secret.Item",
                              "GetSecret", GLib.Variant("(o)", (session,)))
    return bytes(secret[2])


def label_of(instance, uuid):
    attributes = {"xdg:schema": "org.countersign.Credential", "uuid": uuid}
    unlocked, _ = instance.call(SECRETS_NAME, SERVICE, "org.freedesktop.Secret.Service",
                                "SearchItems", GLib.Variant("(a{ss})", (attributes,)))
    (label,) = instance.call(SECRETS_NAME, unlocked[0], "org.freedesktop.DBus.Properties", "Get",
                             GLib.Variant("(ss)", ("org.freedesktop.Secret.Item", "Label")))
    return label
