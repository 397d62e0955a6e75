"""A delivery worker that answers as the test says, for what the command line makes of it."""

import os
import threading

from gi.repository import Gio, GLib

from lib import wait
from lib.build import SOURCE
from lib.instance import DELIVERY_NAME

PATH = "/org/countersign/Delivery"
ERRORS = "org.countersign.Delivery.Error."
EMPTY = {"t": 0, "x": 0, "s": ""}  # of properties that a test does not care about


class FakeWorker:
    """rows: dictionaries as ListRecipients returns them; calls: what was asked, in order."""

    def __init__(self, bed, instance, rows=(), properties=None, story=None):
        self.rows = list(rows)
        self.story = story or {}
        self.destinations = []
        self.troubles = []
        self.logins = []
        self.policy = {}
        self.calls = []
        self.in_force = None  # revision to be reported instead of the one asked for
        self.fault = ""
        self.error = None  # D-Bus error name, instead of any answer
        self.properties = {"Revision": "", "SettingsFault": "", "SettingsFaults": [],
                           "Queued": 0, "Active": 0,
                           "Deferred": 0, "Held": 0, "Delivered": 0, "Rejected": 0,
                           "Dnssec": "available", "SuspendedCredentials": [], **(properties or {})}
        self._address = instance.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._context = GLib.MainContext()
        self._loop = GLib.MainLoop(self._context)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        bed.callback(self._stop)
        wait.until(lambda: instance.has_owner(DELIVERY_NAME), "the fake worker")

    def _run(self):
        self._context.push_thread_default()
        with open(os.path.join(SOURCE, "src/ipc/org.countersign.Delivery.xml"),
                  encoding="utf-8") as file:
            interface = Gio.DBusNodeInfo.new_for_xml(file.read()).interfaces[0]
        self._signatures = {prop.name: prop.signature for prop in interface.properties}
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        bus = Gio.DBusConnection.new_for_address_sync(self._address, flags, None, None)
        self._bus = bus
        bus.register_object(PATH, interface, self._on_call, self._on_property, None)
        Gio.bus_own_name_on_connection(bus, DELIVERY_NAME, Gio.BusNameOwnerFlags.NONE, None, None)
        self._loop.run()
        bus.close_sync(None)

    def emit_queue_changed(self):
        self._bus.emit_signal(None, PATH, DELIVERY_NAME, "QueueChanged", None)

    def _stop(self):
        self._loop.quit()
        self._thread.join()

    def _on_property(self, _bus, _sender, _path, _interface, name):
        signature = self._signatures[name]
        return GLib.Variant(signature, self.properties.get(name, EMPTY.get(signature)))

    def _on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        self.calls.append((method, *arguments.unpack()))
        if self.error is not None:
            invocation.return_dbus_error(self.error, "in the worker's words")
            return
        answer = getattr(self, f"_{method}")(*arguments.unpack())
        invocation.return_value(answer)

    def _LoadSettings(self, revision):
        return GLib.Variant("(ss)", (self.in_force or revision, self.fault))

    def _ListRecipients(self, _filter, after, limit):
        rows = [row for row in self.rows if row["id"].unpack() > after][:limit]
        return GLib.Variant("(aa{sv})", (rows,))

    def _ShowMessage(self, _identifier):
        return GLib.Variant("(a{sv})", (self.story,))

    def _ListDestinations(self, limit):
        return GLib.Variant("(aa{sv})", (self.destinations[:limit],))

    def _ListTroubles(self, limit):
        return GLib.Variant("(aa{sv})", (self.troubles[:limit],))

    def _ListCredentials(self):
        return GLib.Variant("(aa{sv})", (self.logins,))

    def _ShowPolicy(self, _domain):
        return GLib.Variant("(a{sv})", (self.policy,))

    def _Change(self, _action, identifiers):
        return GLib.Variant("(t)", (len(identifiers) or len(self.rows),))


def row(identifier, recipient, state, **more):
    """One recipient; keys with '_' for '-', values as GLib.Variant where they are no text."""
    result = {"id": GLib.Variant("s", identifier), "sender": GLib.Variant("s", "ann@client.example"),
              "recipient": GLib.Variant("s", recipient), "state": GLib.Variant("s", state),
              "attempts": GLib.Variant("u", 2), "arrived": GLib.Variant("x", 1795503006),
              "size-bytes": GLib.Variant("t", 4096)}
    for key, value in more.items():
        result[key.replace("_", "-")] = GLib.Variant("s", value) if isinstance(value, str) else value
    return result
