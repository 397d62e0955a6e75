"""How long a window's main loop was silent, while something went on."""

import threading
import time

from .accessible import Node


class Pulse(threading.Thread):
    """Asks the window for its title all the time: its main loop answers, or was busy so long."""

    def __init__(self, window):
        super().__init__(daemon=True)
        self.window = Node(window.tree, window.place)
        self.longest_s = 0
        self._over = threading.Event()

    def run(self):
        while not self._over.is_set():
            started = time.monotonic()
            self.window.own_name
            self.longest_s = max(self.longest_s, time.monotonic() - started)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self.join()
