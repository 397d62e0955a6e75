"""How every test program with real servers begins: namespaces, an authority that the machine trusts,
and certificates that are right or wrong in one way each."""

import os

from . import namespace

namespace.enter()

from . import tap  # noqa: E402  (nothing may be made before the namespaces are entered)
from .certificates import Authority  # noqa: E402
from .dns_server import DnsServer  # noqa: E402
from .instance import Instance  # noqa: E402

_SHARED = tap.shared_folder()

AUTHORITY = Authority(os.path.join(_SHARED, "authority"))
GOOD = AUTHORITY.issue("localhost")
WRONG_NAME = AUTHORITY.issue("other.example", addresses=())
EXPIRED = AUTHORITY.issue("localhost", days=-1)
SELF_SIGNED = AUTHORITY.issue_self_signed("localhost")
NOT_VERIFIED = {"wrong name": WRONG_NAME, "expired": EXPIRED, "self-signed": SELF_SIGNED}

namespace.trust(AUTHORITY.pem)


def start_dns(zone, **options):
    """Test domains for the whole program; the zone may be changed while it runs."""
    namespace.use_name_server("127.0.0.1")
    return DnsServer(zone, **options)


def started(bed, *site, password=None, environment=None):
    """An instance with the site's settings made and the worker running."""
    instance = Instance(bed, environment=environment)
    if site:
        instance.set_site(*site, password=password)
    instance.start_worker()
    return instance
