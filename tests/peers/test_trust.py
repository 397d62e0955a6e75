"""DANE and MTA-STS with real servers: Postfix, a signed zone, and a web server for policies."""

import hashlib
import http.server
import os
import ssl
import subprocess
import threading

from lib import namespace, tap, wait
from lib.peers import Postfix
from lib.scene import AUTHORITY, started
from lib.signed_dns import SignedDnsServer

HOST, OTHER, WEB = "192.0.2.1", "192.0.2.2", "192.0.2.3"
ANCHORS = ("/var/lib/unbound/root.key", "/usr/share/dns/root.key", "/etc/unbound/root.key")
OWN = AUTHORITY.issue_self_signed("mx1.example")  # nobody vouches for it but the DNS
VALID = AUTHORITY.issue("mx2.example", addresses=())
POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx2.example\r\nmax_age: 604800\r\n"


def tlsa(certificate):
    """DANE-EE, the public key, SHA-256: what "openssl" makes of it."""
    key = subprocess.run(["openssl", "x509", "-in", certificate.pem, "-noout", "-pubkey"],
                         check=True, capture_output=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key, check=True,
                         capture_output=True).stdout
    return "030101" + hashlib.sha256(der).hexdigest()


ZONE = {
    ("mx1.example", "A"): [HOST],
    ("_25._tcp.mx1.example", "TLSA"): [tlsa(OWN)],
    ("mx2.example", "A"): [OTHER],
    ("dane.example", "MX"): ["10 mx1.example."],
    ("sts.example", "MX"): ["10 mx2.example."],
    ("_mta-sts.sts.example", "TXT"): ["v=STSv1; id=1;"],
    ("mta-sts.sts.example", "A"): [WEB],
}


class Policy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path == "/.well-known/mta-sts.txt"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(POLICY) if found else 0))
        self.end_headers()
        if found:
            self.wfile.write(POLICY.encode("ascii"))

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


def start_web():
    certificate = AUTHORITY.issue("mta-sts.sts.example", addresses=())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.pem, certificate.key)
    server = http.server.ThreadingHTTPServer((WEB, 443), Policy)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def start_dns():
    folder = os.path.join(tap.shared_folder(), "dns")
    os.makedirs(folder)
    namespace.use_name_server("127.0.0.1")
    server = SignedDnsServer(ZONE, folder)
    for anchor in ANCHORS:
        if os.path.exists(anchor):
            namespace.cover(anchor, server.trust_anchor)
    return server


for address in (HOST, OTHER, WEB):
    namespace.add_address(address)
DNS = start_dns()
start_web()


def postfix(bed, certificate, address):
    return Postfix(bed, mechanisms=(), needs_auth=False, certificate=certificate, address=address,
                   port=25)


def in_tls(server):
    return "TLS connection established" in server.log()


@tap.case("DANE: a certificate that only the DNS vouches for")
def test_dane(bed):
    server = postfix(bed, OWN, HOST)
    instance = started(bed)
    instance.send("by DANE", "ann@dane.example")
    instance.wait_until_delivered()
    wait.until(lambda: server.maildir.subjects() == ["by DANE"], "the message to arrive")
    assert in_tls(server), server.log()


@tap.case("DANE: another certificate, though it is valid, gets nothing")
def test_dane_mismatch(bed):
    server = postfix(bed, AUTHORITY.issue("mx1.example", addresses=()), HOST)
    instance = started(bed)
    instance.send("kept back", "ann@dane.example")
    instance.wait_for_state("deferred", "tls-failed")
    assert server.maildir.subjects() == []


@tap.case("DANE: no TLS is no way round it")
def test_dane_no_tls(bed):
    server = postfix(bed, None, HOST)
    instance = started(bed)
    instance.send("kept back", "ann@dane.example")
    instance.wait_for_state("deferred", "tls-not-offered")
    assert server.maildir.subjects() == []


@tap.case("MTA-STS: a host of the policy with a valid certificate, then with another one")
def test_sts(bed):
    server = postfix(bed, VALID, OTHER)
    instance = started(bed)
    instance.send("by policy", "ann@sts.example")
    instance.wait_until_delivered()
    wait.until(lambda: server.maildir.subjects() == ["by policy"], "the message to arrive")
    assert in_tls(server), server.log()
    server.stop()

    stranger = Postfix(bed, name="stranger", mechanisms=(), needs_auth=False, certificate=OWN,
                       address=OTHER, port=25)
    instance.send("kept back", "ann@sts.example")
    instance.wait_for_state("deferred", "tls-failed")
    assert stranger.maildir.subjects() == []


tap.run()
