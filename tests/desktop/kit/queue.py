"""The page Queue, in its own words."""

from gi.repository import GLib

from lib import wait

from .accessible import LISTS

RECIPIENT, ENTRY, STATE, NEXT_TRY, WHY = range(5)


class Queue:
    def __init__(self, sheet):
        sheet.page("Queue")
        self.sheet = sheet
        self.window = sheet.window
        self.table = self.window.find(LISTS, "Recipients")

    def _try_rows(self):
        try:
            return [self.table.rows()]
        except GLib.Error:
            return None  # one went while they were read

    def column(self, number):
        return [row[number] for row in wait.until(self._try_rows, "rows that stay")[0]]

    def recipients(self):
        return self.column(RECIPIENT)

    def wait_for(self, *recipients):
        """Exactly these, in any order"""
        wait.until(lambda: sorted(self.recipients()) == sorted(recipients),
                   f"{recipients} to be listed, not {self.recipients()}")

    def wait_for_states(self, state):
        wait.until(lambda: set(self.column(STATE)) == {state},
                   f"all to be {state}: {self.column(STATE)}")

    def wait_to_say(self, *words):
        wait.until(lambda: self.window.says(*words), f"“{' … '.join(words)}” to be said")

    def select(self, recipient):
        wait.until(lambda: recipient in self.recipients(), f"{recipient} to be listed")
        self.table.select_row(recipient)
        wait.until(lambda: self.button("Remove").has("sensitive"), f"{recipient} to be selected")

    def button(self, name):
        return self.sheet.button(name)

    def show(self, state):
        self.window.find("combo box", "Show").pick(state)

    def search(self, text):
        self.window.find("text", "Search").fill(text)
