"""The demo server (tests/peers/demo-server.c) as a peer: quick to start, misbehaves on demand."""

import json
import os

from . import wait
from .build import program
from .maildir import Maildir
from .process import Process


class DemoServer:
    def __init__(self, bed, *options, name="demo", accounts=None, certificate=None, address=None,
                 port=0, faults=()):
        directory = bed.folder(name)
        self.users = os.path.join(directory, "users")
        self.events_path = os.path.join(directory, "events.log")
        self.maildir = Maildir(os.path.join(directory, "mail"))
        self.set_accounts(accounts or {})
        argv = [program("demo-server"), "--users", self.users, "--maildir", self.maildir.path,
                "--port", str(port), *options]
        if certificate is not None:
            argv += ["--certificate", certificate.pem, "--key", certificate.key]
        if address is not None:
            argv += ["--address", address]
        argv += [f"--fault={fault}" for fault in faults]
        with open(self.events_path, "wb") as events:
            self.process = Process(name, argv, directory, stdout=events)
        bed.callback(self.process.stop)
        ready = wait.until(lambda: self.events("ready"), "the demo server")
        self.port = ready[0]["port"]

    def set_accounts(self, accounts):
        """Also while running."""
        with open(self.users, "w", encoding="utf-8") as file:
            file.writelines(f"{name}:{password}\n" for name, password in accounts.items())

    @property
    def smart_host(self):
        return f"localhost:{self.port}"

    def events(self, kind=None):
        with open(self.events_path, encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if line]
        if lines and not lines[-1].endswith("}"):
            lines.pop()  # being written
        events = [json.loads(line) for line in lines]
        return [event for event in events if kind is None or event["event"] == kind]

    def messages(self):
        return self.events("message")
