"""A Countersign of the test's own: home, XDG folders, session bus and keyring, all in one folder."""

import json
import os
import socket
import subprocess

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (after require_version)

from . import wait  # noqa: E402
from .build import program  # noqa: E402
from .process import Process  # noqa: E402

KEYRING_PASSWORD = b"keyring-of-a-test"
DELIVERY_NAME = "org.countersign.Delivery"
SECRETS_NAME = "org.freedesktop.secrets"
PASSED_ON = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_DEBUG", "G_SLICE",
             "GIO_USE_VFS", "GSETTINGS_BACKEND")
RUN_S = 60

BUS_CONF = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def _accepts(path):
    """The socket is there before anybody listens."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


class Instance:
    """services: names of files in /usr/share/dbus-1/services that the bus may start."""

    def __init__(self, bed, *, name="instance", keyring=True, services=(), environment=None):
        self.bed = bed
        self.directory = bed.folder(name)
        self.logs = self._folder("logs")
        self.home = self._folder("home")
        self.config = self._folder("config")
        self.state = self._folder("state")
        self.data = self._folder("data")
        self.runtime = self._folder("run")
        os.chmod(self.runtime, 0o700)
        self.environment = self._make_environment(environment or {})
        self.worker = None
        self.keyring = None
        self._bus = None
        self._start_bus(services)
        if keyring:
            self.start_keyring()

    # --- surroundings ---

    def _folder(self, name):
        path = os.path.join(self.directory, name)
        os.makedirs(path)
        return path

    def _make_environment(self, more):
        environment = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        environment.update({
            "LANG": "C.UTF-8", "HOME": self.home, "XDG_CONFIG_HOME": self.config,
            "XDG_STATE_HOME": self.state, "XDG_DATA_HOME": self.data,
            "XDG_CACHE_HOME": self._folder("cache"), "XDG_RUNTIME_DIR": self.runtime,
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.runtime}/bus"}, **more)
        return environment

    def _start_bus(self, services):
        service_folder = self._folder("services")
        for service in services:
            os.symlink(f"/usr/share/dbus-1/services/{service}",
                       os.path.join(service_folder, service))
        bus_socket = os.path.join(self.runtime, "bus")
        conf = os.path.join(self.directory, "bus.conf")
        with open(conf, "w", encoding="utf-8") as file:
            file.write(BUS_CONF.format(socket=bus_socket, services=service_folder))
        self.start("dbus-daemon", ["dbus-daemon", f"--config-file={conf}", "--nofork"])
        wait.until(lambda: _accepts(bus_socket), "the session bus")

    def start_keyring(self):
        """Real gnome-keyring, unlocked: its "login" collection is made at the first start."""
        self.keyring = self.start(
            "gnome-keyring", ["gnome-keyring-daemon", "--foreground", "--components=secrets",
                              "--unlock"], stdin=KEYRING_PASSWORD)
        wait.until(lambda: self.has_owner(SECRETS_NAME), "the keyring")
        wait.until(lambda: self._default_collection() != "/", "the keyring's default collection")

    def start(self, name, argv, **options):
        """Any program in this instance's surroundings, ended with it."""
        process = Process(name, argv, self.logs, env=self.environment, **options)
        self.bed.callback(process.stop)
        return process

    # --- the bus ---

    def bus(self):
        if self._bus is None:
            flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                     | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
            self._bus = Gio.DBusConnection.new_for_address_sync(
                self.environment["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)
            self.bed.callback(self._bus.close_sync, None)
        return self._bus

    def call(self, name, path, interface, method, arguments=None):
        return self.bus().call_sync(name, path, interface, method, arguments, None,
                                    Gio.DBusCallFlags.NO_AUTO_START, RUN_S * 1000, None).unpack()

    def has_owner(self, name):
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "NameHasOwner", GLib.Variant("(s)", (name,)))[0]

    def _secrets(self, method, arguments):
        return self.call(SECRETS_NAME, "/org/freedesktop/secrets",
                         "org.freedesktop.Secret.Service", method, arguments)

    def _default_collection(self):
        return self._secrets("ReadAlias", GLib.Variant("(s)", ("default",)))[0]

    def lock_keyring(self):
        self._secrets("Lock", GLib.Variant("(ao)", ([self._default_collection()],)))

    def stored_credentials(self):
        """Paths of all our items in the keyring."""
        attributes = {"xdg:schema": "org.countersign.Credential"}
        unlocked, locked = self._secrets("SearchItems", GLib.Variant("(a{ss})", (attributes,)))
        return unlocked + locked

    def secrets(self):
        """{UUID: bytes} of all our items in the keyring."""
        name = SECRETS_NAME
        _, session = self._secrets("OpenSession",
                                   GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
        found = {}
        for item in self.stored_credentials():
            (attributes,) = self.call(
                name, item, "org.freedesktop.DBus.Properties", "Get",
                GLib.Variant("(ss)", ("org.freedesktop.Secret.Item", "Attributes")))
            (secret,) = self.call(name, item, "org.freedesktop.Secret.Item", "GetSecret",
                                  GLib.Variant("(o)", (session,)))
            found[attributes["uuid"]] = bytes(secret[2])
        self.call(name, session, "org.freedesktop.Secret.Session", "Close")
        return found

    # --- the programs ---

    def run(self, name, *arguments, stdin=b""):
        """Runs one of our programs to its end; its output is kept among the logs as well."""
        if isinstance(stdin, str):
            stdin = stdin.encode()
        done = subprocess.run([program(name), *arguments], input=stdin, env=self.environment,
                              capture_output=True, timeout=RUN_S, check=False)
        with open(os.path.join(self.logs, "commands.log"), "ab") as log:
            log.write(f"$ {name} {' '.join(arguments)}  -> {done.returncode}\n".encode())
            log.write(done.stdout + done.stderr)
        return done

    def cli(self, *arguments, stdin=b"", status=0):
        """The countersign command; fails unless it exits with status. Returns what it printed."""
        done = self.run("countersign", *arguments, stdin=stdin)
        if done.returncode != status:
            raise AssertionError(f"countersign {' '.join(arguments)}: exit status "
                                 f"{done.returncode}, not {status}: {done.stderr.decode()}")
        return done.stdout.decode()

    def cli_json(self, *arguments):
        return json.loads(self.cli(*arguments, "--json"))

    def set_site(self, *arguments, password=None):
        self._set(["site", "set"], arguments, password)

    def add_domain(self, domain, *arguments, password=None):
        self._set(["domain", "add", domain], arguments, password)

    def set_domain(self, domain, *arguments, password=None):
        self._set(["domain", "set", domain], arguments, password)

    def _set(self, command, arguments, password):
        if password is None:
            self.cli(*command, *arguments)
        else:
            self.cli(*command, *arguments, "--password-stdin", stdin=password + "\n")

    def send(self, subject, *recipients, sender="sender@client.example", body="Hello.\n"):
        """One message by way of countersign-sendmail."""
        message = (f"From: <{sender}>\nTo: {', '.join(recipients)}\nSubject: {subject}\n"
                   f"\n{body}")
        done = self.run("countersign-sendmail", "-i", "-f", sender, "--", *recipients,
                        stdin=message)
        if done.returncode != 0:
            raise AssertionError(f"countersign-sendmail: exit status {done.returncode}: "
                                 f"{done.stderr.decode()}")

    def start_worker(self):
        self.worker = self.start("worker", [program("countersign-delivery")])
        wait.until(self._worker_is_ready, "the worker to be ready")
        return self.worker

    def _worker_is_ready(self):
        if not self.worker.is_running():
            raise AssertionError(f"the worker ended with status {self.worker.popen.returncode}")
        return self.has_owner(DELIVERY_NAME)

    def stop_worker(self):
        """As a service manager does; the exit status must be that of a clean end."""
        status = self.worker.stop()
        if status != 0:
            raise AssertionError(f"the worker's exit status is {status}")

    def deliver_once(self):
        return self.run("countersign-delivery", "--once").returncode

    def status(self):
        return self.cli_json("status")

    def wait_for_status(self, key, value):
        """The counters follow a moment after the queue."""
        wait.until(lambda: self.status()[key] == value, f"{key} to be {value}")

    def queue(self):
        return self.cli_json("queue", "list")

    def wait_for_queue(self, condition, what, seconds=30):
        """Until condition(list of recipients) is true; returns the list."""
        def look():
            queue = self.queue()
            return [queue] if condition(queue) else None
        return wait.until(look, what, seconds)[0]

    def wait_until_delivered(self, seconds=30):
        self.wait_for_queue(lambda queue: not queue, "an empty queue", seconds)

    def wait_for_state(self, state, cause=None, seconds=30):
        """Until every recipient in the queue is in that state, for that cause."""
        def fits(queue):
            return queue and all(one["state"] == state and one.get("cause") == cause
                                 for one in queue)
        return self.wait_for_queue(fits, f"{state}/{cause}; is {self._states()}", seconds)

    def _states(self):
        return [(one["state"], one.get("cause")) for one in self.queue()]

    @property
    def pickup(self):
        return os.path.join(self.state, "countersign", "pickup")

    def badmail(self):
        folder = os.path.join(self.state, "countersign", "badmail")
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    @property
    def settings_file(self):
        return os.path.join(self.config, "countersign", "delivery.json")
