"""Every size that a window has had on the screen, however shortly: asked of the X server."""

import ctypes

CONFIGURE_NOTIFY = 22
SUBSTRUCTURE_NOTIFY = 1 << 19
SMALLEST = 50  # pixels: what is smaller was never meant to be seen


class Configured(ctypes.Structure):
    """XConfigureEvent"""
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
                ("display", ctypes.c_void_p), ("event", ctypes.c_ulong),
                ("window", ctypes.c_ulong), ("x", ctypes.c_int), ("y", ctypes.c_int),
                ("width", ctypes.c_int), ("height", ctypes.c_int)]


class Event(ctypes.Union):
    """XEvent"""
    _fields_ = [("configured", Configured), ("padding", ctypes.c_long * 24)]


class Sizes:
    """From now on. A window is here what the window manager makes of it, with its frame."""

    def __init__(self, bed, screen):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x11.XSelectInput.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_long]
        self.x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.x11.XPending.argtypes = [ctypes.c_void_p]
        self.x11.XNextEvent.argtypes = [ctypes.c_void_p, ctypes.POINTER(Event)]
        self.x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self.display = self.x11.XOpenDisplay(screen.name.encode())
        bed.callback(lambda: self.x11.XCloseDisplay(self.display))
        root = self.x11.XDefaultRootWindow(self.display)
        self.x11.XSelectInput(self.display, root, SUBSTRUCTURE_NOTIFY)
        self.x11.XSync(self.display, 0)
        self._seen = {}

    def seen(self):
        """{window: [(width, height), …]}, each size as often as it was another one than before"""
        event = Event()
        self.x11.XSync(self.display, 0)
        while self.x11.XPending(self.display):
            self.x11.XNextEvent(self.display, ctypes.byref(event))
            if event.configured.type == CONFIGURE_NOTIFY:
                self._note(event.configured)
        return self._seen

    def _note(self, configured):
        size = configured.width, configured.height
        sizes = self._seen.setdefault(configured.window, [])
        if min(size) >= SMALLEST and sizes[-1:] != [size]:
            sizes.append(size)
