"""Real receiving servers: Postfix, authenticating through Dovecot, each in a folder of its own.

Nothing of the system's Postfix or Dovecot is used or touched but the programs. The folder must be
passable for the servers' own users, as tap.Bed's is. Mail for anybody lands in one maildir.
"""

import grp
import os
import pwd
import re
import signal

from . import wait
from .build import program
from .maildir import Maildir
from .process import Process, free_port

MASTER = "/usr/lib/postfix/sbin/master"
QUEUE_FOLDERS = ("active bounce corrupt defer deferred flush hold incoming private saved trace"
                 .split())

DOVECOT_CONF = """\
base_dir = {run}
state_dir = {run}
log_path = {log}
auth_verbose = yes
protocols =
ssl = no
auth_mechanisms = {mechanisms}
default_vsz_limit = 0
disable_plaintext_auth = no
auth_failure_delay = 0 secs
auth_use_winbind = yes
auth_winbind_helper_path = {helper}
auth_username_format = %u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {users}
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home=/nonexistent
}}
service auth {{
  unix_listener {socket} {{
    mode = 0666
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-reader {{
    mode = 0
  }}
}}
"""

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = {log}
maillog_file_prefixes = {directory}
myhostname = {host_name}
mydestination =
inet_interfaces = {address}
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
mynetworks = 0.0.0.0/0
virtual_mailbox_domains = static:all
virtual_mailbox_maps = static:all/
virtual_mailbox_base = {mail}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_transport = virtual
smtpd_sasl_type = dovecot
smtpd_sasl_path = {sasl}
smtpd_sasl_auth_enable = {auth}
smtpd_sasl_security_options = noanonymous
smtpd_sasl_tls_security_options = noanonymous
smtpd_tls_auth_only = {tls_auth_only}
smtpd_tls_security_level = {tls_level}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_tls_loglevel = 1
smtpd_relay_restrictions = {restrictions}
smtpd_recipient_restrictions =
smtpd_delay_reject = no
smtpd_client_restrictions =
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 1000
smtpd_client_connection_count_limit = 0
smtpd_sasl_authenticated_header = yes
message_size_limit = 104857600
mailbox_size_limit = 0
virtual_mailbox_limit = 0
header_size_limit = 1048576
hopcount_limit = 100
in_flow_delay = 0
"""

MASTER_CF = """\
{address}:{port} inet n - n - - smtpd{smtpd_options}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def _write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


def _keys(text):
    return {line.split("=")[0].strip() for line in text.splitlines() if "=" in line}


def _without(text, more):
    """A key that stands twice is a warning in each process, and postlogd, whose own warnings go to
    itself, waits for ever where the socket holds no more of them."""
    keys = _keys(more)
    return "".join(line + "\n" for line in text.splitlines() if line.split("=")[0].strip() not in keys)


def _age(path):
    """Postfix waits until its files have not been changed for two seconds."""
    os.utime(path, (0, 0))


class Dovecot:
    """An authentication service alone. Accounts: {"name": "password"}, {"CORP\\\\name": "password"}."""

    def __init__(self, bed, name, mechanisms, accounts, ntlm_options=()):
        directory = bed.folder(name)
        self.socket = os.path.join(directory, "auth")
        self.users = os.path.join(directory, "users")
        self.nt_users = os.path.join(directory, "nt-users")
        self.ntlm_log = os.path.join(directory, "ntlm.log")
        self.set_accounts(accounts)
        _write(self.ntlm_log, "", 0o666)
        helper = os.path.join(directory, "helper")
        _write(helper, f"#!/bin/sh\nexec {program('ntlm-helper')} --users={self.nt_users} "
                       f"--log={self.ntlm_log} {' '.join(ntlm_options)} \"$@\"\n", 0o755)
        conf = os.path.join(directory, "dovecot.conf")
        _write(conf, DOVECOT_CONF.format(run=os.path.join(directory, "run"), helper=helper,
                                         log=os.path.join(directory, f"{name}.log"),
                                         mechanisms=" ".join(mechanisms).lower(),
                                         users=self.users, socket=self.socket))
        self.process = Process(f"{name}-process", ["dovecot", "-F", "-c", conf], directory,
                               start_new_session=True)
        bed.callback(self.process.kill_group)
        wait.until(lambda: os.path.exists(self.socket), "Dovecot's socket")

    def set_accounts(self, accounts):
        """Also while running: both files are read again for every question."""
        clear = {name: password for name, password in accounts.items() if "\\" not in name}
        _write(self.users, "".join(f"{name}:{{PLAIN}}{password}::::::\n"
                                   for name, password in clear.items()))
        _write(self.nt_users, "".join(f"{name}:{password}\n"
                                      for name, password in accounts.items()))

    def ntlm_exchanges(self):
        with open(self.ntlm_log, encoding="utf-8") as log:
            return log.read().splitlines()


