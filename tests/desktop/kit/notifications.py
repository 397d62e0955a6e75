"""A notification service that shows nothing: what is sent to it, and buttons that can be pressed."""

import threading

from gi.repository import Gio, GLib

from lib import wait

NAME, PATH = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
INTERFACE = """
<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/>
    <arg type="s" direction="out"/><arg type="s" direction="out"/></method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/></method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""


class Notification:
    def __init__(self, identifier, title, body, actions):
        self.identifier = identifier
        self.title = title
        self.body = body
        self.actions = dict(zip(actions[1::2], actions[0::2]))  # label: key

    def __repr__(self):
        return f"“{self.title}”: “{self.body}” {list(self.actions)}"


class Notifications:
    def __init__(self, bed, instance):
        self.sent = []
        self.closed = []
        self._address = instance.environment["DBUS_SESSION_BUS_ADDRESS"]
        self._context = GLib.MainContext()
        self._loop = GLib.MainLoop(self._context)
        self._bus = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        bed.callback(self._stop)
        wait.until(lambda: instance.has_owner(NAME), "the notification service")

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

    def _on_call(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        answer = getattr(self, f"_{method}")(*arguments.unpack())
        invocation.return_value(answer)

    def _GetCapabilities(self):
        return GLib.Variant("(as)", (["actions", "body"],))

    def _GetServerInformation(self):
        return GLib.Variant("(ssss)", ("test", "test", "1", "1.2"))

    def _Notify(self, _program, replaced, _icon, title, body, actions, _hints, _timeout):
        identifier = replaced or len(self.sent) + 1
        self.sent.append(Notification(identifier, title, body, actions))
        return GLib.Variant("(u)", (identifier,))

    def _CloseNotification(self, identifier):
        self.closed.append(identifier)

    def press(self, notification, label):
        self._bus.emit_signal(None, PATH, NAME, "ActionInvoked", GLib.Variant(
            "(us)", (notification.identifier, notification.actions[label])))
