"""Each authentication option against real servers: Postfix, authenticating through Dovecot."""

from lib import tap, wait
from lib.peers import Postfix
from lib.scene import EXPIRED, GOOD, SELF_SIGNED, WRONG_NAME, started

PASSWORD = "pä$$ \"wörd\" {1}"
ACCOUNTS = {"office": PASSWORD, "CORP\\mailer": PASSWORD}
NONE = ("--authentication", "none")
CLEAR_TEXT = ("--authentication", "clear-text", "--account", "office")
CHALLENGE = ("--authentication", "challenge-response", "--account", "mailer",
             "--nt-domain", "CORP")
UNENCRYPTED = ("--allow-unencrypted-password",)
REQUIRED = ("--tls", "required")
FROM_START = ("--tls", "from-start")
ALL = ("PLAIN", "LOGIN", "NTLM")


def deliver(bed, server, *site, password=None):
    """Three messages, one of them with two recipients; returns how the server saw the client."""
    instance = started(bed, *site, "--smart-host", server.smart_host, password=password)
    instance.send("first", "ann@example.org")
    instance.send("second", "ann@example.org", "bob@example.com")
    instance.send("third", "bob@example.com")
    instance.wait_until_delivered()
    instance.stop_worker()
    wait.until(lambda: server.maildir.subjects() == ["first", "second", "second", "third"],
               "the messages to arrive")
    assert instance.deliver_once() == 0, "something is left in the queue"
    return set(server.received())


CASES = [
    # name, server, settings, (mechanism, account) that the server saw
    ("none", dict(mechanisms=(), needs_auth=False), NONE, (None, None)),
    ("none, though offered", dict(mechanisms=ALL, needs_auth=False), NONE, (None, None)),
    ("none, within TLS", dict(mechanisms=ALL, needs_auth=False, certificate=GOOD,
                              tls="demanded"), NONE, (None, None)),
    ("none, within TLS that cannot be verified",
     dict(mechanisms=(), needs_auth=False, certificate=SELF_SIGNED), NONE, (None, None)),
    ("none, TLS required", dict(mechanisms=(), needs_auth=False, certificate=GOOD),
     NONE + REQUIRED, (None, None)),
    ("clear text, PLAIN only", dict(mechanisms=("PLAIN",), certificate=GOOD),
     CLEAR_TEXT, ("PLAIN", "office")),
    ("clear text, LOGIN only", dict(mechanisms=("LOGIN",), certificate=GOOD),
     CLEAR_TEXT, ("LOGIN", "office")),
    ("clear text, everything offered", dict(mechanisms=ALL, certificate=GOOD),
     CLEAR_TEXT, ("PLAIN", "office")),
    ("clear text, offered after STARTTLS only",
     dict(mechanisms=("PLAIN", "LOGIN"), certificate=GOOD, tls="demanded", auth_needs_tls=True),
     CLEAR_TEXT + REQUIRED, ("PLAIN", "office")),
    ("clear text, TLS from the start", dict(mechanisms=("PLAIN",), certificate=GOOD,
                                            tls="from-start"),
     CLEAR_TEXT + FROM_START, ("PLAIN", "office")),
    ("clear text without TLS, PLAIN", dict(mechanisms=("PLAIN",)),
     CLEAR_TEXT + UNENCRYPTED, ("PLAIN", "office")),
    ("clear text without TLS, LOGIN", dict(mechanisms=("LOGIN",)),
     CLEAR_TEXT + UNENCRYPTED, ("LOGIN", "office")),
    ("challenge/response, NTLM only", dict(mechanisms=("NTLM",)),
     CHALLENGE, ("NTLM", "mailer@CORP")),
    ("challenge/response, everything offered", dict(mechanisms=ALL, certificate=GOOD),
     CHALLENGE, ("NTLM", "mailer@CORP")),
    ("challenge/response, TLS required", dict(mechanisms=("NTLM",), certificate=GOOD,
                                              tls="demanded", auth_needs_tls=True),
     CHALLENGE + REQUIRED, ("NTLM", "mailer@CORP")),
    ("challenge/response, TLS from the start", dict(mechanisms=("NTLM",), certificate=GOOD,
                                                    tls="from-start"),
     CHALLENGE + FROM_START, ("NTLM", "mailer@CORP")),
    ("challenge/response, integrity not granted",
     dict(mechanisms=("NTLM",), ntlm_options=("--policy=no-sign",)),
     CHALLENGE, ("NTLM", "mailer@CORP")),
    ("challenge/response, no time in the challenge",
     dict(mechanisms=("NTLM",), ntlm_options=("--policy=no-time",)),
     CHALLENGE, ("NTLM", "mailer@CORP")),
]


def test_delivery(bed, server_options, site, expected):
    server = Postfix(bed, accounts=ACCOUNTS, **server_options)
    password = PASSWORD if "--account" in site else None
    seen = deliver(bed, server, *site, password=password)
    assert seen == {expected}, seen
    assert server.failed_logins() == 0


for name, *arguments in CASES:
    tap.case(name, *arguments)(test_delivery)


def test_strict_ntlm(bed, certificate):
    """The server demands the integrity code and the channel binding, and checks both."""
    server = Postfix(bed, accounts=ACCOUNTS, mechanisms=("NTLM",), certificate=certificate,
                     ntlm_options=("--policy=mic,binding", "--target-name=SMTPSVC/localhost"))
    assert deliver(bed, server, *CHALLENGE, password=PASSWORD) == {("NTLM", "mailer@CORP")}
    for exchange in server.dovecot.ntlm_exchanges():
        assert exchange == ("accepted account=CORP\\mailer mic=1 binding=1 "
                            "target=SMTPSVC/localhost"), exchange


for name, certificate in (("verified", GOOD), ("a wrong name", WRONG_NAME),
                          ("expired", EXPIRED), ("self-signed", SELF_SIGNED)):
    tap.case(f"challenge/response, MIC and binding demanded, certificate {name}",
             certificate)(test_strict_ntlm)


@tap.case("challenge/response without TLS has an integrity code")
def test_mic_without_tls(bed):
    server = Postfix(bed, accounts=ACCOUNTS, mechanisms=("NTLM",),
                     ntlm_options=("--policy=mic",))
    deliver(bed, server, *CHALLENGE, password=PASSWORD)


@tap.case("two remote domains with different accounts on one server, the site with none")
def test_remote_domains(bed):
    server = Postfix(bed, accounts={**ACCOUNTS, "other": "second"}, mechanisms=ALL,
                     certificate=GOOD, needs_auth=False)
    instance = started(bed, "--smart-host", server.smart_host)
    instance.add_domain("example.org", *CLEAR_TEXT, password=PASSWORD)
    instance.add_domain("*.corp.example", *CHALLENGE, password=PASSWORD)
    instance.add_domain("ann@example.org", "--authentication", "clear-text", "--account", "other",
                        password="second")
    for recipient in ("bob@example.org", "x@east.corp.example", "Ann@EXAMPLE.org",
                      "x@corp.example"):
        instance.send(recipient, recipient)
    instance.wait_until_delivered()
    assert sorted(server.received(), key=str) == sorted(
        [("PLAIN", "office"), ("NTLM", "mailer@CORP"), ("PLAIN", "other"), (None, None)],
        key=str), server.received()


tap.run()
