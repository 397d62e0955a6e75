"""AT-SPI, spoken directly over its bus: what a screen reader sees of a program, and may do in it.

libatspi keeps caches that lag behind and cannot be asked from inside its own events; here every
answer comes from the program itself at the time of the question.
"""

from gi.repository import Gio, GLib

from lib import wait

from .language import Words

A11Y = "org.a11y.atspi."
REGISTRY = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
NOTHING = "/org/a11y/atspi/null"
ANSWER_MS = 20000
STATES = (
    "invalid active armed busy checked collapsed defunct editable enabled expandable expanded "
    "focusable focused has-tooltip horizontal iconified modal multi-line multiselectable opaque "
    "pressed resizable selectable selected sensitive showing single-line stale transient vertical "
    "visible manages-descendants indeterminate required truncated animated invalid-entry "
    "supports-autocompletion selectable-text is-default visited checkable has-popup read-only"
).split()
LABELLED_BY, MEMBER_OF, DESCRIBED_BY = 2, 5, 18
LISTS = ("table", "tree table")
MOST_CHILDREN = 200  # of a list with thousands of rows the first ones are enough


class Missing(AssertionError):
    """Nothing with that role and name is there."""


class Tree:
    """All programs on an accessibility bus. words: what the English of the tests is called there."""

    def __init__(self, instance):
        self.words = Words()
        address = instance.bus().call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
            Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()[0]
        flags = Gio.DBusConnectionFlags
        self.connection = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)

    def call(self, place, interface, method, signature=None, *arguments):
        parameters = GLib.Variant(signature, arguments) if signature else None
        return self.connection.call_sync(*place, interface, method, parameters, None,
                                         Gio.DBusCallFlags.NONE, ANSWER_MS, None).unpack()

    def programs(self):
        return Node(self, REGISTRY).children()

    def windows(self):
        """Windows and dialogs of all programs that can be seen, the newest last."""
        found = []
        for program in self.programs():
            try:
                found += [window for window in program.children() if window.has("showing")]
            except GLib.Error:
                continue  # it ends just now
        return found


