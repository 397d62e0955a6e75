"""Looks for a secret wherever it must not be: files, logs, arguments, environments, bus traffic."""

import base64
import os


def shapes_of(secret):
    """{what: bytes}: the forms in which a secret may lie about.

    Base64 depends on what stands in front, so the part that is the same for each of the three
    alignments is looked for.
    """
    shapes = {}
    for encoding, raw in (("text", secret.encode()), ("UTF-16", secret.encode("utf-16-le"))):
        shapes[encoding] = raw
        for offset in range(3):
            encoded = base64.b64encode(b"\0" * offset + raw).decode()
            start = (8 * offset + 5) // 6
            end = (8 * (offset + len(raw))) // 6
            shapes[f"base64 of {encoding}, alignment {offset}"] = encoded[start:end].encode()
    return shapes


def find_in(content, secret):
    """Names of the shapes of secret in content."""
    return [what for what, shape in shapes_of(secret).items() if shape in content]


def find_in_files(folder, secret, passed_over=()):
    """["path: shape"] for every file below folder but those whose path contains one of passed_over."""
    found = []
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            if os.path.isfile(path) and not any(part in path for part in passed_over):
                with open(path, "rb") as file:
                    found += [f"{path}: {what}" for what in find_in(file.read(), secret)]
    return found


def find_in_processes(secret, is_ours):
    """Arguments and environment of every process whose command line satisfies is_ours."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read()
            with open(f"/proc/{pid}/environ", "rb") as file:
                environment = file.read()
        except OSError:
            continue  # it has ended meanwhile
        if is_ours(command):
            found += [f"{command!r}: {what}" for what in find_in(command + environment, secret)]
    return found
