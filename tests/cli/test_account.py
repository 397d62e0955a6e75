"""countersign test against the demo server, with a test authority and a DNS of the test's own."""

from lib import namespace

namespace.enter()

import json  # noqa: E402

from cli_kit import expect  # noqa: E402
from lib.certificates import Authority  # noqa: E402
from lib.demo import DemoServer  # noqa: E402
from lib.instance import Instance  # noqa: E402
from lib.tap import case, run, shared_folder  # noqa: E402

AUTHORITY = Authority(shared_folder())
namespace.trust(AUTHORITY.pem)
CERTIFICATE = AUTHORITY.issue("localhost", addresses=())
STEPS = ["resolve", "connect", "greeting", "hello", "starttls", "tls", "hello", "authenticate"]


def set_up(bed, *options, password="secret", tls="required", authentication="clear-text", **more):
    server = DemoServer(bed, *options, accounts={"office": "secret"}, certificate=CERTIFICATE,
                        **more)
    instance = Instance(bed)
    instance.set_site("--smart-host", server.smart_host, "--authentication", authentication,
                      "--account", "office", "--tls", tls, password=password)
    return server, instance


@case("test/authenticated")
def authenticated(bed):
    server, instance = set_up(bed)
    report = json.loads(instance.cli("test", "--site", "--json"))
    assert report["result"] == "authenticated", report
    assert report["host"] == "localhost" and report["port"] == server.port, report
    assert report["tls"] == "TLS 1.3" and report["mechanism"] == "PLAIN", report
    assert "PLAIN" in report["offered"] and "NTLM" in report["offered"], report
    assert "advice" not in report and "risk" not in report, report
    # localhost is ::1 too, where the server does not listen
    done = [step["step"] for step in report["steps"] if step["ok"] and step["ms"] >= 0]
    assert done == STEPS, report
    assert server.messages() == []
    expect(instance.run("countersign", "test", "--site"), 0, "✓ Signed in")


@case("test/domain")
def domain(bed):
    server, instance = set_up(bed, authentication="challenge-response")
    instance.cli("domain", "add", "*.example.com", "--smart-host", server.smart_host,
                 "--authentication", "none")
    assert json.loads(instance.cli("test", "x.example.com", "--json"))["result"] == "not-needed"
    assert json.loads(instance.cli("test", "*.example.com", "--json"))["result"] == "not-needed"
    report = json.loads(instance.cli("test", "ann@other.example", "--json"))
    assert report["result"] == "authenticated" and report["mechanism"] == "NTLM", report


@case("test/refused")
def refused(bed):
    _, instance = set_up(bed, password="wrong")
    report = json.loads(instance.cli("test", "--site", "--json", status=77))
    assert report["result"] == "refused" and report["reply"].startswith("535 "), report
    assert report["advice"] and not report["steps"][-1]["ok"], report
    expect(instance.run("countersign", "test", "--site"), 77, "✗ Not signed in: .*535")


@case("test/certificate")
def certificate(bed):
    server, instance = set_up(bed)
    # the same server by a name that the certificate does not have
    instance.cli("site", "set", "--smart-host", f"127.0.0.1:{server.port}")
    report = json.loads(instance.cli("test", "--site", "--json", status=76))
    assert report["result"] == "tls-failed", report
    # sent all the same, and said so
    instance.cli("site", "set", "--tls", "when-offered")
    out = instance.cli("test", "--site", status=76)
    assert "The password is not sent: the server's certificate is for" in out, out
    instance.cli("site", "set", "--allow-unencrypted-password")
    report = json.loads(instance.cli("test", "--site", "--json"))
    assert report["result"] == "authenticated", report
    assert "whoever is in between could have read it" in report["risk"], report
    assert "could read it" in instance.cli("explain", "a@b.example", "--offline")


@case("test/unreachable")
def unreachable(bed):
    server, instance = set_up(bed)
    server.process.stop()
    report = json.loads(instance.cli("test", "--site", "--json", status=75))
    assert report["result"] == "unreachable", report


@case("test/no-password")
def no_password(bed):
    _, instance = set_up(bed)
    instance.cli("site", "set", "--credential", "8f1d6c5e-5a0e-4d0e-9a49-0a4f5a0d8d11")
    document = json.loads(instance.cli("test", "--site", "--json", status=78))
    assert document["exit-status"] == 78, document


run()
