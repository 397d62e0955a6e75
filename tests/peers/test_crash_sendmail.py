"""countersign-sendmail struck at every call that changes the disk or speaks to the worker.

Exit status 0 means that the message arrives; anything else, that it may be sent once more. No message
arrives twice or in part.
"""

import collections
import errno
import os
import subprocess

from lib import scene, tap, wait  # scene enters the namespaces  # noqa: F401
from lib.build import program
from lib.demo import DemoServer
from lib.instance import Instance
from lib.strike import KILL, KILLED, LONG, Strike, read_log

OPEN = "--no-authentication-needed"
MODES = [(KILL, False), ("ENOSPC", False), ("ENOSPC", True), ("EIO", False), ("EIO", True)]
LARGE_MODES = MODES if LONG else [("ENOSPC", False)]
SMALL = "Hello.\n"
LARGE = "".join(f"{number:070}\n" for number in range(16000))  # too much for memory
NOT_NOW = (74, 75)  # EX_IOERR, EX_TEMPFAIL
RUN_S = 60


class Sender:
    """Sends message after message, each struck at another call."""

    def __init__(self, bed, instance):
        self._instance = instance
        self._temporary = bed.folder("tmp")
        self._log = bed.path("calls")
        self.bodies = {}
        self.vouched_for = set()
        self.struck = 0

    def send(self, subject, body, strike):
        """Returns whether the strike struck."""
        instance = self._instance
        folders = [instance.state, self._temporary]
        argv = strike.wrap([program("countersign-sendmail"), "-i", "-f", "sender@client.example",
                            "--", "ann@example.org"], folders, self._log)
        self.bodies[subject] = body
        done = subprocess.run(argv, input=f"Subject: {subject}\n\n{body}".encode(),
                              env={**instance.environment, "TMPDIR": self._temporary},
                              capture_output=True, timeout=RUN_S, check=False)
        is_struck = len(read_log(self._log)) >= strike.nth
        os.unlink(self._log)
        if done.returncode == 0:
            self.vouched_for.add(subject)
        elif strike.error is KILL:
            assert done.returncode == KILLED and is_struck, f"{subject}: {done}"
        else:
            assert done.returncode in NOT_NOW, f"{subject}: {done}"
            reason = os.strerror(getattr(errno, strike.error)).encode()
            assert reason in done.stderr, f"{subject}: {done}"
        self.struck += is_struck
        return is_struck

    def send_all(self, name, body, modes):
        for error, for_ever in modes:
            nth = 1
            while self.send(f"{name} {Strike(nth, error, for_ever)}", body,
                            Strike(nth, error, for_ever)):
                nth += 1

    def check(self, server):
        messages = server.maildir.messages()
        copies = collections.Counter(str(message["Subject"]) for message in messages)
        lost = self.vouched_for - set(copies)
        print(f"# {len(self.bodies)} sent, {self.struck} struck, {len(self.vouched_for)} vouched "
              f"for, {len(lost)} lost, {len(copies) - len(self.vouched_for - lost)} arrived "
              "without a promise")
        assert not lost, f"lost: {sorted(lost)}"
        assert max(copies.values()) == 1, copies.most_common(5)
        for message in messages:
            subject = str(message["Subject"])
            assert message.get_payload() == self.bodies[subject], f"{subject}: in part"


def set_up(bed):
    server = DemoServer(bed, OPEN)
    instance = Instance(bed, keyring=False)
    instance.set_site("--smart-host", server.smart_host)
    return server, instance


def is_empty(pickup):
    """But for what killed programs were writing."""
    return all(name.startswith(".") and name.endswith(".part") for name in os.listdir(pickup))


@tap.case("without a worker, by the pickup folder")
def test_pickup(bed):
    server, instance = set_up(bed)
    sender = Sender(bed, instance)
    sender.send_all("small", SMALL, MODES)
    sender.send_all("large", LARGE, LARGE_MODES)
    instance.start_worker()
    wait.until(lambda: is_empty(instance.pickup), "the folder to be read")
    instance.wait_until_delivered()
    sender.check(server)


@tap.case("by the worker's socket")
def test_socket(bed):
    server, instance = set_up(bed)
    instance.start_worker()
    sender = Sender(bed, instance)
    sender.send_all("small", SMALL, MODES)
    sender.send_all("large", LARGE, LARGE_MODES)
    wait.until(lambda: is_empty(instance.pickup), "the folder to be read")
    instance.wait_until_delivered()
    sender.check(server)


tap.run()
