"""A journal of the test's own: the sockets of systemd-journald in a /run that covers the machine's.

Call only inside the namespaces of namespace.enter().
"""

import ctypes
import os
import socket
import struct
import subprocess
import threading

from . import wait
from .build import program

FOLDER = "/run/systemd/journal"


def _cover_run():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", b"/run", b"tmpfs", 0, b"mode=0755") != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"tmpfs: {os.strerror(number)}", "/run")


def parse(datagram):
    """The fields of an entry, https://systemd.io/JOURNAL_NATIVE_PROTOCOL/."""
    fields = {}
    while datagram:
        line, _, datagram = datagram.partition(b"\n")
        name, separator, value = line.partition(b"=")
        if not separator:
            (size,) = struct.unpack("<Q", datagram[:8])
            value, datagram = datagram[8:8 + size], datagram[8 + size + 1:]
        fields[name.decode()] = value.decode()
    return fields


class Journal:
    def __init__(self, bed):
        _cover_run()
        os.makedirs(FOLDER)
        self._datagrams = []
        self._entries = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._entries.bind(f"{FOLDER}/socket")
        self._stream = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._stream.bind(f"{FOLDER}/stdout")
        self._stream.listen()
        threading.Thread(target=self._read, daemon=True).start()
        bed.callback(self._stream.close)

    def _read(self):
        while True:
            self._datagrams.append(self._entries.recv(1 << 20))

    def run(self, name, *arguments, environment):
        """As a unit of the service manager: standard error is the journal's. Returns the exit
        status, and what came that way without fields."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as error:
            error.connect(f"{FOLDER}/stdout")
            connection, _ = self._stream.accept()
            status = subprocess.run([program(name), *arguments], env=environment, stderr=error,
                                    timeout=60, check=False).returncode
        with connection, connection.makefile("rb") as file:
            return status, file.read()

    def entries(self, **fields):
        """Those with these values, waited for."""
        def look():
            return [entry for entry in map(parse, list(self._datagrams))
                    if all(entry.get(key) == value for key, value in fields.items())]
        return wait.until(look, f"an entry with {fields}")

    def everything(self):
        return b"".join(self._datagrams)
