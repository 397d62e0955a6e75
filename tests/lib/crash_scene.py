"""A small scenario in which a worker is struck, and the account of what became of each message.

Mail by the socket and by the pickup folder, small and large; one message waits for its server, one is
refused and reported, one is refused and cannot be reported, one file in the folder is no mail. The
worker lives several lives, one for each strike, then one in peace in which everything arrives.
"""

import collections
import email
import email.policy
import json
import os
import smtplib
import time

from gi.repository import GLib

from . import wait
from .build import program
from .demo import DemoServer
from .instance import DELIVERY_NAME, Instance
from .process import free_port
from .strike import KILLED, kill_inner, read_log
from .submitter import LocalSmtp

OPEN = "--no-authentication-needed"
SENDER = "sender@client.example"
LARGE = "".join(f"{number:070}\r\n" for number in range(1100))  # more than one chunk of the queue
PATH = "/org/countersign/Delivery"
EX_UNAVAILABLE, EX_TEMPFAIL = 69, 75
QUIET_S = 0.4  # nothing on the disk and no answer for so long: it waits
END_S = 60
TO_BADMAIL = {"bounce", "bad"}
TO_RELAY = {"early", "report on refused", "dropped", "large", "two"}
LATE = {"waits"}


def name_of(message):
    """The subject, or which message a report is about."""
    if message.get_content_type() != "multipart/report":
        return str(message["Subject"])
    *_, original = message.iter_parts()
    text = original.as_string()
    return "report on " + text.partition("\nSubject: ")[2].partition("\n")[0]


