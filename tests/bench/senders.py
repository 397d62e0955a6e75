"""What is measured side by side: Countersign and Postfix, each with a durable queue and AUTH, and the
sink that both send to. Imported after namespace.enter()."""

import json
import os
import subprocess
import time

from lib import wait
from lib.build import program
from lib.instance import Instance
from lib.peers import Postfix

ACCOUNT = "bench"

RELAY_CF = """
virtual_mailbox_domains =
virtual_mailbox_maps =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{port}
smtp_sasl_auth_enable = yes
smtp_sasl_password_maps = inline:{{ {{ [127.0.0.1]:{port} = bench:bench }} }}
smtp_sasl_security_options =
smtp_sasl_mechanism_filter = plain
smtp_tls_security_level = none
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_mynetworks, reject
"""


class Sink:
    """The light receiving server; its report comes when all messages have."""

    def __init__(self, bed, expect, *, delay_ms=0, pipelining=True, chunking=False, port=0,
                 address="127.0.0.1"):
        options = [f"--expect={expect}", f"--delay-ms={delay_ms}", f"--port={port}",
                   f"--address={address}"]
        options += ["--pipelining"] * pipelining + ["--chunking"] * chunking
        self.popen = subprocess.Popen([program("bench-sink"), *options], stdout=subprocess.PIPE,
                                      text=True)
        bed.callback(self.stop)
        self.port = json.loads(self.popen.stdout.readline())["port"]

    def report(self):
        return json.loads(self.popen.stdout.readline())

    def stop(self):
        self.popen.kill()
        self.popen.wait()


def inject(messages, connections, where, *, domains=0, size_bytes=4096):
    argv = [program("bench-inject"), f"--messages={messages}", f"--connections={connections}",
            f"--size={size_bytes}", *where]
    argv += [f"--domains={domains}"] * bool(domains)
    return json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)


def cpu_seconds(root_pid):
    """Of a process and all below it, living or waited for."""
    ticks = 0
    for pid in [pid for pid in os.listdir("/proc") if pid.isdigit()]:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(pid) == root_pid or int(fields[3]) == root_pid:  # session
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def own_host(number):
    """The address of the numbered domain's own host; a sink at 0.0.0.0 is all of them."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


MESSAGES_PER_CONNECTION = "1000"  # Postfix sets no limit


class Countersign:
    """own_hosts: so many domains dN.example.com, each with a host of its own."""

    name = "countersign"

    def __init__(self, bed, port, *, own_hosts=0, options=(), unused_domains=0):
        self.instance = Instance(bed, name="countersign")
        self.instance.set_site(
            "--smart-host", f"127.0.0.1:{port}", "--authentication", "clear-text", "--account",
            ACCOUNT, "--tls", "never", "--allow-unencrypted-password",
            "--maximum-messages-per-connection", MESSAGES_PER_CONNECTION, *options, password=ACCOUNT)
        names = [(f"d{number}.example.com", f"{own_host(number)}:{port}")
                 for number in range(own_hosts)]
        names += [(f"unused{number}.example.org", f"127.0.0.1:{port}")
                  for number in range(unused_domains)]
        if names:
            self._add_domains(names)
        self.started_s = time.monotonic()
        self.instance.start_worker()
        self.ready_s = time.monotonic() - self.started_s
        self.where = [f"--socket={self.instance.runtime}/countersign/submission"]
        self.sendmail = [program("countersign-sendmail")]
        self.environment = self.instance.environment

    def _add_domains(self, names):
        """All with the site's credential."""
        path = os.path.join(self.instance.config, "countersign", "delivery.json")
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
        security = settings["site"]["outbound-security"]
        settings["remote-domains"] = [
            {"domain": name, "smart-host": host, "outbound-security": security}
            for name, host in names]
        with open(path, "w", encoding="utf-8") as file:
            json.dump(settings, file, indent=2)
            file.write("\n")

    def wait_until_deferred(self, messages):
        wait.until(lambda: self.instance.status()["deferred"] == messages, "all to be deferred", 120)

    def start_draining(self):
        self.instance.cli("queue", "retry")

    def restart(self):
        self.instance.stop_worker()
        self.started_s = time.monotonic()
        self.instance.start_worker()

    def pid(self):
        return self.instance.worker.pid


class PostfixRelay:
    """As Countersign; texthash maps are in memory and cost nothing more."""

    name = "postfix"

    def __init__(self, bed, port, *, own_hosts=0):
        more = RELAY_CF.format(port=port)
        if own_hosts:
            more = self._with_maps(more, bed.folder("maps"), port, own_hosts)
        self.postfix = Postfix(bed, name="relay", mechanisms=(), needs_auth=False, main_cf=more)
        self.where = [f"--port={self.postfix.port}"]
        self.sendmail = ["/usr/sbin/sendmail", "-C", self.postfix.directory]
        self.environment = dict(os.environ, MAIL_CONFIG=self.postfix.directory)

    @staticmethod
    def _with_maps(main_cf, folder, port, own_hosts):
        os.chmod(folder, 0o755)
        with open(os.path.join(folder, "transport"), "w", encoding="ascii") as file:
            file.writelines(f"d{number}.example.com smtp:[{own_host(number)}]:{port}\n"
                            for number in range(own_hosts))
        with open(os.path.join(folder, "passwords"), "w", encoding="ascii") as file:
            file.writelines(f"[{own_host(number)}]:{port} {ACCOUNT}:{ACCOUNT}\n"
                            for number in range(own_hosts))
        kept = [line for line in main_cf.splitlines(keepends=True)
                if not line.startswith(("relayhost", "smtp_sasl_password_maps"))]
        return "".join(kept) + (f"transport_maps = texthash:{folder}/transport\n"
                                f"smtp_sasl_password_maps = texthash:{folder}/passwords\n")

    def wait_until_deferred(self, _):
        def under_way():
            return [name for queue in ("incoming", "active", "maildrop") for _, _, names in
                    os.walk(os.path.join(self.postfix.directory, "queue", queue)) for name in names]
        wait.until(lambda: not under_way(), "all to be deferred", 120)

    def start_draining(self):
        subprocess.run(["/usr/sbin/postqueue", "-c", self.postfix.directory, "-f"], check=True)

    def pid(self):
        return self.postfix.process.pid
