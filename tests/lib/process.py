"""Programs that run beside a test, each with its log, ended by process ID."""

import os
import signal
import socket
import subprocess


class Process:
    """One program in the background; what it prints is in its log file."""

    def __init__(self, name, argv, log_dir, env=None, stdin=None, **options):
        self.name = name
        self.argv = argv
        self.log_path = os.path.join(log_dir, f"{name}.log")
        with open(self.log_path, "ab") as log:
            self.popen = subprocess.Popen(
                argv, env=env, stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
                stdout=options.pop("stdout", log), stderr=log, **options)
        if stdin is not None:
            self.popen.stdin.write(stdin)
            self.popen.stdin.close()

    @property
    def pid(self):
        return self.popen.pid

    def is_running(self):
        return self.popen.poll() is None

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def kill(self):
        self.popen.kill()
        self.popen.wait()

    def kill_group(self):
        """For servers of several processes, started as a session and with nothing to lose."""
        if self.is_running():
            os.killpg(self.pid, signal.SIGKILL)
            self.popen.wait()

    def stop(self, seconds=10):
        """SIGTERM, and SIGKILL for who does not listen. Returns the exit status."""
        if self.is_running():
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.popen.returncode


def free_port(address="127.0.0.1"):
    """A port that nobody uses; inside a namespace of our own nobody else can take it either."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]