class CrashScene:
    def __init__(self, bed):
        self._bed = bed
        self.relay = DemoServer(bed, OPEN, name="relay")
        self._refusing = DemoServer(bed, OPEN, name="refusing",
                                    faults=["rcpt=550 5.1.1 No such user"])
        self._late_port = free_port()
        self._late = None
        self.instance = Instance(bed, keyring=False)
        self.worker = None
        self.vouched_for = set()
        self.calls = []  # of each life
        self.arrived = []  # what each life delivered
        self._write_settings()

    def _write_settings(self):
        settings = {"version": 1, "site": {"smart-host": self.relay.smart_host}, "remote-domains": [
            {"domain": "refused.example", "smart-host": self._refusing.smart_host},
            {"domain": "waits.example", "smart-host": f"localhost:{self._late_port}"}]}
        os.makedirs(os.path.dirname(self.instance.settings_file))
        with open(self.instance.settings_file, "w", encoding="utf-8") as file:
            json.dump(settings, file)
        os.chmod(self.instance.settings_file, 0o600)

    @property
    def folders(self):
        """All in which the programs have any business."""
        instance = self.instance
        return [instance.state, instance.config, instance.data, instance.runtime,
                instance.environment["XDG_CACHE_HOME"]]

    # --- mail comes in ---

    def _by_sendmail(self, subject, *recipients, sender=SENDER):
        try:
            self.instance.send(subject, *recipients, sender=sender)
        except AssertionError as error:
            assert f"exit status {EX_TEMPFAIL}: countersign-sendmail: " in str(error), error
            return
        self.vouched_for.add(subject)

    def _by_socket(self, subject, recipient, body):
        path = os.path.join(self.instance.runtime, "countersign", "submission")
        try:
            with LocalSmtp(path) as client:
                client.sendmail(SENDER, [recipient], f"Subject: {subject}\r\n\r\n{body}")
                self.vouched_for.add(subject)
        except (OSError, smtplib.SMTPException):
            pass  # nobody has promised anything

    def _drop(self, subject, recipient):
        """As any program does it; whoever has put it there relies on it."""
        hidden = os.path.join(self.instance.home, subject)
        os.makedirs(self.instance.pickup, exist_ok=True)
        with open(hidden, "w", encoding="ascii") as file:
            file.write(f"From: {SENDER}\nTo: {recipient}\nSubject: {subject}\n\nHello.\n")
        os.rename(hidden, os.path.join(self.instance.pickup, f"{subject}.eml"))
        self.vouched_for.add(subject)

    def _send_everything(self):
        self._by_sendmail("refused", "nobody@refused.example")
        self._by_sendmail("bounce", "nobody@refused.example", sender="")
        self._by_sendmail("waits", "ann@waits.example")
        self._drop("dropped", "carol@example.org")
        self._drop("bad", "")
        self._by_socket("large", "bob@example.org", LARGE)
        self._by_sendmail("two", "ann@example.org", "bob@example.org")

    # --- lives ---

    def live(self, strike):
        """One life under a strike. The first one gets the mail. Returns what came of the worker:
        "killed", "gave up" or "stopped"."""
        is_first = not self.calls
        if is_first:
            self._by_sendmail("early", "ann@example.org")
        before = self._copies()
        log = os.path.join(self.instance.directory, f"calls-{len(self.calls)}")
        argv = strike.wrap([program("countersign-delivery")], self.folders, log)
        self.worker = self.instance.start(f"worker-{len(self.calls)}", argv)
        wait.until(lambda: not self.worker.is_running() or self.instance.has_owner(DELIVERY_NAME),
                   "the worker to be ready or to end")
        if is_first:
            self._send_everything()
        self._wait_for_rest(log)
        end = self._end(strike)
        self.calls.append(read_log(log))
        self.arrived.append(self._copies() - before)
        return end

    def _end(self, strike):
        if self.worker.is_running() and strike.for_ever:
            kill_inner(self.worker)  # it would wait in vain for the disk, as long as it may
            return "killed"
        has_ended = not self.worker.is_running()
        if not has_ended:
            self.check_it_goes_on(strike)
        status = self.worker.stop()
        if strike.error is None and status == KILLED:
            return "killed"
        if has_ended:
            assert status in (EX_UNAVAILABLE, EX_TEMPFAIL), f"{strike}: ended with {status}"
            assert "warning" in self.worker.log(), f"{strike}: it did not say why it ended"
            return "gave up"
        assert status == 0, f"{strike}: ended with {status}"
        return "stopped"

    def check_it_goes_on(self, strike):
        """Nothing is stuck until the next start."""
        wait.until(lambda: not self.worker.is_running() or set(self.queue()) <= {"deferred"},
                   f"{strike}: the worker to go on")

    def live_in_peace(self):
        self._late = DemoServer(self._bed, OPEN, name="late", port=self._late_port)
        before = self._copies()
        instance = self.instance
        instance.start_worker()
        self._call("Change", GLib.Variant("(sas)", ("retry", [])))
        wait.until(lambda: self.queue() == [] and not os.listdir(instance.pickup),
                   f"everything to arrive; the queue: {self.queue()}", END_S)
        instance.stop_worker()
        self.arrived.append(self._copies() - before)

    def _call(self, method, arguments):
        return self.instance.call(DELIVERY_NAME, PATH, DELIVERY_NAME, method, arguments)

    def queue(self):
        """The state of each recipient."""
        try:
            (rows,) = self._call("ListRecipients", GLib.Variant("(a{sv}su)", ({}, "", 1000)))
        except GLib.Error:
            return ["unknown"]
        return [row["state"] for row in rows]

    def _wait_for_rest(self, log):
        last = [0, time.monotonic()]

        def is_at_rest():
            size = os.path.getsize(log)
            if size != last[0]:
                last[:] = size, time.monotonic()
            if not self.worker.is_running() or time.monotonic() - last[1] > QUIET_S:
                return True
            return set(self._copies()) >= TO_RELAY and set(self.queue()) <= {"deferred"}
        wait.until(is_at_rest, "the worker to come to rest", END_S)

    # --- what became of it ---

    def _copies(self):
        late = self._late.maildir.messages() if self._late is not None else []
        return collections.Counter(map(name_of, self.relay.maildir.messages() + late))

    def _badmail(self):
        """Subjects; each message has a reason beside it."""
        names = self.instance.badmail()
        subjects = set()
        for name in names:
            if name.endswith((".reason", ".txt")) or name.startswith("."):
                continue
            reasons = {f"{name}.reason", f"{name.removesuffix('.eml')}.txt"}
            assert reasons & set(names), f"{name} in badmail, and nobody says why"
            path = os.path.join(self.instance.state, "countersign", "badmail", name)
            with open(path, "rb") as file:
                message = email.message_from_binary_file(file, policy=email.policy.default)
            subjects.add(str(message["Subject"]))
        return subjects

    def check(self):
        """Returns who came more than once: {name: times}."""
        copies = self._copies()
        got = {name.removeprefix("report on ") for name in copies} | self._badmail()
        lost = self.vouched_for - got
        assert not lost, f"lost: {sorted(lost)}"
        wrong = set(copies) - TO_RELAY - LATE
        assert not wrong, f"delivered or reported though it should not be: {sorted(wrong)}"
        assert self._badmail() <= TO_BADMAIL, f"in badmail: {self._badmail()}"
        for delivered in self.arrived:
            assert all(count == 1 for count in delivered.values()), f"twice in one life: {delivered}"
        for message in self.relay.maildir.messages():
            if name_of(message) == "large":
                assert message.get_payload().replace("\n", "\r\n") == LARGE, "not what was sent"
        return {name: count for name, count in copies.items() if count > 1}
