"""What a server refuses, or what may not be done with it: mail waits, says why, and goes when it can."""

import json

from lib import tap, wait
from lib.demo import DemoServer
from lib.peers import Postfix
from lib.scene import GOOD, NOT_VERIFIED, started

PASSWORD = "right-Password-1"
ACCOUNTS = {"office": PASSWORD, "CORP\\mailer": PASSWORD}
CLEAR_TEXT = ("--authentication", "clear-text", "--account", "office")
CHALLENGE = ("--authentication", "challenge-response", "--account", "mailer",
             "--nt-domain", "CORP")
QUIET_S = 2  # how long "nothing more happens" is watched


def authentications(server):
    return len(server.events("auth"))


def waiting(bed, server, *site, password=None, state, cause):
    """One message that must wait, in that state for that cause. Returns (instance, its text)."""
    instance = started(bed, *site, "--smart-host", server.smart_host, password=password)
    instance.send("waits", "ann@example.org")
    [one] = instance.wait_for_state(state, cause)
    assert not server.messages(), "it was delivered"
    return instance, one.get("text", "")


WRONG_PASSWORD = [("clear text", CLEAR_TEXT), ("challenge/response", CHALLENGE)]


def test_wrong_password(bed, site):
    """Many messages, one AUTH on the wire; the right password lets all go."""
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *site, "--smart-host", server.smart_host, password="wrong")
    for number in range(50):
        instance.send(f"message {number}", f"user{number}@example.org")
    instance.wait_for_state("held", "authentication-refused")
    assert len(instance.queue()) == 50
    wait.throughout(lambda: authentications(server) == 1, "one AUTH only", QUIET_S)
    wait.until(lambda: instance.status()["suspended-credentials"], "the suspension to be told")

    instance.cli("site", "set", "--password-stdin", stdin=PASSWORD + "\n")
    instance.wait_until_delivered()
    assert len(server.messages()) == 50
    instance.wait_for_status("suspended-credentials", [])


for name, arguments in WRONG_PASSWORD:
    tap.case(f"wrong password, {name}: held with one AUTH, released by the right one",
             arguments)(test_wrong_password)


@tap.case("wrong password at Postfix and Dovecot: one failed login for many messages")
def test_wrong_password_postfix(bed):
    server = Postfix(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CLEAR_TEXT, "--smart-host", server.smart_host, password="wrong")
    for number in range(20):
        instance.send(f"message {number}", f"user{number}@example.org")
    instance.wait_for_state("held", "authentication-refused")
    assert server.failed_logins() == 1, server.failed_logins()

    instance.cli("site", "set", "--password-stdin", stdin=PASSWORD + "\n")
    instance.wait_until_delivered()
    wait.until(lambda: len(server.maildir.files()) == 20, "the messages to arrive")


