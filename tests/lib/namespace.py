"""A network, a trust store and a DNS of the test's own, with nothing of the machine touched.

enter() starts the running test program anew inside Linux namespaces: a network with nothing but
loopback, its own mount table (so that files under /etc can be covered), host name and process IDs
(so that whatever a test leaves behind ends with it). That way the product runs without any switch
made for tests: it trusts the test authority because the system's bundle holds it, and resolves
test domains because /etc/resolv.conf names the test's server.
"""

import ctypes
import os
import signal
import subprocess
import sys
import tempfile

MARK = "COUNTERSIGN_TEST_NAMESPACE"
HOST_NAME = "client.example"
CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
MS_BIND = 4096
UNSHARE = ["unshare", "--mount", "--net", "--uts", "--ipc", "--pid", "--fork", "--kill-child",
           "--mount-proc"]

_covers = tempfile.TemporaryDirectory(prefix="countersign-covers-")
os.chmod(_covers.name, 0o755)


def enter():
    """Call first thing in a test program; returns inside the namespaces."""
    if os.environ.get(MARK) is None:
        os.environ[MARK] = "1"
        sys.stdout.flush()
        _covers.cleanup()
        user = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
        os.execvp("unshare", UNSHARE[:1] + user + UNSHARE[1:] + [sys.executable] + sys.argv)
    # The first process of a PID namespace ignores signals that it does not handle.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["hostname", HOST_NAME.split(".", maxsplit=1)[0]], check=True)
    cover("/etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {HOST_NAME} "
                        f"{HOST_NAME.split('.', maxsplit=1)[0]}\n::1 localhost\n")
    use_name_server(None)


def cover(path, text):
    """Makes path read as text, for the processes of this test only."""
    source = os.path.join(_covers.name, path.strip("/").replace("/", "-"))
    is_new = not os.path.exists(source)
    with open(source, "w", encoding="utf-8") as file:
        file.write(text)
    if is_new:
        _bind(source, os.path.realpath(path))


def trust(authority_pem):
    """Adds an authority to the bundle that GnuTLS, and so GIO, takes for the system's."""
    with open(CA_BUNDLE, encoding="utf-8") as bundle, \
            open(authority_pem, encoding="utf-8") as authority:
        cover(CA_BUNDLE, bundle.read() + authority.read())


def use_name_server(address):
    cover("/etc/resolv.conf",
          f"nameserver {address}\noptions timeout:1 attempts:2\n" if address else "")


def add_address(address):
    """Another address of this machine, for servers that stand for hosts elsewhere."""
    subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)


def _bind(source, target):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(source.encode(), target.encode(), None, MS_BIND, None) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"bind mount: {os.strerror(number)}", target)
