"""Who asks for the keyring's password: here somebody who closes each question."""

from gi.repository import Gio, GLib

from .bus_service import BusService

CALLBACK = "org.gnome.keyring.internal.Prompter.Callback"


class ClosingPrompter(BusService):
    """closed: how many questions there were"""

    NAME, PATH = "org.gnome.keyring.SystemPrompter", "/org/gnome/keyring/Prompter"
    INTERFACE = """
    <node><interface name="org.gnome.keyring.internal.Prompter">
      <method name="BeginPrompting"><arg type="o" direction="in"/></method>
      <method name="PerformPrompt">
        <arg type="o" direction="in"/><arg type="s" direction="in"/>
        <arg type="a{sv}" direction="in"/><arg type="s" direction="in"/></method>
      <method name="StopPrompting"><arg type="o" direction="in"/></method>
    </interface></node>"""

    def __init__(self, bed, instance):
        self.closed = 0
        super().__init__(bed, instance)

    def on_call(self, sender, method, arguments, invocation):
        callback = arguments[0]
        invocation.return_value(None)
        if method == "StopPrompting":
            self._answer(sender, callback, "PromptDone", None)
            return
        is_question = method == "PerformPrompt"
        self.closed += is_question
        answer = GLib.Variant("(sa{sv}s)", ("no" if is_question else "", {}, ""))
        self._answer(sender, callback, "PromptReady", answer)

    def _answer(self, sender, callback, method, arguments):
        self.bus.call(sender, callback, CALLBACK, method, arguments, None,
                       Gio.DBusCallFlags.NONE, -1, None)
