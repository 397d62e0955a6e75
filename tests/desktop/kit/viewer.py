"""A viewer of help that only notes what it is asked for, and in which language."""

import os

from lib import build, wait

VIEWER = """[Desktop Entry]
Type=Application
Name=Viewer
Exec=sh -c 'echo "$1 $LANGUAGE" >> "{notes}"' viewer %u
MimeType=x-scheme-handler/help;
"""
CHOICE = "[Default Applications]\nx-scheme-handler/help=viewer.desktop\n"


def _write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Viewer:
    """Before a program starts; it has nothing to show until install_help ()."""

    def __init__(self, bed, desktop):
        self._share = bed.folder("share")
        self._notes = os.path.join(self._share, "notes")
        _write(os.path.join(self._share, "applications", "viewer.desktop"),
               VIEWER.format(notes=self._notes))
        _write(os.path.join(desktop.config, "mimeapps.list"), CHOICE)
        folders = desktop.environment["XDG_DATA_DIRS"]
        desktop.environment["XDG_DATA_DIRS"] = f"{self._share}:{folders}"

    def install_help(self):
        folder = os.path.join(self._share, "help", "C")
        os.makedirs(folder)
        os.symlink(os.path.join(build.SOURCE, "help", "C"), os.path.join(folder, "countersign"))

    def asked_for(self):
        """[["help:countersign/delivery", "de"]]"""
        if not os.path.exists(self._notes):
            return []
        with open(self._notes, encoding="utf-8") as file:
            return [line.split() for line in file]

    def wait_until_asked_for(self, topic, language):
        wanted = [f"help:countersign/{topic}", language]
        wait.until(lambda: wanted in self.asked_for(), f"{wanted} among {self.asked_for()}")
