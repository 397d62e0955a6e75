"""A settings file with many remote domains, as the programs write it."""

import json
import os
import uuid


def _remote_domain(number):
    """Of every kind: wildcards, smart hosts, both options with an account."""
    domain = {"domain": f"{'*.' if number % 4 == 0 else ''}d{number}.example"}
    if number % 3 == 0:
        domain["smart-host"] = f"relay{number}.example.net:587"
    security = {"authentication": "clear-text" if number % 2 else "challenge-response"}
    if number % 2 == 0:
        security["nt-domain"] = "CORP"
    security["account"] = f"account-{number}"
    security["credential"] = str(uuid.UUID(int=number, version=4))
    security["tls"] = "required"
    domain["outbound-security"] = security
    return domain


def write(path, n):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii", opener=lambda *one: os.open(*one, mode=0o600)) as file:
        json.dump({"version": 1, "remote-domains": [_remote_domain(number) for number in range(n)]},
                  file, indent=2)
        file.write("\n")
