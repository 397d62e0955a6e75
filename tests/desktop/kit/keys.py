"""Keys pressed as on a keyboard, through the X server's XTEST extension."""

import ctypes
import ctypes.util

from lib import wait

SYMBOLS = {
    "Return": 0xFF0D, "Escape": 0xFF1B, "Tab": 0xFF09, "BackSpace": 0xFF08, "Delete": 0xFFFF,
    "space": 0x20, "Up": 0xFF52, "Down": 0xFF54, "Left": 0xFF51, "Right": 0xFF53, "Home": 0xFF50,
    "End": 0xFF57, "Page_Up": 0xFF55, "Page_Down": 0xFF56, "F1": 0xFFBE, "F4": 0xFFC1,
    "F10": 0xFFC7, "Shift": 0xFFE1, "Control": 0xFFE3, "Alt": 0xFFE9,
}


class Keyboard:
    def __init__(self, display_name):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.xtst = ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XStringToKeysym.argtypes = [ctypes.c_char_p]
        self.x11.XStringToKeysym.restype = ctypes.c_ulong
        self.x11.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self.x11.XkbKeycodeToKeysym.argtypes = [ctypes.c_void_p, ctypes.c_ubyte, ctypes.c_uint,
                                                ctypes.c_uint]
        self.x11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
        self.x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self.xtst.XTestFakeKeyEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int,
                                                ctypes.c_ulong]
        self._name = display_name
        self._open()

    def _open(self):
        self.display = self.x11.XOpenDisplay(self._name.encode())
        if not self.display:
            raise AssertionError(f"no display {self._name}")

    def close(self):
        self.x11.XCloseDisplay(self.display)

    def press(self, combination):
        """"Return", "Control+Page_Down", "Alt+a", "Alt+Arabic_dad"."""
        *modifiers, key = combination.split("+")
        symbol = SYMBOLS.get(key) or (ord(key) if len(key) == 1
                                      else self.x11.XStringToKeysym(key.encode()))
        wait.until(lambda: self._knows(symbol), f"a key for {key}")
        code = self.x11.XKeysymToKeycode(self.display, symbol)
        if self._needs_shift(code, symbol):
            modifiers.append("Shift")
        codes = [self.x11.XKeysymToKeycode(self.display, SYMBOLS[name]) for name in modifiers]
        for pressed in [*codes, code]:
            self._send(pressed, True)
        for released in [code, *reversed(codes)]:
            self._send(released, False)
        self.x11.XSync(self.display, 0)

    def type(self, text):
        """Characters of a US keyboard."""
        for character in text:
            self.press("space" if character == " " else character)

    def _knows(self, symbol):
        """A connection keeps the keys that there were when it looked first: another one sees those
        that a new layout has brought."""
        if self.x11.XKeysymToKeycode(self.display, symbol):
            return True
        self.close()
        self._open()
        return bool(self.x11.XKeysymToKeycode(self.display, symbol))

    def _needs_shift(self, code, symbol):
        return self.x11.XkbKeycodeToKeysym(self.display, code, 0, 0) != symbol \
            and self.x11.XkbKeycodeToKeysym(self.display, code, 0, 1) == symbol

    def _send(self, code, down):
        self.xtst.XTestFakeKeyEvent(self.display, code, down, 0)
