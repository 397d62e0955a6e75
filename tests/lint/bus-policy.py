#!/usr/bin/python3
"""Does the policy for the system bus let the right people do the right things?

A bus daemon of its own reads the policy, with names of users put in the place of others, because
this test runs as one user only.
"""

import getpass
import grp
import os
import pathlib
import subprocess
import sys
import tempfile

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "org.countersign.Delivery"
NOBODY = "nobody"
CONFIGURATION = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*"/>
    <allow receive_sender="*"/>
  </policy>
  <include>{folder}/policy.conf</include>
</busconfig>
"""
READ = [(NAME, "ListRecipients"), (NAME, "ShowMessage"), (NAME, "ListDestinations"),
        (NAME, "CountRecipients"), (NAME, "ShowPolicy"),
        ("org.freedesktop.DBus.Properties", "GetAll")]
WRITE = [(NAME, "Change"), (NAME, "ChangeListed"), (NAME, "LoadSettings"), ("org.freedesktop.DBus.Properties", "Set")]


class Bus:
    """A bus daemon on which `worker`, `group` and `administrator` are who runs this test, or not."""

    def __init__(self, policy, worker=False, group=False, administrator=False):
        me, my_group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
        for role, mine, name in (
            ('user="root"', administrator, f'user="{me if administrator else NOBODY}"'),
            ('user="countersign"', worker, f'user="{me if worker else NOBODY}"'),
            ('group="countersign"', group, f'group="{my_group if group else "nogroup"}"'),
        ):
            assert role in policy
            policy = policy.replace(role, name)
        self.policy = policy

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        path = pathlib.Path(self.folder.name)
        (path / "policy.conf").write_text(self.policy)
        (path / "bus.conf").write_text(CONFIGURATION.format(folder=path))
        self.daemon = subprocess.Popen(
            ["dbus-daemon", f"--config-file={path}/bus.conf", "--nofork", "--print-address"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.address = self.daemon.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        self.daemon.terminate()
        self.daemon.wait()
        self.folder.cleanup()

    def connect(self):
        flags = Gio.DBusConnectionFlags
        return Gio.DBusConnection.new_for_address_sync(
            self.address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None
        )


def is_denied(connection, destination, path, interface, method, arguments=None):
    try:
        connection.call_sync(
            destination, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, 5000, None
        )
    except GLib.Error as error:
        return Gio.dbus_error_get_remote_error(error) == "org.freedesktop.DBus.Error.AccessDenied"
    return False


def may_own(connection):
    bus = "org.freedesktop.DBus"
    arguments = GLib.Variant("(su)", (NAME, 0))
    return not is_denied(connection, bus, "/org/freedesktop/DBus", bus, "RequestName", arguments)


def may_call(connection, methods):
    """Nobody answers these calls: what is not denied ends in another error."""
    path = "/" + NAME.replace(".", "/")
    return [not is_denied(connection, NAME, path, *method) for method in methods]


def faults(policy):
    with Bus(policy) as bus:
        if may_own(bus.connect()):
            yield "anybody may own the name"
    for who, roles, reading, writing in (
        ("others", {}, False, False),
        ("the group", {"group": True}, True, False),
        ("the administrator", {"administrator": True}, True, True),
    ):
        with Bus(policy, worker=True, **roles) as bus:
            owner, caller = bus.connect(), bus.connect()
            if not may_own(owner):
                yield "the worker may not own its name"
            if may_call(caller, READ) != [reading] * len(READ):
                yield f"reading by {who}: {may_call(caller, READ)}"
            if may_call(caller, WRITE) != [writing] * len(WRITE):
                yield f"writing by {who}: {may_call(caller, WRITE)}"


def main(file):
    found = list(faults(pathlib.Path(file).read_text()))
    print("\n".join(found) or "the policy is as it should be")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
