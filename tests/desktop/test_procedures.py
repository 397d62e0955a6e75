"""The three procedures of the document that the product implements, step by step, each ending with
a delivered message; and its two examples of a configuration."""

from kit.screen import Desktop
from kit.sheet import CHALLENGE_RESPONSE, CLEAR_TEXT, NO_AUTHENTICATION, Sheet, settings
from lib import namespace, tap, wait
from lib.demo import DemoServer
from lib.peers import Postfix
from lib.scene import AUTHORITY, GOOD, start_dns

PASSWORD = "Right-4f1e"
ACCOUNTS = {"office": PASSWORD, "CORP\\mailer": PASSWORD}
OPEN, CLOSED = "192.0.2.1", "192.0.2.2"
for address in (OPEN, CLOSED):
    namespace.add_address(address)
start_dns({
    ("open.example", "MX"): ["10 mx.open.example."], ("mx.open.example", "A"): [OPEN],
    ("closed.example", "MX"): ["10 mx.closed.example."], ("mx.closed.example", "A"): [CLOSED],
})


def ready(bed, *arguments, password=None):
    """A desktop whose worker runs, with settings made beforehand."""
    desktop = Desktop(bed)
    if arguments:
        desktop.set_site(*arguments, password=password)
    desktop.start_worker()
    return desktop


def arrived(desktop, server, subject, recipient="ann@example.org"):
    """Sends a message; returns how its session authenticated: (mechanism, account)."""
    desktop.send(subject, recipient)
    desktop.wait_until_delivered()
    wait.until(lambda: subject in server.maildir.subjects(), "the message to be in its mailbox")
    return server.received()[-1]


@tap.case("to disable authentication for outgoing messages")
def test_disable(bed):
    server = Postfix(bed, accounts=ACCOUNTS, certificate=GOOD, needs_auth=False)
    desktop = ready(bed, "--smart-host", server.smart_host, "--authentication", "clear-text",
                    "--account", "office", password=PASSWORD)
    assert arrived(desktop, server, "before") == ("PLAIN", "office")

    sheet = Sheet(desktop)
    sheet.page("Delivery")  # 1. Select the Delivery property sheet.
    security = sheet.open_security()  # 2. Choose Outbound Security.
    assert security.picked() == CLEAR_TEXT
    security.select(NO_AUTHENTICATION)  # 3. Select No authentication.
    security.ok()
    sheet.ok()

    assert arrived(desktop, server, "after") == (None, None)
    assert desktop.stored_credentials() == [], "a password that nobody needs any more is kept"


@tap.case("to set clear text authentication for outgoing messages")
def test_clear_text(bed):
    server = Postfix(bed, accounts=ACCOUNTS, certificate=GOOD, auth_needs_tls=True)
    desktop = ready(bed, "--smart-host", server.smart_host)
    sheet = Sheet(desktop)
    sheet.page("Delivery")  # 1. Select the Delivery property sheet.
    security = sheet.open_security()  # 2. Choose Outbound Security.
    assert security.picked() == NO_AUTHENTICATION, "it is not the default option"
    security.select(CLEAR_TEXT)  # 3. Select Clear text authentication, and then choose Change.
    account = security.change(CLEAR_TEXT)
    assert account.window.says("Account on Remote Host")
    account.field("Account name").fill("office")  # 4. Type the account name and password.
    account.password.fill(PASSWORD)
    account.ok()
    security.ok()
    sheet.ok()
    assert arrived(desktop, server, "clear text") == ("PLAIN", "office")


@tap.case("to set Windows NT Challenge/Response authentication for outgoing messages")
def test_challenge_response(bed):
    server = Postfix(bed, accounts=ACCOUNTS, certificate=GOOD, mechanisms=("NTLM",))
    desktop = ready(bed, "--smart-host", server.smart_host)
    sheet = Sheet(desktop)
    sheet.page("Delivery")  # 1. Select the Delivery property sheet.
    security = sheet.open_security()  # 2. Choose Outbound Security.
    security.select(CHALLENGE_RESPONSE)  # 3. Select it, and then choose Change.
    account = security.change(CHALLENGE_RESPONSE)
    assert account.window.says("Windows NT Account on Remote Host")
    account.field("Account name").fill("mailer")  # 4. Type the account name, domain, and password.
    account.field("Domain").fill("CORP")
    account.password.fill(PASSWORD)
    account.ok()
    security.ok()
    sheet.ok()
    mechanism, name = arrived(desktop, server, "challenge/response")
    assert mechanism == "NTLM" and "mailer" in name.lower(), (mechanism, name)


def mail_exchanger(bed, address, *options, **more):
    return DemoServer(bed, *options, name=f"mx-{address}", address=address, port=25, **more)


@tap.case("commonly to multiple addresses: the site off, one remote domain at its server's level")
def test_multiple_addresses(bed):
    certificate = AUTHORITY.issue("mx.closed.example", addresses=())
    mail_exchanger(bed, OPEN, "--no-authentication-needed")
    closed = mail_exchanger(bed, CLOSED, certificate=certificate, accounts=ACCOUNTS)
    desktop = ready(bed)

    desktop.send("fails", "ann@closed.example", "bob@open.example")
    desktop.wait_for_queue(
        lambda queue: [one.get("cause") for one in queue] == ["authentication-required"],
        "delivery to the address to fail because of authentication requirements")

    sheet = Sheet(desktop)
    domain = sheet.add_domain("closed.example")  # Add a remote domain for the address.
    security = domain.open_security()  # Enable authentication for the domain …
    security.set_account(CLEAR_TEXT, account="office", password=PASSWORD)  # … at its server's level.
    security.ok()
    domain.ok()
    sheet.ok()

    desktop.wait_until_delivered()  # the waiting mail goes out by itself
    message = closed.messages()[-1]
    assert (message["account"], message["recipients"]) == ("office", ["ann@closed.example"]), message
    assert "outbound-security" not in settings(desktop).get("site", {}), "the site was changed"


@tap.case("commonly to one address: the site on, other addresses with another option")
def test_one_address(bed):
    smart_host = Postfix(bed, name="smart-host", accounts=ACCOUNTS, certificate=GOOD)
    other = DemoServer(bed, "--nt-domain", "CORP", name="other", accounts=ACCOUNTS)
    desktop = ready(bed)

    sheet = Sheet(desktop)
    sheet.set_smart_host(smart_host.smart_host)
    security = sheet.open_security()
    security.set_account(CLEAR_TEXT, account="office", password=PASSWORD)
    security.ok()
    domain = sheet.add_domain("other.example")
    domain.forward_to(other.smart_host)
    security = domain.open_security()
    security.set_account(CHALLENGE_RESPONSE, account="mailer", nt_domain="CORP", password=PASSWORD)
    security.ok()
    domain.ok()
    sheet.ok()

    assert arrived(desktop, smart_host, "to the one address") == ("PLAIN", "office")
    desktop.send("to another one", "ann@other.example")
    desktop.wait_until_delivered()
    message = other.messages()[-1]
    assert (message["mechanism"], message["account"]) == ("NTLM", "CORP\\mailer"), message


tap.run()
