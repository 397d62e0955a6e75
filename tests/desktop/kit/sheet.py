"""The window's own words: its pages and dialogs, and the ways through them that the seed describes."""

import json
import os

from gi.repository import Gio, GLib

from lib import wait

from .accessible import LISTS

SITE = "Default SMTP Site"
TITLE = f"{SITE} Properties"
SITE_SECURITY = "Outbound Security — Site"
NO_AUTHENTICATION = "No authentication"
CLEAR_TEXT = "Clear text authentication"
CHALLENGE_RESPONSE = "Windows NT Challenge/Response authentication"
SITES_SETTING = "Use the site’s setting"
ACCOUNT_DIALOGS = {
    CLEAR_TEXT: "Account on Remote Host",
    CHALLENGE_RESPONSE: "Windows NT Account on Remote Host",
}


class Dialog:
    """Any window of the program, by its title."""

    def __init__(self, desktop, title):
        self.desktop = desktop
        self.title = title
        self.window = desktop.wait_for_window(title)

    def button(self, name):
        return self.window.find("push button", name)

    def press(self, name):
        """Even if the window makes the button anew meanwhile"""
        wait.until(lambda: self._try_to_press(name), f"“{name}” to be pressed")

    def _try_to_press(self, name):
        try:
            self.button(name).press()
        except GLib.Error as error:
            if not error.matches(Gio.dbus_error_quark(), Gio.DBusError.UNKNOWN_OBJECT):
                raise
            return False
        return True

    def field(self, name):
        return self.window.find("text", name)

    def close(self, button):
        """By a button, after which the dialog must be gone."""
        self.press(button)
        self.desktop.wait_for_no_window(self.title)

    def ok(self):
        self.close("OK")

    def cancel(self):
        self.close("Cancel")


class AccountDialog(Dialog):
    def __init__(self, desktop, option):
        super().__init__(desktop, ACCOUNT_DIALOGS[option])

    @property
    def password(self):
        return self.window.find("password text", "Password")

    def fill(self, account=None, password=None, nt_domain=None):
        """Only what is given is touched."""
        if account is not None:
            self.field("Account name").fill(account)
        if nt_domain is not None:
            self.field("Domain").fill(nt_domain)
        if password is not None:
            self.password.fill(password)


class SecurityDialog(Dialog):
    """Outbound Security, of the site or of a remote domain."""

    def option(self, name):
        return self.window.find("radio button", name)

    def select(self, name):
        self.option(name).check()

    def picked(self):
        return next(one.name for one in self.window.all("radio button") if one.has("checked"))

    def change_button(self, option):
        """The one in the row of its option."""
        middle = self.option(option).extents[1] + self.option(option).extents[3] / 2
        return next(one for one in self.window.all("push button", "Change…")
                    if one.extents[1] <= middle <= one.extents[1] + one.extents[3])

    def change(self, option):
        self.change_button(option).press()
        return AccountDialog(self.desktop, option)

    def set_account(self, option, **account):
        """Steps 3 and 4 of the seed's procedures, and OK."""
        self.select(option)
        dialog = self.change(option)
        dialog.fill(**account)
        dialog.ok()

    @property
    def tls(self):
        return self.window.find("combo box", "TLS")


class RemoteDomainDialog(Dialog):
    def forward_to(self, smart_host):
        self.window.find("radio button", "Forward to smart host").check()
        self.field("Smart host").fill(smart_host)

    def open_security(self):
        self.press("Outbound Security…")
        return SecurityDialog(self.desktop, lambda title: title.startswith("Outbound Security —"))


class Sheet(Dialog):
    """The property sheet."""

    def __init__(self, desktop, *arguments, title=TITLE):
        self.process = desktop.start_window(*arguments)
        super().__init__(desktop, title)

    def page(self, name):
        """Selects a property sheet, in the seed's words."""
        tabs = self.window.find("page tab list")
        tabs.select(self.window.find("page tab", name))

    def open_security(self):
        self.page("Delivery")
        self.press("Outbound Security…")
        return SecurityDialog(self.desktop, SITE_SECURITY)

    def set_smart_host(self, smart_host):
        self.page("Delivery")
        self.field("Smart host").fill(smart_host)

    # --- remote domains ---

    @property
    def domains(self):
        self.page("Remote Domains")
        return self.window.find(LISTS, "Remote domains")

    def add_domain(self, name):
        self.page("Remote Domains")
        self.press("Add…")
        dialog = RemoteDomainDialog(self.desktop, is_domain_title)
        dialog.field("Domain").fill(name)
        return dialog

    def open_domain(self, name):
        self.domains.select_row(name)
        self.press("Properties…")
        return RemoteDomainDialog(self.desktop, is_domain_title)

    # --- the end ---

    def is_changed(self):
        return self.button("Apply").has("sensitive")

    def apply(self):
        """Until the worker has the new settings in force"""
        self.press("Apply")
        self.wait_until_applied()

    def wait_until_applied(self):
        """Nothing is left to apply, and OK can be pressed again, as it cannot meanwhile."""
        wait.until(lambda: not self.is_changed() and self.button("OK").has("sensitive"),
                   "the changes to be applied", 60)

    def ok(self):
        super().ok()
        wait.until(lambda: not self.process.is_running(), "the program to end")
        assert self.process.popen.returncode == 0, self.process.popen.returncode

    def cancel(self):
        super().cancel()
        wait.until(lambda: not self.process.is_running(), "the program to end")


def is_domain_title(title):
    return "Remote Domain" in title or title.endswith("Properties") and title != TITLE


def settings(desktop):
    """What the settings file says; None without one."""
    if not os.path.exists(desktop.settings_file):
        return None
    with open(desktop.settings_file, encoding="utf-8") as file:
        return json.load(file)