class Postfix:
    """A receiving server.

    mechanisms: of Dovecot, none for a server without AUTH; certificate: None for one without TLS;
    tls: "offered", "demanded" or "from-start"; auth_needs_tls: AUTH is offered within TLS only.
    """

    def __init__(self, bed, *, name="postfix", mechanisms=("PLAIN", "LOGIN", "NTLM"), accounts=None,
                 certificate=None, tls="offered", auth_needs_tls=False, needs_auth=True,
                 ntlm_options=(), address="127.0.0.1", port=None, main_cf=""):
        self.address = address
        self.port = port or free_port(address)
        self.host_name = "localhost"
        self.directory = bed.folder(name)
        self.mail_log = os.path.join(self.directory, "mail.log")
        self.maildir = Maildir(os.path.join(self.directory, "mail", "all"))
        self.dovecot = None
        if mechanisms:
            self.dovecot = Dovecot(bed, f"{name}-dovecot", mechanisms, accounts or {},
                                   list(ntlm_options) + self._binding_option(certificate))
        self._configure(certificate, tls, auth_needs_tls, needs_auth, main_cf)
        self._start(bed, name)

    @staticmethod
    def _binding_option(certificate):
        return [f"--certificate={certificate.pem}"] if certificate else []

    def _configure(self, certificate, tls, auth_needs_tls, needs_auth, more):
        nobody = pwd.getpwnam("nobody")
        self._make_folders(pwd.getpwnam("postfix").pw_uid, grp.getgrnam("postdrop").gr_gid,
                           nobody.pw_uid)
        level = {"offered": "may", "demanded": "encrypt", "from-start": "encrypt"}[tls]
        who = "permit_sasl_authenticated" if needs_auth else "permit_mynetworks"
        text = MAIN_CF.format(
            directory=self.directory, queue=os.path.join(self.directory, "queue"),
            data=os.path.join(self.directory, "data"), mail=os.path.join(self.directory, "mail"),
            log=self.mail_log, host_name=self.host_name, address=self.address,
            uid=nobody.pw_uid, gid=nobody.pw_gid,
            sasl=self.dovecot.socket if self.dovecot else "unused",
            auth="yes" if self.dovecot else "no", tls_auth_only="yes" if auth_needs_tls else "no",
            tls_level=level if certificate else "none",
            certificate=certificate.pem if certificate else "",
            key=certificate.key if certificate else "", restrictions=f"{who}, reject")
        main_cf = os.path.join(self.directory, "main.cf")
        master_cf = os.path.join(self.directory, "master.cf")
        _write(main_cf, _without(text, more) + more)
        wrapper = " -o smtpd_tls_wrappermode=yes" if tls == "from-start" else ""
        _write(master_cf, MASTER_CF.format(address=self.address, port=self.port,
                                           smtpd_options=wrapper))
        _age(main_cf)
        _age(master_cf)

    def _make_folders(self, postfix, postdrop, nobody):
        """What "postfix check" would do, which takes seconds over it."""
        folders = [("data", 0o700, postfix, -1), ("mail", 0o755, nobody, -1),
                   ("queue/pid", 0o755, 0, -1), ("queue/maildrop", 0o730, postfix, postdrop),
                   ("queue/public", 0o710, postfix, postdrop)]
        folders += [(f"queue/{name}", 0o700, postfix, -1) for name in QUEUE_FOLDERS]
        for name, mode, user, group in folders:
            path = os.path.join(self.directory, name)
            os.makedirs(path)
            os.chmod(path, mode)
            os.chown(path, user, group)

    def _start(self, bed, name):
        self.process = Process(name, [MASTER, "-c", self.directory, "-d"], self.directory,
                               start_new_session=True)
        bed.callback(self.stop)
        wait.until(lambda: "daemon started" in self.log(), "Postfix to start")

    def stop(self):
        self.process.kill_group()

    @property
    def smart_host(self):
        """By name, as certificates demand."""
        return f"localhost:{self.port}"

    def log(self):
        if not os.path.exists(self.mail_log):
            return ""
        with open(self.mail_log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def received(self):
        """[(mechanism or None, account or None)] for each message taken over, from the log.

        A transaction that was given up has an identifier too, but never gets to the queue manager.
        """
        log = self.log()
        taken = set(re.findall(r"qmgr\[\d+\]: ([0-9A-Za-z]+): from=", log))
        lines = [(match.group(1), match.string) for match in
                 (re.search(r"smtpd\[\d+\]: ([0-9A-Za-z]+): client=.*", line)
                  for line in log.splitlines()) if match]
        return [tuple(re.search(f"{key}=([^,\\s]+)", line).group(1) if f"{key}=" in line else None
                      for key in ("sasl_method", "sasl_username"))
                for identifier, line in lines if identifier in taken]

    def failed_logins(self):
        return len(re.findall(r"SASL \S+ authentication failed", self.log()))
