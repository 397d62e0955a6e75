"""A DNS server for test domains, without DNSSEC: what a home router offers.

Zone data is a dict {(name, type): [value, ...]}: type "A", "AAAA", "MX" (value "10 host."), "TXT",
"TLSA" (value in hexadecimal), "CNAME", or "SERVFAIL" for a name whose every question fails. A name
that is listed under another type has no data; any other does not exist. "*.example.org" stands for
all names one label below it that are not listed. signed_dns.py adds DNSSEC.
"""

import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "MX": 15, "TXT": 16, "AAAA": 28, "DS": 43,
         "RRSIG": 46, "NSEC": 47, "DNSKEY": 48, "TLSA": 52}
NAMES = {number: name for name, number in TYPES.items()}
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3
TTL_S = 1


def wire_name(name):
    labels = [label for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode("ascii") for label in labels) + b"\0"


def wire_value(kind, value):
    if kind == "A" or kind == "AAAA":
        return ipaddress.ip_address(value).packed
    if kind == "MX":
        preference, host = value.split()
        return struct.pack("!H", int(preference)) + wire_name(host)
    if kind == "TXT":
        return bytes([len(value)]) + value.encode("ascii")
    if kind == "TLSA":
        return bytes.fromhex(value)
    return wire_name(value)


def wire_record(owner, kind, data, ttl_s=TTL_S):
    return wire_name(owner) + struct.pack("!HHIH", TYPES[kind], 1, ttl_s, len(data)) + data


def _read_question(query):
    labels, at = [], 12
    while query[at] != 0:
        labels.append(query[at + 1:at + 1 + query[at]].decode("ascii").lower())
        at += 1 + query[at]
    kind, = struct.unpack_from("!H", query, at + 1)
    return ".".join(labels), kind, query[12:at + 5]


def _wildcard(name):
    return "*." + name.partition(".")[2]


class DnsServer:
    """Answers on UDP and TCP at port 53 of an address, so call it inside a namespace."""

    def __init__(self, zone, address="127.0.0.1", ttl_s=TTL_S):
        self.zone = zone
        self.questions = []
        self._ttl_s = ttl_s
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((address, 53))
        self._tcp = socket.create_server((address, 53))
        for serve in (self._serve_udp, self._serve_tcp):
            threading.Thread(target=serve, daemon=True).start()

    def _records(self, name, kind):
        values = self.zone.get((name, kind))
        if values is None and not self._is_listed(name):
            values = self.zone.get((_wildcard(name), kind))
        if values is not None:
            return [(name, kind, value) for value in values]
        alias = self.zone.get((name, "CNAME"))
        if alias is None:
            return []
        return [(name, "CNAME", alias[0])] + self._records(alias[0].rstrip(".").lower(), kind)

    def _is_listed(self, name):
        return any(known == name for known, _ in self.zone)

    def _respond(self, name, kind):
        """The code, then records in wire form: answers, authorities, additional ones."""
        records = self._records(name, kind)
        code = NO_ERROR
        if (name, "SERVFAIL") in self.zone:
            code = SERVER_FAILURE
        elif not records and not self._is_listed(name) and not self._is_listed(_wildcard(name)):
            code = NO_SUCH_NAME
        return code, [wire_record(owner, record_kind, wire_value(record_kind, value), self._ttl_s)
                      for owner, record_kind, value in records], [], []

    def _answer(self, query):
        name, number, question = _read_question(query)
        kind = NAMES.get(number, "")
        self.questions.append((name, kind or str(number)))
        code, *sections = self._respond(name, kind)
        header = query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1,
                                         *(len(records) for records in sections))
        return header + question + b"".join(b"".join(records) for records in sections)

    def _serve_udp(self):
        while True:
            query, client = self._udp.recvfrom(4096)
            self._udp.sendto(self._answer(query), client)

    def _serve_tcp(self):
        while True:
            connection, _ = self._tcp.accept()
            with connection, connection.makefile("rb") as stream:
                while len(size := stream.read(2)) == 2:
                    answer = self._answer(stream.read(struct.unpack("!H", size)[0]))
                    connection.sendall(struct.pack("!H", len(answer)) + answer)
