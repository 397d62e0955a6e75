"""Passwords: from standard input and from a terminal, into the keyring and nowhere else."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios

from cli_kit import Home, expect, label_of, secret_of, settings_of
from lib import wait
from lib.build import program
from lib.instance import Instance
from lib.tap import case, run

SET = ["site", "set", "--authentication", "clear-text", "--account", "office", "--smart-host",
       "relay.example.net"]

# standard input, exit status, what is stored, pattern of standard error
TABLE = [
    ("line", b"secret\n", 0, b"secret", None),
    ("no-newline", b"secret", 0, b"secret", None),
    ("crlf", b"secret\r\n", 0, b"secret", None),
    ("unicode", "Paßwort€\n".encode(), 0, "Paßwort€".encode(), None),
    ("spaces-stay", b"  secret \n", 0, b"  secret ", None),
    ("largest", b"x" * 8192, 0, b"x" * 8192, None),
    ("empty", b"", 65, None, "empty"),
    ("empty-line", b"\n", 65, None, "empty"),
    ("two-lines", b"one\ntwo\n", 65, None, "one line"),
    ("two-newlines", b"one\n\n", 65, None, "one line"),
    ("lone-cr", b"one\r", 65, None, "line break"),
    ("nul", b"a\0b\n", 65, None, "NUL"),
    ("latin-1", b"Pa\xdfwort\n", 65, None, "UTF-8"),
    ("too-large", b"x" * 8193, 65, None, "longer than 8192 bytes"),
    ("far-too-large", b"x" * (4 * 1024 * 1024), 65, None, None),
]


def security_of(instance):
    settings = settings_of(instance)
    return settings["site"]["outbound-security"] if settings else None


def check_rows(bed):
    instance = Instance(bed)
    for name, stdin, status, stored, stderr in TABLE:
        before = settings_of(instance)
        count = len(instance.stored_credentials())
        done = instance.run("countersign", *SET, "--password-stdin", stdin=stdin)
        try:
            expect(done, status, None, stderr)
            if status != 0:
                assert settings_of(instance) == before, "the settings changed"
                assert len(instance.stored_credentials()) == count, "something was stored"
            else:
                assert secret_of(instance, security_of(instance)["credential"]) == stored
                assert len(instance.stored_credentials()) == 1, "an old one was left"
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None


case("password/standard-input")(check_rows)


@case("password/life")
def life(bed):
    instance = Instance(bed)
    expect(instance.run("countersign", *SET, "--password-stdin", stdin=b"one\n"), 0,
           "password set")
    first = security_of(instance)["credential"]
    assert label_of(instance, first) == "Countersign: office on relay.example.net"

    # "set --password-stdin" alone changes the secret
    expect(instance.run("countersign", "site", "set", "--password-stdin", stdin=b"two\n"), 0,
           "password changed")
    second = security_of(instance)["credential"]
    assert second != first
    assert secret_of(instance, first) is None and secret_of(instance, second) == b"two"

    # another entry uses the same one on purpose
    expect(instance.run("countersign", "domain", "add", "a.example", "--authentication",
                        "clear-text", "--account", "office", "--credential", second), 0)
    # another account needs another password
    expect(instance.run("countersign", "site", "set", "--account", "other"), 64, None,
           "--password-stdin")
    # what does not touch the account keeps it
    expect(instance.run("countersign", "site", "set", "--tls", "required"), 0)
    assert security_of(instance)["credential"] == second

    expect(instance.run("countersign", "site", "set", "--authentication", "none"), 0)
    assert secret_of(instance, second) == b"two", "the domain still uses it"
    expect(instance.run("countersign", "domain", "remove", "a.example"), 0)
    assert secret_of(instance, second) is None
    assert instance.stored_credentials() == []


@case("password/explained")
def explained(bed):
    instance = Instance(bed)
    expect(instance.run("countersign", *SET, "--password-stdin", stdin=b"one\n"), 0)
    got = instance.cli_json("explain", "a@b.example")
    assert got["credential-stored"] is True, got
    instance.lock_keyring()
    got = instance.cli_json("explain", "a@b.example")
    assert got["credential-stored"] is True, got


@case("password/keyring-locked")
def keyring_locked(bed):
    instance = Instance(bed)
    expect(instance.run("countersign", "site", "set", "--name", "before"), 0)
    instance.lock_keyring()
    before = settings_of(instance)
    expect(instance.run("countersign", *SET, "--password-stdin", stdin=b"one\n"), 75, None,
           "locked")
    assert settings_of(instance) == before
    assert instance.stored_credentials() == []
    # without a password the keyring does not matter
    expect(instance.run("countersign", "site", "set", "--name", "after"), 0)


@case("password/no-keyring")
def no_keyring(bed):
    instance = Instance(bed, keyring=False)
    expect(instance.run("countersign", *SET, "--password-stdin", stdin=b"one\n"), 75, None,
           "keyring")
    assert settings_of(instance) is None


# A shell's part in job control: without a parent in the same session a process cannot be stopped.
SHELL = """
import subprocess, sys
child = subprocess.Popen(sys.argv[2:], process_group=0)
with open(sys.argv[1], "w") as file:
    file.write(str(child.pid))
