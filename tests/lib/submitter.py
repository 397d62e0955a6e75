"""Local SMTP over the worker's socket, by a thread that goes on whatever becomes of the worker."""

import smtplib
import socket
import threading

PAUSE_S = 0.02  # before it tries to reach a worker again
TIMEOUT_S = 20


class LocalSmtp(smtplib.SMTP):
    def __init__(self, path):
        self._path = path
        super().__init__(local_hostname="client.example", timeout=TIMEOUT_S)
        self.connect("local")

    def _get_socket(self, host, port, timeout):
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(timeout)
        client.connect(self._path)
        return client


class Submitter(threading.Thread):
    """Hands in message after message, but never gets further than most_ahead in front of the number
    that arrived() returns. vouched_for: subjects of those that were answered with 250.
    """

    def __init__(self, path, recipient, arrived, most_ahead):
        super().__init__(daemon=True)
        self.vouched_for = []
        self.tried = 0
        self._path = path
        self._recipient = recipient
        self._arrived = arrived
        self._most_ahead = most_ahead
        self._over = threading.Event()

    def run(self):
        while not self._over.is_set():
            try:
                with LocalSmtp(self._path) as client:
                    self._submit(client)
            except (OSError, smtplib.SMTPException):
                self._over.wait(PAUSE_S)  # killed, or not there yet

    def _submit(self, client):
        while not self._over.is_set():
            self._wait_for_room()
            subject = f"s{self.tried:05}"
            self.tried += 1
            client.sendmail("sender@client.example", [self._recipient],
                            f"Subject: {subject}\r\n\r\nHello.\r\n")
            self.vouched_for.append(subject)

    def _wait_for_room(self):
        while len(self.vouched_for) >= self._arrived() + self._most_ahead:
            if self._over.wait(PAUSE_S):
                return

    def stop(self):
        self._over.set()
        self.join()
