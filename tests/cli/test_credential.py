"""The accounts: where they are used, whether they work, and deleting passwords that nobody uses."""

from lib import namespace

namespace.enter()

import json  # noqa: E402

from cli_kit import expect, secret_of  # noqa: E402
from lib import wait  # noqa: E402
from lib.certificates import Authority  # noqa: E402
from lib.demo import DemoServer  # noqa: E402
from lib.instance import Instance  # noqa: E402
from lib.tap import case, run, shared_folder  # noqa: E402

AUTHORITY = Authority(shared_folder())
namespace.trust(AUTHORITY.pem)
CERTIFICATE = AUTHORITY.issue("localhost", addresses=())
UNUSED = "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d19"


def listed(instance):
    return json.loads(instance.cli("credential", "list", "--json"))


def give_up_by_hand(instance):
    """As an editor leaves it: the password of the site is there, and nobody uses it."""
    with open(instance.settings_file, encoding="utf-8") as file:
        settings = json.load(file)
    security = settings["site"]["outbound-security"]
    uuid = security.pop("credential")
    with open(instance.settings_file, "w", encoding="utf-8") as file:
        json.dump(settings, file)
    return uuid


@case("credential/last-use")
def last_use(bed):
    server = DemoServer(bed, accounts={"office": "secret"}, certificate=CERTIFICATE)
    instance = Instance(bed)
    account = ("--smart-host", server.smart_host, "--authentication", "clear-text", "--tls",
               "required", "--account")
    instance.set_site(*account, "office", password="secret")
    instance.add_domain("wrong.example", *account, "sales", password="secret")
    first, second = listed(instance)
    assert first["used-by"] == ["site"] and first["stored"] and not first["logins"], first
    assert second["account"] == "sales" and second["used-by"] == ["wrong.example"], second
    instance.start_worker()
    instance.send("works", "bob@example.com")
    instance.send("does not", "bob@wrong.example")
    instance.wait_for_state("held", "authentication-refused")
    wait.until(lambda: listed(instance)[0]["logins"], "the login that worked")
    (good,), (bad,) = (one["logins"] for one in listed(instance))
    assert "worked" in good and "refused" not in good and not good["suspended"], good
    assert "refused" in bad and bad["suspended"], bad
    instance.stop_worker()
    assert not listed(instance)[0]["logins"], "who says so without a worker?"
    instance.start_worker()
    (again,), _ = (one["logins"] for one in listed(instance))
    assert again == good, (again, good)
    expect(instance.run("countersign", "credential", "list"), 0, "office.*stored.*worked with local")


@case("credential/remove")
def remove(bed):
    instance = Instance(bed)
    instance.set_site("--authentication", "clear-text", "--account", "office", password="secret")
    used, = (one["credential"] for one in listed(instance))
    instance.cli("credential", "remove", used, status=65)
    instance.cli("credential", "remove", UNUSED, status=65)
    assert secret_of(instance, used) == b"secret"
    assert give_up_by_hand(instance) == used
    account, unused = listed(instance)
    assert not account["stored"] and "credential" not in account, account
    assert unused["credential"] == used and unused["used-by"] == [], unused
    instance.cli("credential", "remove", used.upper())
    assert secret_of(instance, used) is None
    assert len(listed(instance)) == 1


@case("credential/another-instance")
def another(bed):
    """Two settings files, one keyring: what the other one stored stays."""
    instance = Instance(bed)
    instance.set_site("--authentication", "clear-text", "--account", "office", password="secret")
    uuid, = (one["credential"] for one in listed(instance))
    instance.environment["XDG_CONFIG_HOME"] = bed.folder("other-config")
    unused, = listed(instance)
    assert unused["credential"] == uuid and unused["used-by"] == [], unused
    instance.cli("credential", "remove", uuid, status=65)
    assert secret_of(instance, uuid) == b"secret"


@case("credential/no-keyring")
def no_keyring(bed):
    instance = Instance(bed, keyring=False)
    instance.cli("site", "set", "--authentication", "clear-text", "--account", "office",
                 "--credential", UNUSED)
    one, = listed(instance)
    assert "stored" not in one and one["credential"] == UNUSED, one


run()