class Node:
    """One accessible object. Everything is asked anew each time."""

    def __init__(self, tree, place):
        self.tree = tree
        self.place = tuple(place)

    def __eq__(self, other):
        return isinstance(other, Node) and self.place == other.place

    def __hash__(self):
        return hash(self.place)

    def __repr__(self):
        return f"{self.role} “{self.name}”"

    def _call(self, interface, method, signature=None, *arguments):
        return self.tree.call(self.place, A11Y + interface, method, signature, *arguments)

    def _property(self, interface, name):
        return self.tree.call(self.place, "org.freedesktop.DBus.Properties", "Get", "(ss)",
                              A11Y + interface, name)[0]

    # --- what it is ---

    @property
    def role(self):
        return self._call("Accessible", "GetRoleName")[0]

    @property
    def own_name(self):
        return self._property("Accessible", "Name")

    @property
    def name(self):
        """As a screen reader says it: its own name, or else that of its label. Without either GTK
        calls a combo box what is picked in it, which is no name."""
        labels = " ".join(label.own_name for label in self.related(LABELLED_BY))
        if self.role == "combo box":
            return labels or (self.own_name if self.own_name != self.picked else "")
        return self.own_name or labels

    @property
    def description(self):
        own = self._property("Accessible", "Description")
        return " ".join([own] + [other.own_name for other in self.related(DESCRIBED_BY)]).strip()

    def related(self, kind):
        relations = self._call("Accessible", "GetRelationSet")[0]
        return [Node(self.tree, place) for which, places in relations if which == kind
                for place in places]

    @property
    def states(self):
        low, high = self._call("Accessible", "GetState")[0]
        bits = low | high << 32
        return {name for number, name in enumerate(STATES) if bits >> number & 1}

    def has(self, *states):
        return set(states) <= self.states

    @property
    def interfaces(self):
        return {name.removeprefix(A11Y) for name in self._call("Accessible", "GetInterfaces")[0]}

    @property
    def parent(self):
        return Node(self.tree, self._property("Accessible", "Parent"))

    def children(self):
        count = self._property("Accessible", "ChildCount")
        if count > MOST_CHILDREN:
            return [Node(self.tree, self._call("Accessible", "GetChildAtIndex", "(i)", index)[0])
                    for index in range(MOST_CHILDREN)]
        return [Node(self.tree, place) for place in self._call("Accessible", "GetChildren")[0]]

    @property
    def extents(self):
        """x, y, width, height on the screen"""
        return self._call("Component", "GetExtents", "(u)", 0)[0]

    @property
    def shortcut(self):
        """The key of its mnemonic, such as "<Alt>a"; "" without one"""
        if "Action" not in self.interfaces or self._property("Action", "NActions") == 0:
            return ""
        parts = self._call("Action", "GetKeyBinding", "(i)", 0)[0].split(";")
        return next((part for part in parts if part.startswith("<Alt>")), "")

    # --- what is in it ---

    def walk(self, scrolled=False):
        """Itself and what is in it and can be seen, or could after scrolling; of a list not its
        rows."""
        yield self
        try:
            states, role = self.states, self.role
            scrolled = scrolled or (role == "viewport" and "showing" in states)
            if role in LISTS or (role == "page tab" and "selected" not in states):
                return
            for child in self.children():
                if child.has("visible" if scrolled else "showing") or child.role == "page tab":
                    yield from child.walk(scrolled)
        except GLib.Error:
            return  # it went away meanwhile

    def all(self, role, name=None):
        """role: one, or several; name: the whole name in English, or a function of what it is on
        the screen"""
        roles = {role} if isinstance(role, str) else set(role)
        shown = name if name is None or callable(name) else self.tree.words[name]
        fits = name if callable(name) else lambda text: name is None or text == shown
        found = []
        for node in self.walk():
            try:
                if node.role in roles and fits(node.name):
                    found.append(node)
            except GLib.Error:
                continue
        return found

    def has_a(self, role, name=None):
        return bool(self.all(role, name))

    def find(self, role, name=None, seconds=20):
        """The one with that role and name, when it has come up; two would be an error."""
        try:
            found = wait.until(lambda: self.all(role, name), f"a {role} “{name}”", seconds)
        except wait.TimedOut:
            raise Missing(f"no {role} “{name}” in:\n{self.outline()}") from None
        if len(found) > 1:
            raise Missing(f"{len(found)} of {role} “{name}” in:\n{self.outline()}")
        return found[0]

    def texts(self):
        """Everything that can be read in it."""
        return [node.name for node in self.walk() if node.name]

    def says(self, *words):
        """The first text that contains all the words, whatever their case; None without."""
        return next((text for text in self.texts()
                     if all(word.lower() in text.lower() for word in words)), None)

    def outline(self):
        """For the message of a failed test."""
        def lines(node, depth):
            yield f"{'  ' * depth}{node!r} {' '.join(sorted(node.states & SHOWN_STATES))}".rstrip()
            for child in node.children():
                if child.has("showing"):
                    yield from lines(child, depth + 1)
        try:
            return "\n".join(lines(self, 0))
        except GLib.Error:
            return "a window that has gone"

    # --- what one may do with it ---

    def _must_be(self, *states):
        wait.until(lambda: self.has(*states), f"{self!r} to be {', '.join(states)}")

    def _reach(self, *states):
        """Scrolls it into view, by the focus. A person cannot use what does not show."""
        self._must_be("sensitive", *states)
        if not self.has("showing"):
            self._call("Component", "GrabFocus")
        self._must_be("showing")

    def press(self):
        """As a click does; only on what a person could click."""
        self._reach()
        assert self._call("Action", "DoAction", "(i)", 0)[0], f"{self!r} cannot be pressed"

    def focus(self):
        self._must_be("sensitive", "focusable")
        assert self._call("Component", "GrabFocus")[0], f"{self!r} takes no focus"
        self._must_be("focused")

    @property
    def text(self):
        length = self._property("Text", "CharacterCount")
        return self._call("Text", "GetText", "(ii)", 0, length)[0]

    def fill(self, text):
        self._reach("editable")
        assert self._call("EditableText", "SetTextContents", "(s)", text)[0], f"{self!r} is fixed"

    def check(self, checked=True):
        if self.has("checked") != checked:
            self.press()
        wait.until(lambda: self.has("checked") == checked, f"{self!r} to be checked: {checked}")

    def select(self, child):
        """A page tab of a list, an item of a combo box."""
        self._reach()
        index = child._call("Accessible", "GetIndexInParent")[0]
        assert self._call("Selection", "SelectChild", "(i)", index)[0], f"{child!r} stays unselected"

    def items(self):
        """Of a combo box"""
        return [node for node in self.children()[0].children() if node.role == "menu item"]

    @property
    def picked(self):
        """The item that a combo box shows"""
        place = self._call("Selection", "GetSelectedChild", "(i)", 0)[0]
        return Node(self.tree, place).own_name if place[1] != NOTHING else ""

    def pick(self, name):
        """An item of a combo box"""
        self.select(next(item for item in self.items() if item.name == name))
        wait.until(lambda: self.picked == name, f"{self!r} to show {name}")

    # --- rows of a list ---

    def rows(self):
        """The texts of each row"""
        rows = self._property("Table", "NRows")
        columns = self._property("Table", "NColumns")
        return [[self._cell(row, column).own_name for column in range(columns)]
                for row in range(min(rows, MOST_CHILDREN))]

    @property
    def row_count(self):
        return self._property("Table", "NRows")

    def _cell(self, row, column):
        return Node(self.tree, self._call("Table", "GetAccessibleAt", "(ii)", row, column)[0])

    def select_row(self, first_text):
        self._reach()
        row = [texts[0] for texts in self.rows()].index(first_text)
        self._call("Table", "AddRowSelection", "(i)", row)  # false if it was selected already
        wait.until(lambda: self._cell(row, 0).has("selected"), f"row {row} to be selected")


SHOWN_STATES = {"active", "checked", "focused", "sensitive", "selected", "modal", "is-default"}
