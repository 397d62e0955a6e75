"""What stands in the memory of another process, read as root."""

import os
import re

from lib import leaks

MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$")
LARGEST = 1 << 30  # a sanitizer reserves terabytes for its own book-keeping; nothing else is so large
STEP = 16 << 20
OVERLAP = 4096


def mappings(pid):
    """(start, end, name) of everything that the process can write to"""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps:
        for line in maps:
            start, end, access, name = MAPPING.match(line.rstrip("\n")).groups()
            start, end = int(start, 16), int(end, 16)
            if "w" in access and end - start <= LARGEST:
                yield start, end, name


def find(pid, secret):
    """["heap, text, around: …"]: where the secret stands, in which shape, and what is beside it"""
    found = []
    handle = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        for start, end, name in mappings(pid):
            for offset in range(start, end, STEP):
                content = _read(handle, offset, min(STEP + OVERLAP, end - offset))
                found += [f"{name or 'anonymous'} at {offset + content.index(shape):#x}, {what}: "
                          f"{_around(content, shape)}"
                          for what, shape in leaks.shapes_of(secret).items() if shape in content]
    finally:
        os.close(handle)
    return found


def _read(handle, offset, size):
    try:
        return os.pread(handle, size, offset)
    except OSError:
        return b""  # reserved, and nothing there


def _around(content, shape):
    at = content.index(shape)
    return content[max(0, at - 64):at + len(shape) + 32]
