"""A virtual screen with a window manager, on which an instance's window can be shown."""

import os
import subprocess

from lib import build, wait
from lib.instance import Instance
from lib.process import Process

from .accessible import Tree
from .keys import Keyboard

X_SOCKETS = "/tmp/.X11-unix"
WIDTH, HEIGHT = 1280, 1024
DOTS_PER_INCH = 96
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
    def __init__(self, bed):
        _make_sockets_private()
        directory = bed.folder("screen")
        reader, writer = os.pipe()
        process = Process("xvfb", ["Xvfb", "-displayfd", str(writer), "-screen", "0",
                                   f"{WIDTH}x{HEIGHT}x24",
                                   "-nolisten", "tcp", "-nolock"],
                          directory, pass_fds=[writer])
        bed.callback(process.stop)
        os.close(writer)
        with os.fdopen(reader) as file:
            self.name = ":" + file.readline().strip()
        self.keyboard = Keyboard(self.name)
        bed.callback(self.keyboard.close)

    def picture(self, path, area=f"{WIDTH}x{HEIGHT}+0+0"):
        """Of the whole screen, or a part of it"""
        subprocess.run(["import", "-display", self.name, "-window", "root", "-crop", area,
                        "+repage", path], check=True)


class Desktop(Instance):
    """An instance whose window can be shown.

    accessible: without, nothing on the accessibility bus sees what is typed. theme: of GTK.
    """

    def __init__(self, bed, *, accessible=True, theme="Adwaita", text_scale=1, environment=None,
                 **options):
        self.screen = Screen(bed)
        surroundings = {
            "DISPLAY": self.screen.name,
            "GDK_BACKEND": "x11",
            "GTK_THEME": theme,
            "XDG_DATA_DIRS": f"{build.SOURCE}/data:/usr/local/share:/usr/share",
            **({} if accessible else {"NO_AT_BRIDGE": "1"}),
            **(environment or {}),
        }
        super().__init__(bed, services=[ACCESSIBILITY] if accessible else [],
                         environment=surroundings, **options)
        self._write_gtk_settings(text_scale)
        self.start("openbox", ["openbox", "--sm-disable"])
        self.tree = Tree(self) if accessible else None

    @property
    def keyboard(self):
        return self.screen.keyboard

    def _write_gtk_settings(self, text_scale):
        """Without animations everything is where it will be."""
        folder = os.path.join(self.config, "gtk-3.0")
        os.makedirs(folder)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="ascii") as file:
            file.write("[Settings]\ngtk-enable-animations=0\n"
                       f"gtk-xft-dpi={text_scale * DOTS_PER_INCH * 1024}\n")

    def start_window(self, *arguments, name="window"):
        return self.start(name, [build.program("countersign-settings"), *arguments])

    def wait_for_window(self, title, seconds=20):
        """The window or dialog with that title, or the first one whose title fits a function."""
        fits = title if callable(title) else lambda text: text == title
        return wait.until(
            lambda: next((one for one in self.tree.windows() if fits(one.own_name)), None),
            f"a window “{title}”; there are {self._titles()}", seconds)

    def wait_for_no_window(self, title, seconds=20):
        wait.until(lambda: title not in self._titles(), f"no window “{title}”", seconds)

    def _titles(self):
        return [window.own_name for window in self.tree.windows()]
