"""A DNS server whose zone, the root, is signed (DNSSEC, Ed25519, RFC 4034 and RFC 8080).

What is not there is denied by an NSEC record of the name itself (RFC 4470), so that no name is ever
said not to exist. A name in forged_names gets other data than was signed.
"""

import os
import struct
import subprocess
import time

from .dns_server import (NO_ERROR, SERVER_FAILURE, TTL_S, TYPES, DnsServer, wire_name, wire_record,
                         wire_value)

ALGORITHM = 15
DAY_S = 86400
EDNS = b"\0" + struct.pack("!HHIH", 41, 4096, 0x8000, 0)


def _openssl(*arguments):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


def _key_tag(key):
    total = sum(byte << 8 if index % 2 == 0 else byte for index, byte in enumerate(key))
    return (total + (total >> 16)) & 0xffff


class SignedDnsServer(DnsServer):
    """folder: for the key."""

    def __init__(self, zone, folder, address="127.0.0.1"):
        self.forged_names = set()
        self._key_file = os.path.join(folder, "zone.key")
        self._input = os.path.join(folder, "to-be-signed")
        self._signatures = {}
        _openssl("genpkey", "-algorithm", "ed25519", "-out", self._key_file)
        public = _openssl("pkey", "-in", self._key_file, "-pubout", "-outform", "DER")[-32:]
        self._key = struct.pack("!HBB", 257, 3, ALGORITHM) + public
        super().__init__(zone, address)

    @property
    def trust_anchor(self):
        """As a line of a zone file in the generic form of RFC 3597."""
        return f". 3600 IN TYPE48 \\# {len(self._key)} {self._key.hex()}\n"

    def _sign(self, owner, kind, values):
        labels = len([label for label in owner.split(".") if label])
        now_s = int(time.time())
        head = struct.pack("!HBBIIIH", TYPES[kind], ALGORITHM, labels, TTL_S, now_s + DAY_S,
                           now_s - DAY_S, _key_tag(self._key)) + wire_name("")
        with open(self._input, "wb") as file:
            file.write(head + b"".join(wire_record(owner, kind, value) for value in sorted(values)))
        return head + _openssl("pkeyutl", "-sign", "-rawin", "-inkey", self._key_file,
                               "-in", self._input)

    def _set(self, owner, kind, values):
        """Records of one name and type, and their signature."""
        known = (owner, kind, tuple(values))
        if known not in self._signatures:
            self._signatures[known] = self._sign(owner, kind, values)
        if owner in self.forged_names:
            values = [value[:-1] + bytes([value[-1] ^ 1]) for value in values]
        return ([wire_record(owner, kind, value) for value in values]
                + [wire_record(owner, "RRSIG", self._signatures[known])])

    def _denial(self, name):
        bitmap = bytearray(8)
        present = {kind for known, kind in self.zone if known == name} & TYPES.keys()
        for kind in present | {"RRSIG", "NSEC"}:
            bitmap[TYPES[kind] // 8] |= 0x80 >> TYPES[kind] % 8
        data = b"\1\0" + wire_name(name) + bytes([0, len(bitmap)]) + bitmap
        return self._set(name, "NSEC", [data])

    def _respond(self, name, kind):
        if (name, "SERVFAIL") in self.zone:
            return SERVER_FAILURE, [], [], [EDNS]
        if (name, kind) == ("", "DNSKEY"):
            return NO_ERROR, self._set("", "DNSKEY", [self._key]), [], [EDNS]
        sets = {}
        for owner, record_kind, value in self._records(name, kind):
            sets.setdefault((owner, record_kind), []).append(wire_value(record_kind, value))
        answers = [record for (owner, record_kind), values in sets.items()
                   for record in self._set(owner, record_kind, values)]
        end = self._end_of_aliases(name)
        denial = [] if self.zone.get((end, kind)) else self._denial(end)
        return NO_ERROR, answers, denial, [EDNS]

    def _end_of_aliases(self, name):
        alias = self.zone.get((name, "CNAME"))
        return self._end_of_aliases(alias[0].rstrip(".").lower()) if alias else name
