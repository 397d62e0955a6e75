"""A service on the session bus of a test, with a thread of its own."""

import threading

from gi.repository import Gio, GLib

from lib import wait


class BusService:
    """A subclass says NAME, PATH and INTERFACE (the XML of one), and answers in on_call."""

    def __init__(self, bed, instance):
        self._address = instance.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._context = GLib.MainContext()
        self._loop = GLib.MainLoop(self._context)
        self.bus = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        bed.callback(self._stop)
        wait.until(lambda: instance.has_owner(self.NAME), f"{self.NAME} on the bus")

    def _run(self):
        self._context.push_thread_default()
        interface = Gio.DBusNodeInfo.new_for_xml(self.INTERFACE).interfaces[0]
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self.bus = Gio.DBusConnection.new_for_address_sync(self._address, flags, None, None)
        self.bus.register_object(self.PATH, interface, self._on_call, None, None)
        Gio.bus_own_name_on_connection(self.bus, self.NAME, Gio.BusNameOwnerFlags.NONE, None, None)
        self._loop.run()
        self.bus.close_sync(None)

    def _stop(self):
        self._loop.quit()
        self._thread.join()

    def _on_call(self, _bus, sender, _path, _interface, method, arguments, invocation):
        self.on_call(sender, method, arguments.unpack(), invocation)
