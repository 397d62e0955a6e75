"""A notification service that shows nothing: what is sent to it, and buttons that can be pressed."""

from gi.repository import GLib

from .bus_service import BusService


class Notification:
    def __init__(self, identifier, title, body, actions):
        self.identifier = identifier
        self.title = title
        self.body = body
        self.actions = dict(zip(actions[1::2], actions[0::2]))  # label: key

    def __repr__(self):
        return f"“{self.title}”: “{self.body}” {list(self.actions)}"


class Notifications(BusService):
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

    def __init__(self, bed, instance):
        self.sent = []
        self.closed = []
        super().__init__(bed, instance)

    def on_call(self, _sender, method, arguments, invocation):
        invocation.return_value(getattr(self, f"_{method}")(*arguments))

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
        self.bus.emit_signal(None, self.PATH, self.NAME, "ActionInvoked", GLib.Variant(
            "(us)", (notification.identifier, notification.actions[label])))
