"""Every page and every dialog, one after the other, with something in each.

A test that is about all windows takes the tour; a new window gets its stop here. UNSEEN says which
files in ui/ are no stop, and why.
"""

import os

from lib import build, wait

from .accessible import LISTS
from .sheet import CHALLENGE_RESPONSE, CLEAR_TEXT, Dialog, RemoteDomainDialog, SecurityDialog, Sheet

PAGES = ("General", "Messages", "Delivery", "Remote Domains", "Queue")
# page, button, title, name, button that closes it
DIALOGS = (
    ("Delivery", "Outbound Connections…", "Outbound Connections", "outbound-connections-dialog",
     "Cancel"),
    ("Delivery", "Advanced…", "Advanced Delivery", "advanced-delivery-dialog", "Cancel"),
    ("Delivery", "Known Providers…", "Known Providers", "preset-dialog", "Cancel"),
    ("Remote Domains", "Accounts…", "Accounts", "accounts-dialog", "Close"),
)
TEST_DIALOGS = (("Test…", "Test"), ("Find Out What the Server Wants", "What the Server Wants"))
DOMAIN = "*.corp.example"
UNSEEN = {
    "properties-window",  # on each page
    "quantity-field",  # a part of pages
    "loading-view",  # for a moment, if at all
    "cure-bar",  # only with a server that wants something: see the tests of the cure
    "fault-view",  # instead of the pages: see the tests of the program
}


def stem(title):
    return title.lower().replace("…", "").replace(" ", "-")


def fill(desktop):
    """Settings of each kind, and mail that waits."""
    desktop.set_site("--smart-host", "relay.example.net:587", "--authentication", "clear-text",
                     "--account", "office", "--tls", "required", password="secret")
    desktop.add_domain(DOMAIN, "--smart-host", "[192.0.2.7]", "--authentication",
                       "challenge-response", "--account", "mailer", "--nt-domain", "CORP",
                       password="secret")
    desktop.add_domain("example.org", "--dns", "--authentication", "none")
    desktop.add_domain("example.com")
    desktop.start_worker()
    desktop.send("Minutes", "ann@example.org", "bob@sales.corp.example")
    desktop.cli("queue", "hold")


