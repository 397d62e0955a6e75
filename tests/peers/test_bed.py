"""The servers themselves: that they refuse what they must, or other tests would prove nothing."""

import smtplib
import ssl

from gi.repository import Gio, GLib

from lib import tap
from lib.demo import DemoServer
from lib.peers import Postfix
from lib.scene import AUTHORITY, EXPIRED, GOOD, SELF_SIGNED, WRONG_NAME, start_dns

ACCOUNTS = {"office": "right"}
MESSAGE = "Subject: try\r\n\r\nHello.\r\n"
ZONE = {("known.example", "A"): ["192.0.2.9"], ("broken.example", "SERVFAIL"): []}
start_dns(ZONE)


def connect(server, certificate=None):
    client = smtplib.SMTP("localhost", server.port)
    if certificate is not None:
        client.starttls(context=ssl.create_default_context(cafile=AUTHORITY.pem))
    client.ehlo()
    return client


def log_in(client, mechanism, password):
    client.user, client.password = "office", password
    return client.auth(mechanism, getattr(client, f"auth_{mechanism.lower()}"))[0]


def refusal_of(function, *arguments):
    try:
        function(*arguments)
    except smtplib.SMTPRecipientsRefused as refused:
        return next(iter(refused.recipients.values()))[0]
    except smtplib.SMTPResponseException as refused:
        return refused.smtp_code
    raise AssertionError("it was not refused")


def both_servers(bed):
    return [Postfix(bed, accounts=ACCOUNTS, certificate=GOOD, mechanisms=("PLAIN", "LOGIN")),
            DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)]


@tap.case("no mail without authentication")
def test_unauthenticated(bed):
    for server in both_servers(bed):
        client = connect(server, GOOD)
        code = refusal_of(client.sendmail, "a@client.example", ["b@example.org"], MESSAGE)
        assert code in (530, 554), code
        assert server.maildir.files() == []


@tap.case("the right password by each mechanism, and not the wrong one")
def test_passwords(bed):
    for server in both_servers(bed):
        for mechanism in ("PLAIN", "LOGIN"):
            assert refusal_of(log_in, connect(server, GOOD), mechanism, "wrong") == 535
            assert log_in(connect(server, GOOD), mechanism, "right") == 235


@tap.case("only what is wanted is offered, and where")
def test_offers(bed):
    demo = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    assert connect(demo).esmtp_features["auth"].split() == ["NTLM"]
    assert connect(demo, GOOD).esmtp_features["auth"].split() == ["PLAIN", "LOGIN", "NTLM"]
    for name in ("PLAIN", "LOGIN", "NTLM"):
        postfix = Postfix(bed, name=f"postfix-{name}", mechanisms=(name,), accounts=ACCOUNTS)
        client = connect(postfix)
        assert client.esmtp_features["auth"].split() == [name], client.esmtp_features
        assert "starttls" not in client.esmtp_features


def is_trusted(server):
    client = Gio.SocketClient()
    client.set_tls(True)
    try:
        client.connect_to_host(f"localhost:{server.port}", server.port, None).close()
        return True
    except GLib.Error as error:
        assert "certificate" in error.message, error.message
        return False


def test_trust(bed, certificate, expected):
    assert is_trusted(DemoServer(bed, "--implicit-tls", certificate=certificate)) == expected


for name, certificate, expected in (("good", GOOD, True), ("wrong name", WRONG_NAME, False),
                                    ("expired", EXPIRED, False),
                                    ("self-signed", SELF_SIGNED, False)):
    tap.case(f"GIO and the {name} certificate", certificate, expected)(test_trust)


@tap.case("faults strike as often as they were asked for")
def test_faults(bed):
    demo = DemoServer(bed, "--no-authentication-needed",
                      faults=["mail/1=451 4.3.0 Later", "rcpt:bad@example.org=550 5.1.1 No",
                              "dot/1=drop"])
    send = ("a@client.example", ["bad@example.org", "good@example.org"], MESSAGE)
    assert refusal_of(connect(demo).sendmail, *send) == 451
    try:
        connect(demo).sendmail(*send)
        raise AssertionError("the connection was not dropped")
    except smtplib.SMTPServerDisconnected:
        pass
    assert list(connect(demo).sendmail(*send)) == ["bad@example.org"]
    assert len(demo.messages()) == 2
    assert demo.messages()[0]["recipients"] == ["good@example.org"]


@tap.case("the test DNS answers, denies and fails")
def test_dns(bed):
    resolver = Gio.Resolver.get_default()
    assert [one.to_string() for one in resolver.lookup_by_name("known.example")] == ["192.0.2.9"]
    for missing in ("unknown.example", "broken.example"):
        try:
            resolver.lookup_by_name(missing)
            raise AssertionError(f"{missing} was found")
        except GLib.Error:
            pass


tap.run()
