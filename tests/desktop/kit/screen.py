"""A virtual screen with a window manager, on which an instance's window can be shown."""

import os
import subprocess

from lib import build, wait
from lib.instance import Instance
from lib.process import Process

from .accessible import Tree
from .keys import Keyboard
from .language import Words

X_SOCKETS = "/tmp/.X11-unix"
SIZE = (1280, 1024)
ACCESSIBILITY = "org.a11y.Bus.service"
_is_private = False


def _make_sockets_private():
    """Other namespaces number their displays, too, and the sockets' folder is everybody's."""
    global _is_private
    if not _is_private:
        os.makedirs(X_SOCKETS, exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=1777", "tmpfs", X_SOCKETS], check=True)
        _is_private = True


class Screen:
    def __init__(self, bed, size=SIZE):
        self.size = size
        _make_sockets_private()
        directory = bed.folder("screen")
        reader, writer = os.pipe()
        width, height = size
        process = Process("xvfb", ["Xvfb", "-displayfd", str(writer), "-nolisten", "tcp", "-nolock",
                                   "-screen", "0", f"{width}x{height}x24"],
                          directory, pass_fds=[writer])
        bed.callback(process.stop)
        os.close(writer)
        with os.fdopen(reader) as file:
            self.name = ":" + file.readline().strip()
        self.keyboard = Keyboard(self.name)
        bed.callback(self.keyboard.close)

    def lay_out_keys(self, layouts):
        """As the keyboard of somebody who writes several scripts: "us,ara"; the first one is on"""
        subprocess.run(["setxkbmap", "-display", self.name, "-layout", layouts], check=True)
        self.keyboard.close()
        self.keyboard.__init__(self.name)  # which learns the keys when it begins

    def picture(self, path, area=None):
        """Of the whole screen, or of a part of it: x, y, width, height"""
        x, y, width, height = area or (0, 0, *self.size)
        subprocess.run(["import", "-display", self.name, "-window", "root",
                        "-crop", f"{width}x{height}+{x}+{y}", "+repage", path], check=True)


class Desktop(Instance):
    """An instance whose window can be shown.

    accessible: without, nothing on the accessibility bus sees what is typed. theme: of GTK.
    """

    def __init__(self, bed, *, accessible=True, theme="Adwaita", text_scale=1, size=SIZE,
                 environment=None, **options):
        self.screen = Screen(bed, size)
        surroundings = {
            "DISPLAY": self.screen.name,
            "GDK_BACKEND": "x11",
            "GDK_DPI_SCALE": str(text_scale),
            "GTK_THEME": theme,
            "XDG_DATA_DIRS": f"{build.SOURCE}/data:/usr/local/share:/usr/share",
            **({} if accessible else {"NO_AT_BRIDGE": "1"}),
            **(environment or {}),
        }
        super().__init__(bed, services=[ACCESSIBILITY] if accessible else [],
                         environment=surroundings, **options)
        self._write_gtk_settings()
        self.start("openbox", ["openbox", "--sm-disable"])
        self.tree = Tree(self) if accessible else None

    @property
    def keyboard(self):
        return self.screen.keyboard

    def _write_gtk_settings(self):
        """Without animations everything is where it will be, and stays as it is."""
        folder = os.path.join(self.config, "gtk-3.0")
        os.makedirs(folder)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="ascii") as file:
            file.write("[Settings]\ngtk-enable-animations=0\ngtk-cursor-blink=0\n")

    def speak(self, language):
        """From the next start on; the tests go on in English."""
        folder = os.path.join(self.directory, f"locale-{language}")
        self.tree.words = Words(language, folder)
        self.environment.update(LANGUAGE=language, COUNTERSIGN_LOCALE_DIR=folder)

    def start_window(self, *arguments, name="window"):
        return self.start(name, [build.program("countersign-settings"), *arguments])

    def wait_for_window(self, title, seconds=20):
        """The window or dialog with that title, or the first one whose title fits a function."""
        shown = title if callable(title) else self.tree.words[title]
        fits = title if callable(title) else lambda text: text == shown
        return wait.until(
            lambda: next((one for one in self.tree.windows() if fits(one.own_name)), None),
            f"a window “{title}”; there are {self._titles()}", seconds)

    def wait_for_no_window(self, title, seconds=20):
        shown = title if callable(title) else self.tree.words[title]
        wait.until(lambda: shown not in self._titles(), f"no window “{title}”", seconds)

    def _titles(self):
        return [window.own_name for window in self.tree.windows()]