class Tour:
    """only: the names of the stops to be made; without, all."""

    def __init__(self, desktop, only=None):
        self.desktop = desktop
        self.only = only
        self.made = set()

    def __iter__(self):
        """(name, window): the window must not be closed, nor anything left open over it"""
        sheet = Sheet(self.desktop)
        for part in (self._pages, self._story, self._dialogs, self._security, self._domain,
                     self._keys, self._closing):
            yield from part(sheet)
        # Not how it ends: GTK's window of shortcuts leaks a little.
        wait.until(lambda: not sheet.process.is_running(), "the program to end")

    def _stop(self, name, dialog):
        if self._wants(name):
            self.made.add(name)
            yield name, dialog.window

    def _wants(self, *names):
        return self.only is None or not self.only.isdisjoint(names)

    def _pages(self, sheet):
        for page in PAGES:
            if self._wants(f"{stem(page)}-page"):
                sheet.page(page)
                wait.until(lambda: sheet.window.find("page tab", page).has("selected"), page)
                yield from self._stop(f"{stem(page)}-page", sheet)

    def _story(self, sheet):
        if self._wants("story-dialog"):
            sheet.page("Queue")
            mail = sheet.window.find(LISTS, "Recipients")
            wait.until(mail.rows, "mail that waits")
            mail.select_row(mail.rows()[0][0])
            sheet.press("Story…")
            story = Dialog(self.desktop, "Story of a Message")
            yield from self._stop("story-dialog", story)
            story.close("Close")

    def _dialogs(self, sheet):
        for page, button, title, name, end in DIALOGS:
            if self._wants(name):
                sheet.page(page)
                sheet.press(button)
                dialog = Dialog(self.desktop, title)
                yield from self._stop(name, dialog)
                dialog.close(end)

    def _security(self, sheet):
        if not self._wants("outbound-security-dialog", "account-dialog", "account-picker-dialog",
                           "windows-nt-account"):
            return
        security = sheet.open_security()
        yield from self._stop("outbound-security-dialog", security)
        if self._wants("account-dialog"):
            account = security.change(CLEAR_TEXT)
            yield from self._stop("account-dialog", account)
            account.cancel()
        if self._wants("windows-nt-account", "account-picker-dialog"):
            security.select(CHALLENGE_RESPONSE)
            account = security.change(CHALLENGE_RESPONSE)
            account.press("OK")  # with what it says about missing parts
            wait.until(lambda: account.window.all("alert"), "the error")
            yield from self._stop("windows-nt-account", account)
            yield from self._picker(account)
            account.cancel()
        security.cancel()

    def _picker(self, account):
        if self._wants("account-picker-dialog"):
            account.press("Use an Existing Account…")
            picker = Dialog(self.desktop, "Existing Accounts")
            yield from self._stop("account-picker-dialog", picker)
            picker.cancel()

    def _domain(self, sheet):
        if not self._wants("remote-domain-dialog", "security-of-a-domain", "test-dialog",
                           "what-the-server-wants"):
            return
        sheet.domains.select_row(DOMAIN)
        sheet.press("Properties…")
        domain = RemoteDomainDialog(self.desktop, f"{DOMAIN} Properties")
        yield from self._stop("remote-domain-dialog", domain)
        if self._wants("security-of-a-domain", "test-dialog", "what-the-server-wants"):
            domain.press("Outbound Security…")
            security = SecurityDialog(self.desktop, f"Outbound Security — {DOMAIN}")
            yield from self._stop("security-of-a-domain", security)
            for name, (button, title) in zip(("test-dialog", "what-the-server-wants"),
                                             TEST_DIALOGS):
                if self._wants(name):
                    security.press(button)
                    result = Dialog(self.desktop, title)
                    result.window.find("alert", seconds=60)  # no such server is there
                    yield from self._stop(name, result)
                    result.close("Close")
            security.cancel()
        domain.cancel()

    def _keys(self, sheet):
        """What only keys open"""
        for name, keys, title in (("shortcuts", "Control+F1", "Keyboard Shortcuts"),
                                  ("help", "F1", "Delivery")):
            if self._wants(name):
                sheet.page("Delivery")
                wait.until(lambda: sheet.window.has("active"), "the window to be active")
                self.desktop.keyboard.press(keys)
                window = Dialog(self.desktop, title)
                yield from self._stop(name, window)
                wait.until(lambda: window.window.has("active"), f"{name} to be active")
                self.desktop.keyboard.press("Escape")
                self.desktop.wait_for_no_window(title)

    def _closing(self, sheet):
        if not self._wants("close-question", "review-dialog"):
            sheet.press("Cancel")
            return
        sheet.set_smart_host("other.example.net")
        wait.until(sheet.is_changed, "the change to be noticed")
        if self._wants("review-dialog"):
            sheet.press("Review Changes…")
            review = Dialog(self.desktop, "Review Changes")
            yield from self._stop("review-dialog", review)
            review.close("Close")
        if not self._wants("close-question"):
            sheet.press("Cancel")
            return
        wait.until(lambda: sheet.window.has("active"), "the window to be active")
        self.desktop.keyboard.press("Escape")
        window = self.desktop.wait_for_window(lambda title: title != sheet.window.own_name)
        self.made.add("close-question")
        yield "close-question", window
        window.find("push button", "Discard").press()


def assert_nothing_is_left_out(tour):
    """Each window of ours has its stop."""
    files = {name.removesuffix(".ui") for name in os.listdir(os.path.join(build.SOURCE, "ui"))
             if name.endswith(".ui")}
    missing = files - UNSEEN - tour.made
    assert not missing, f"no stop on the tour, nor among UNSEEN: {sorted(missing)}"
