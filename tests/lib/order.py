"""In which order a program made its system calls: what strace saw, and what must come after what."""

import re

CALL = re.compile(r"^(\d+)\s+(\w+)\((.*)$")
RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$")
TRACED = ("write,pwrite64,writev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,unlink,"
          "unlinkat,linkat,exit_group")
SYNCS = ("fsync", "fdatasync")
WRITES = ("write", "pwrite64", "writev")
PAGE = 8192  # of a buffer is shown: more than a page of the queue


class OutOfOrder(AssertionError):
    """Something was promised before it was safe."""


class Call:
    def __init__(self, name, text, begun):
        self.name = name
        self.text = text
        self.begun = begun  # line numbers
        self.ended = None

    def end(self, rest, line):
        self.text += rest
        self.ended = line

    @property
    def succeeded(self):
        return re.search(r"\)\s+= \d+$", self.text) is not None

    @property
    def path(self):
        """Of the descriptor that is its first argument."""
        found = re.match(r"\d+<([^>]*)>", self.text)
        return found.group(1) if found else ""


def argv(command, log, preload=None):
    """command under strace."""
    return ["strace", "-f", "-y", "-s", str(PAGE), "-o", log, "-e", f"trace={TRACED}",
            *(["-E", f"LD_PRELOAD={preload}"] if preload else []), *command]


def read(log):
    calls, unfinished = [], {}
    with open(log, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file):
            line = line.rstrip("\n")
            if (found := RESUMED.match(line)) and found.group(1) in unfinished:
                unfinished.pop(found.group(1)).end(found.group(3), number)
            elif found := CALL.match(line):
                pid, name, text = found.groups()
                calls.append(Call(name, text, number))
                if text.endswith("<unfinished ...>"):
                    unfinished[pid] = calls[-1]
                else:
                    calls[-1].end("", number)
    return [call for call in calls if call.ended is not None]


def find(calls, what, names, part, after=-1):
    """The first such call."""
    for call in calls:
        if call.name in names and part in call.text and call.begun > after:
            return call
    raise OutOfOrder(f"there is no {what}")


def find_last(calls, what, names, part, before):
    found = [call for call in calls
             if call.name in names and part in call.text and call.begun < before]
    if not found:
        raise OutOfOrder(f"there is no {what} before line {before}")
    return found[-1]


def require_sync(calls, path, after, before):
    """path was synced when that call had ended and before the other began."""
    for call in calls:
        if call.name in SYNCS and call.path == path and call.succeeded \
                and after.ended < call.begun and call.ended < before.begun:
            return
    raise OutOfOrder(f"{path} was not synced between '{after.name}' in line {after.begun} and "
                     f"'{before.name}' in line {before.begun}")