sys.exit(child.wait() % 256)
"""


def with_usual_signals():
    """The suite may run in the background or under nohup, with signals ignored: that is passed on."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Terminal:
    """The command on a terminal of its own."""

    def __init__(self, bed, environment, *arguments, under_shell=False):
        self.main, self.side = pty.openpty()
        self.seen = b""
        self.pid_file = bed.path("pid")
        shell = [sys.executable, "-c", SHELL, self.pid_file] if under_shell else []
        self.process = subprocess.Popen(
            [*shell, program("countersign"), *arguments], stdin=self.side, stdout=self.side,
            stderr=self.side, env=environment, start_new_session=True,
            preexec_fn=with_usual_signals)
        bed.callback(self._close)

    def _close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.main)
        os.close(self.side)

    def _read(self):
        while select.select([self.main], [], [], 0)[0]:
            self.seen += os.read(self.main, 4096)
        return self.seen

    def command_pid(self):
        def read():
            try:
                with open(self.pid_file, encoding="ascii") as file:
                    return file.read()
            except FileNotFoundError:
                return None
        return int(wait.until(read, "the command's process"))

    def wait_for(self, text):
        wait.until(lambda: text in self._read(), text)

    def wait_for_question(self):
        self.wait_for(b"Password for office:")
        wait.until(lambda: not self.echoes(), "the echo to be off")

    def echoes(self):
        return bool(termios.tcgetattr(self.main)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.main, text)

    def finish(self):
        wait.until(lambda: self._read() is not None and self.process.poll() is not None,
                   "the command to end")
        self._read()
        return self.process.returncode


@case("password/terminal")
def terminal(bed):
    instance = Instance(bed)
    session = Terminal(bed, instance.environment, *SET)
    session.wait_for_question()
    session.type(b"geheim\n")
    assert session.finish() == 0, session.seen
    assert session.echoes()
    assert b"geheim" not in session.seen
    assert secret_of(instance, security_of(instance)["credential"]) == b"geheim"


@case("password/terminal-password-stdin")
def terminal_password_stdin(bed):
    instance = Instance(bed)
    session = Terminal(bed, instance.environment, *SET, "--password-stdin")
    wait.until(lambda: not session.echoes(), "the echo to be off")
    session.type(b"geheim\n")
    assert session.finish() == 0, session.seen
    assert b"geheim" not in session.seen
    assert secret_of(instance, security_of(instance)["credential"]) == b"geheim"


def terminal_is_put_back(bed, number):
    home = Home(bed)
    session = Terminal(bed, home.environment, *SET)
    session.wait_for_question()
    session.process.send_signal(number)
    assert session.finish() == -number, session.process.returncode
    assert session.echoes()
    assert home.read_settings() is None


for number_ in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
    case(f"password/terminal-is-put-back-after-{number_.name}", number_)(terminal_is_put_back)


@case("password/terminal-stopped-and-continued")
def terminal_stopped(bed):
    instance = Instance(bed)
    session = Terminal(bed, instance.environment, *SET, under_shell=True)
    session.wait_for_question()
    os.kill(session.command_pid(), signal.SIGTSTP)
    wait.until(session.echoes, "the echo to be on while it is stopped")
    os.kill(session.command_pid(), signal.SIGCONT)
    wait.until(lambda: not session.echoes(), "the echo to be off again")
    session.type(b"geheim\n")
    assert session.finish() == 0, session.seen
    assert b"geheim" not in session.seen
    assert secret_of(instance, security_of(instance)["credential"]) == b"geheim"


run()