@tap.case("a suspended credential is not tried by retry nor a restart, and once by release")
def test_suspended_over_restart(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance, _ = waiting(bed, server, *CLEAR_TEXT, password="wrong",
                          state="held", cause="authentication-refused")
    instance.stop_worker()
    instance.start_worker()
    instance.wait_for_state("held", "authentication-refused")
    out = instance.cli("queue", "retry")
    assert "0 recipients" in out and "1 recipient stays held" in out, out
    wait.throughout(lambda: authentications(server) == 1, "no further AUTH", QUIET_S)

    server.set_accounts({"office": "wrong"})  # now it is right
    instance.cli("queue", "release")
    instance.wait_until_delivered()
    assert authentications(server) == 2


@tap.case("a credential that worked gets one more try after a refusal")
def test_second_chance(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CLEAR_TEXT, "--smart-host", server.smart_host, password=PASSWORD)
    instance.send("works", "ann@example.org")
    instance.wait_until_delivered()
    wait.until(lambda: server.events("disconnect"), "the session to end")
    server.process.stop()  # with the session that is still logged in
    DemoServer(bed, name="changed", port=server.port, certificate=GOOD,
               accounts={"office": "changed on the server"})
    instance.send("refused", "ann@example.org")
    instance.wait_for_state("deferred", "authentication-refused")
    instance.wait_for_status("suspended-credentials", [])


@tap.case("an account does not go to a server that no longer offers TLS, until mail is released")
def test_downgrade(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CLEAR_TEXT, "--allow-unencrypted-password",
                       "--smart-host", server.smart_host, password=PASSWORD)
    instance.send("within TLS", "ann@example.org")
    instance.wait_until_delivered()
    wait.until(lambda: server.events("disconnect"), "the session to end")
    instance.stop_worker()
    server.process.stop()

    other = DemoServer(bed, "--clear-text-without-tls", accounts=ACCOUNTS, name="other",
                       port=server.port)
    instance.start_worker()  # a restart is no way around it
    instance.send("in clear", "ann@example.org")
    instance.wait_for_state("deferred", "downgrade")
    assert authentications(other) == 0
    assert "server offers less than before" in instance.worker.log()
    for attempts in 1, 2:  # it is looked at three times
        instance.wait_for_queue(lambda queue: queue[0]["attempts"] == attempts, "the attempt")
        instance.cli("queue", "retry")
    instance.wait_for_state("held", "downgrade")
    assert authentications(other) == 0
    instance.cli("queue", "release")
    instance.wait_until_delivered()
    instance.send("accepted", "ann@example.org")
    instance.wait_until_delivered()


NOT_OFFERED = [
    ("clear text wanted, NTLM offered", "NTLM", CLEAR_TEXT),
    ("challenge/response wanted, PLAIN and LOGIN offered", "PLAIN LOGIN", CHALLENGE),
    ("clear text wanted, nothing offered", "", CLEAR_TEXT),
    ("challenge/response wanted, nothing offered", "", CHALLENGE),
]


def test_not_offered(bed, mechanisms, site):
    server = DemoServer(bed, "--mechanisms", mechanisms, "--no-authentication-needed",
                        accounts=ACCOUNTS, certificate=GOOD)
    _, text = waiting(bed, server, *site, password=PASSWORD,
                      state="deferred", cause="authentication-not-offered")
    for mechanism in mechanisms.split():
        assert mechanism in text, text
    assert authentications(server) == 0


for name, *arguments in NOT_OFFERED:
    tap.case(f"not offered: {name}", *arguments)(test_not_offered)


@tap.case("TLS required and not offered: no mail, no password")
def test_tls_missing(bed):
    server = DemoServer(bed, "--clear-text-without-tls", accounts=ACCOUNTS)
    waiting(bed, server, *CLEAR_TEXT, "--tls", "required", password=PASSWORD,
            state="deferred", cause="tls-not-offered")
    assert authentications(server) == 0


@tap.case("TLS required for mail without authentication")
def test_tls_missing_none(bed):
    server = DemoServer(bed, "--no-authentication-needed", accounts=ACCOUNTS)
    waiting(bed, server, "--tls", "required", state="deferred", cause="tls-not-offered")


def test_not_verified(bed, certificate, tls):
    server = DemoServer(bed, *(("--implicit-tls",) if tls == "from-start" else ()),
                        accounts=ACCOUNTS, certificate=certificate)
    _, text = waiting(bed, server, *CLEAR_TEXT, "--tls", tls, password=PASSWORD,
                      state="deferred", cause="tls-failed")
    assert text, "no text"
    assert authentications(server) == 0


for kind, bad in NOT_VERIFIED.items():
    for rule in ("required", "from-start"):
        tap.case(f"certificate {kind}, TLS {rule}", bad, rule)(test_not_verified)


def test_password_waits(bed, certificate):
    server = DemoServer(bed, "--clear-text-without-tls", accounts=ACCOUNTS,
                        certificate=certificate)
    waiting(bed, server, *CLEAR_TEXT, password=PASSWORD, state="deferred", cause="tls-required")
    assert authentications(server) == 0


for kind, bad in NOT_VERIFIED.items():
    tap.case(f"a password waits for verified TLS: certificate {kind}", bad)(test_password_waits)
tap.case("a password waits for verified TLS: none offered", None)(test_password_waits)


@tap.case("authentication demanded, none set: held, and released by adding a remote domain")
def test_authentication_required(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance, text = waiting(bed, server, state="held", cause="authentication-required")
    assert text, "no text"
    instance.add_domain("example.org", *CLEAR_TEXT, password=PASSWORD)
    instance.wait_until_delivered()
    [message] = server.messages()
    assert message["account"] == "office"


RELAYING = ["550 5.7.1 Relaying denied", "554 5.7.1 <ann@example.org>: Relay access denied",
            "550 5.7.1 Client was not authenticated"]


def test_relaying(bed, reply):
    server = DemoServer(bed, "--no-authentication-needed", accounts=ACCOUNTS, certificate=GOOD,
                        faults=[f"rcpt={reply}"])
    waiting(bed, server, state="held", cause="authentication-required")


for reply_text in RELAYING:
    tap.case(f"authentication demanded as {reply_text!r}", reply_text)(test_relaying)


@tap.case("454 at AUTH: deferred, the credential stays good")
def test_temporary(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD,
                        faults=["auth/1=454 4.7.0 Temporary authentication failure"])
    instance, _ = waiting(bed, server, *CLEAR_TEXT, password=PASSWORD,
                          state="deferred", cause="refused-for-now")
    instance.wait_for_status("suspended-credentials", [])
    instance.cli("queue", "retry")
    instance.wait_until_delivered()


@tap.case("a server that speaks NTLM version 1 only is told nothing")
def test_version_1(bed):
    server = DemoServer(bed, "--ntlm-policy", "no-target-info", accounts=ACCOUNTS,
                        certificate=GOOD)
    instance = started(bed, *CHALLENGE, "--smart-host", server.smart_host, password=PASSWORD)
    instance.send("waits", "ann@example.org")
    [one] = instance.wait_for_queue(lambda queue: queue and queue[0].get("cause"), "a cause")
    assert one["cause"] == "authentication-too-weak", one
    assert all(event["cancelled"] for event in server.events("auth")), server.events("auth")


@tap.case("the server's clock is two days slow: temporary, not a wrong password")
def test_old_clock(bed):
    server = DemoServer(bed, "--ntlm-policy", "old-time", accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CHALLENGE, "--smart-host", server.smart_host, password=PASSWORD)
    instance.send("waits", "ann@example.org")
    [one] = instance.wait_for_queue(lambda queue: queue and queue[0].get("cause"), "a cause")
    assert one["state"] == "deferred" and one["cause"] != "authentication-refused", one
    instance.wait_for_status("suspended-credentials", [])


@tap.case("no server there: deferred as unreachable")
def test_unreachable(bed):
    server = DemoServer(bed, accounts=ACCOUNTS)
    server.process.stop()
    waiting(bed, server, state="deferred", cause="unreachable")


@tap.case("a locked keyring holds the mail; nobody is asked")
def test_locked(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CLEAR_TEXT, "--smart-host", server.smart_host, password=PASSWORD)
    instance.stop_worker()
    instance.lock_keyring()
    instance.start_worker()
    instance.send("waits", "ann@example.org")
    instance.wait_for_state("held", "credential-locked")
    assert not server.events("connect") or authentications(server) == 0


@tap.case("a keyring that is gone holds the mail, and lets it go when it is back")
def test_no_keyring(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CLEAR_TEXT, "--smart-host", server.smart_host, password=PASSWORD)
    instance.stop_worker()
    instance.keyring.kill()
    wait.until(lambda: not instance.has_owner("org.freedesktop.secrets"), "the keyring to go")
    instance.start_worker()
    instance.send("waits", "ann@example.org")
    instance.wait_for_state("held", "credential-store-unavailable", seconds=60)
    instance.start_keyring()
    instance.wait_until_delivered(60)


@tap.case("an account without a credential: held, credential-missing")
def test_missing(bed):
    server = DemoServer(bed, accounts=ACCOUNTS, certificate=GOOD)
    instance = started(bed, *CLEAR_TEXT, "--smart-host", server.smart_host, password=PASSWORD)
    instance.stop_worker()
    with open(instance.settings_file, encoding="utf-8") as file:
        settings = json.load(file)
    del settings["site"]["outbound-security"]["credential"]
    with open(instance.settings_file, "w", encoding="utf-8") as file:
        json.dump(settings, file)
    assert "credential" not in instance.cli_json("show")["site"]["outbound-security"]
    instance.start_worker()
    instance.send("waits", "ann@example.org")
    instance.wait_for_state("held", "credential-missing")
    instance.cli("site", "set", "--password-stdin", stdin=PASSWORD + "\n")
    instance.wait_until_delivered()


tap.run()
