"""Pictures of every window, light, dark, with large letters and right to left, kept in the build
folder for people to look at; that each window is whole on a small screen, and that what is wrong can
be read."""

import os
import re
import subprocess
import time

from kit.screen import Desktop
from kit.tour import Tour, fill
from lib import tap, wait
from lib.strike import LONG

FOLDER = os.path.join(os.environ.get("COUNTERSIGN_BUILD", "build"), "tests", "desktop", "pictures")
DARK = {"GTK_THEME": "Adwaita:dark"}
# What each look may spoil in another way; a window that has nothing of its own is left out there,
# but for the long suite.
TELLING = {"delivery-page", "remote-domains-page", "queue-page", "outbound-security-dialog",
           "windows-nt-account", "remote-domain-dialog", "test-dialog"}
# environment; the language; the stops, or all
LOOKS = {
    "light": ({}, None, None),
    "dark": (DARK, None, TELLING | {"shortcuts", "close-question"}),
    "high-contrast": ({"GTK_THEME": "HighContrast"}, None, {"remote-domains-page",
                                                            "windows-nt-account"}),
    "large": ({"GDK_DPI_SCALE": "2"}, None, TELLING | {"general-page", "messages-page",
                                                       "outbound-connections-dialog"}),
    "right-to-left": ({}, "ar", TELLING | {"general-page", "messages-page", "shortcuts"}),
}
SMALL = (800, 600)
LONG_WORDS = ("de", "fr")  # what is widest there
WIDEST = {"queue-page", "shortcuts"}
FEWEST_COLOURS = 30  # an empty window has fewer
LEAST_CONTRAST = 4.5  # of text, WCAG 2.1 section 1.4.3
COLOUR = re.compile(r"(\d+): \((\d+),(\d+),(\d+)")


def luminance(colour):
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
              for value in (part / 255 for part in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_in(path):
    """Of the colour that stands out most, with the one that there is most of"""
    text = subprocess.run(["convert", path, "-depth", "8", "-format", "%c", "histogram:info:-"],
                          check=True, capture_output=True, text=True).stdout
    colours = sorted(tuple(map(int, found)) for found in COLOUR.findall(text))
    background = luminance(colours[-1][1:])
    pairs = [sorted((background, luminance(colour[1:]))) for colour in colours]
    return max((light + 0.05) / (dark + 0.05) for dark, light in pairs)


class Album:
    def __init__(self, desktop, look):
        self.desktop = desktop
        self.folder = os.path.join(FOLDER, look)
        os.makedirs(self.folder, exist_ok=True)
        self._last = None

    def take(self, window, name):
        """Of one window, which must be on the screen as a whole"""
        wait.until(lambda: window.has("active"), f"{name} to be active")
        path = os.path.join(self.folder, f"{name}.png")
        wait.until(lambda: self._is_drawn(window, path), f"{name} to be drawn")
        x, y, width, height = window.extents
        screen_width, screen_height = self.desktop.screen.size
        assert x >= 0 and y >= 0, (name, x, y)
        assert x + width <= screen_width and y + height <= screen_height, (name, window.extents)

    def contrast(self, node):
        path = os.path.join(self.folder, "part.png")
        self.desktop.screen.picture(path, node.extents)
        contrast = contrast_in(path)
        os.remove(path)
        return contrast

    def _is_drawn(self, window, path):
        """A dialog may take a moment before it is painted: twice the same, and not empty"""
        self.desktop.screen.picture(path, window.extents)
        colours, pixels = subprocess.run(["identify", "-format", "%k %#", path], check=True,
                                         capture_output=True, text=True).stdout.split()
        before, self._last = self._last, pixels
        return before == pixels and int(colours) >= FEWEST_COLOURS


def take_all(desktop, look, only):
    album = Album(desktop, look)
    for name, window in Tour(desktop, only):
        album.take(window, name)
        if name == "windows-nt-account":
            contrast = album.contrast(window.find("alert"))
            assert contrast >= LEAST_CONTRAST, contrast


@tap.case("every window: light, dark, with high contrast, with large letters, right to left")
def test_looks(bed):
    desktop = Desktop(bed)
    fill(desktop)
    for look, (environment, language, only) in LOOKS.items():
        start = time.monotonic()
        before = dict(desktop.environment)
        desktop.environment.update(environment)
        if language is not None:
            desktop.speak(language)
        take_all(desktop, look, None if LONG else only)
        desktop.environment.clear()
        desktop.environment.update(before)
        print(f"# {FOLDER}/{look}: {time.monotonic() - start:.1f} s", flush=True)


@tap.case("every window, whole on a small screen")
def test_small(bed):
    desktop = Desktop(bed, size=SMALL)
    fill(desktop)
    take_all(desktop, "small", None)
    for language in LONG_WORDS:
        desktop.speak(language)
        take_all(desktop, f"small-{language}", WIDEST)


tap.run()
