"""A test authority and what it signs, made with the openssl program."""

import os
import subprocess


class Certificate:
    def __init__(self, pem, key):
        self.pem = pem
        self.key = key


def _openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE)


def _new_key(path):
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-out", path)
    os.chmod(path, 0o644)  # servers read it after they have given up root; it protects nothing


class Authority:
    def __init__(self, directory):
        os.makedirs(directory, exist_ok=True)
        self.directory = directory
        self.pem = os.path.join(directory, "authority.pem")
        self.key = os.path.join(directory, "authority.key")
        _new_key(self.key)
        _openssl("req", "-x509", "-new", "-key", self.key, "-subj", "/CN=Countersign test authority",
                 "-days", "30", "-out", self.pem)

    def issue(self, name, *, addresses=("127.0.0.1",), days=30):
        """A certificate for a host name; days=-1: it has expired."""
        base = os.path.join(self.directory, f"{name}{days}")
        request, extensions = base + ".csr", base + ".ext"
        certificate = Certificate(base + ".pem", base + ".key")
        names = [f"DNS:{name}"] + [f"IP:{address}" for address in addresses]
        with open(extensions, "w", encoding="ascii") as file:
            file.write(f"subjectAltName={','.join(names)}\nextendedKeyUsage=serverAuth\n")
        _new_key(certificate.key)
        _openssl("req", "-new", "-key", certificate.key, "-subj", f"/CN={name}", "-out", request)
        _openssl("x509", "-req", "-in", request, "-CA", self.pem, "-CAkey", self.key,
                 "-CAcreateserial", "-days", str(days), "-extfile", extensions,
                 "-out", certificate.pem)
        return certificate

    def issue_self_signed(self, name):
        """One that nobody vouches for."""
        base = os.path.join(self.directory, f"{name}-self-signed")
        certificate = Certificate(base + ".pem", base + ".key")
        _new_key(certificate.key)
        _openssl("req", "-x509", "-new", "-key", certificate.key, "-subj", f"/CN={name}",
                 "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-days", "30",
                 "-out", certificate.pem)
        return certificate
