"""Who asks for the keyring's password: here somebody who closes each question."""

import threading

from gi.repository import Gio, GLib

from lib import wait

NAME, PATH = "org.gnome.keyring.SystemPrompter", "/org/gnome/keyring/Prompter"
CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"
INTERFACE = """
<node><interface name="org.gnome.keyring.internal.Prompter">
  <method name="BeginPrompting"><arg type="o" direction="in"/></method>
  <method name="PerformPrompt">
    <arg type="o" direction="in"/><arg type="s" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="s" direction="in"/></method>
  <method name="StopPrompting"><arg type="o" direction="in"/></method>
</interface></node>"""


class ClosingPrompter:
    """closed: how many questions there were"""

    def __init__(self, bed, instance):
        self.closed = 0
        self._address = instance.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._context = GLib.MainContext()
        self._loop = GLib.MainLoop(self._context)
        self._bus = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        bed.callback(self._stop)
        wait.until(lambda: instance.has_owner(NAME), "the prompter")

    def _run(self):
        self._context.push_thread_default()
        interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        self._bus = Gio.DBusConnection.new_for_address_sync(self._address, flags, None, None)
        self._bus.register_object(PATH, interface, self._on_call, None, None)
        Gio.bus_own_name_on_connection(self._bus, NAME, Gio.BusNameOwnerFlags.NONE, None, None)
        self._loop.run()
        self._bus.close_sync(None)

    def _stop(self):
        self._loop.quit()
        self._thread.join()

    def _on_call(self, _bus, sender, _path, _interface, method, arguments, invocation):
        callback = arguments.unpack()[0]
        invocation.return_value(None)
        if method == "StopPrompting":
            self._answer(sender, callback, "PromptDone", None)
            return
        is_question = method == "PerformPrompt"
        self.closed += is_question
        answer = GLib.Variant("(sa{sv}s)", ("no" if is_question else "", {}, ""))
        self._answer(sender, callback, "PromptReady", answer)

    def _answer(self, sender, callback, method, arguments):
        self._bus.call(sender, callback, CALLBACK, method, arguments, None,
                       Gio.DBusCallFlags.NONE, -1, None)
