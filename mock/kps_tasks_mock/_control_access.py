"""Who may control the mock: this machine, or whoever knows the secret; never a web page from elsewhere."""

import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from ._messages import Headers

SECRET_HEADER = "X-Mock-Secret"  # noqa: S105 - it is the name of one


def refusal_of(headers: Headers, peer: str | None, secret: str | None) -> str | None:
    """Return why a request may not control the mock; None if it may.

    A page from elsewhere can make the browser send requests to this machine. The browser then names the page's site in
    `Origin`; and if the page's own host name was made to resolve to this machine, `Host` still has that name.

    Args:
        headers: Names in lower case.
        peer: Address of the client; None in the same process.
        secret: Secret that admits whoever sends it.
    """
    if peer is None:
        return None
    given = [value for name, value in headers if name == SECRET_HEADER.lower()]
    if given:
        if secret is not None and hmac.compare_digest(given[0].encode(), secret.encode()):
            return None
        return f"{SECRET_HEADER} is wrong, or this mock has no secret"
    if not is_loopback(peer):
        return f"the control plane is only for this machine; from elsewhere, send {SECRET_HEADER}"
    hosts = [value for name, value in headers if name == "host"]
    if len(hosts) != 1 or not is_loopback(_name(hosts[0])):
        return "the Host header does not name this machine"
    origins = [value for name, value in headers if name == "origin"]
    if origins and origins != [f"http://{hosts[0]}"]:
        return "the Origin header names another site"
    return None


def is_loopback(name: str) -> bool:
    """Whether a name or address belongs to this machine."""
    if name.lower() == "localhost":
        return True
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _name(host: str) -> str:
    """Return a host without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
