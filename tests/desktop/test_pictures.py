"""Pictures of every window, light, dark and with large letters, kept in the build folder for people
to look at; that each window is whole on a small screen, and that what is wrong can be read."""

import os
import re
import subprocess

from kit.screen import Desktop
from kit.sheet import CHALLENGE_RESPONSE, CLEAR_TEXT, Sheet
from lib import tap, wait

FOLDER = os.path.join(os.environ.get("COUNTERSIGN_BUILD", "build"), "tests", "desktop", "pictures")
LOOKS = {
    "light": {"theme": "Adwaita"},
    "small": {"theme": "Adwaita", "size": (800, 600)},
    "dark": {"theme": "Adwaita:dark"},
    "high-contrast": {"theme": "HighContrast"},
    "large": {"theme": "Adwaita", "text_scale": 2},
}
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
        self.desktop.screen.picture(path, window.extents)
        colours = subprocess.run(["identify", "-format", "%k", path], check=True,
                                 capture_output=True, text=True).stdout
        return int(colours) >= FEWEST_COLOURS


def fill_instance(desktop):
    desktop.set_site("--smart-host", "relay.example.net:587", "--authentication", "clear-text",
                     "--account", "office", "--tls", "required", password="secret")
    desktop.add_domain("*.corp.example", "--smart-host", "[192.0.2.7]", "--authentication",
                       "challenge-response", "--account", "mailer", "--nt-domain", "CORP",
                       password="secret")
    desktop.add_domain("example.org", "--dns", "--authentication", "none")
    desktop.add_domain("example.com")


def take_all(bed, look):
    desktop = Desktop(bed, **LOOKS[look])
    fill_instance(desktop)
    album = Album(desktop, look)
    sheet = Sheet(desktop)
    for number, page in enumerate(("General", "Delivery", "Remote Domains"), 1):
        sheet.page(page)
        album.take(sheet.window, f"{number}-{page.lower().replace(' ', '-')}")
    security = sheet.open_security()
    album.take(security.window, "4-outbound-security")
    account = security.change(CLEAR_TEXT)
    album.take(account.window, "5-account")
    account.cancel()
    security.select(CHALLENGE_RESPONSE)
    account = security.change(CHALLENGE_RESPONSE)
    account.press("OK")
    wait.until(lambda: account.window.all("alert"), "the error")
    album.take(account.window, "6-windows-nt-account")
    contrast = album.contrast(account.window.find("alert"))
    assert contrast >= LEAST_CONTRAST, contrast
    account.cancel()
    security.cancel()
    domain = sheet.open_domain("*.corp.example")
    album.take(domain.window, "7-remote-domain")
    album.take(domain.open_security().window, "8-outbound-security-of-a-domain")
    print(f"# {album.folder}")


for look in LOOKS:
    tap.case(f"every window, {look}", look)(take_all)

tap.run()
