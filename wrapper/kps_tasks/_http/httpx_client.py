"""The httpx client that requests are sent with: given, or made with a proxy and certificates, which may be unusable."""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

from .._errors import ConfigurationError
from .._extras import install_line
from .._httpx import httpx
from .certificates import Verify, certificates_for
from .connection import PROXIES, Connection, without_password

Proxy = str | httpx.URL | httpx.Proxy
METADATA = "http://169.254.169.254"  # of a cloud server, with its keys; through a proxy it would be another server's
AIOHTTP = "aiohttp"  # the name of a transport
_WITH_CONNECTIONS = (httpx.HTTPTransport, httpx.AsyncHTTPTransport)
_FILES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")
H = TypeVar("H", httpx.Client, httpx.AsyncClient)


def http_client_of(
    kind: type[H],
    connection: Connection,
    transport: Any,
    http_client: H | None,
    proxy: Proxy | None,
    verify: Verify,
) -> PerProcess[H]:
    """Return the httpx client to send with: the one that was given, or a new one."""
    own = transport if transport != AIOHTTP else None
    ways = {"http_client": http_client, "transport": own}
    voids = next((name for name, value in ways.items() if value is not None), None)
    for name, given in (("proxy", proxy is not None), ("verify", verify is not True)):
        if voids and given:
            raise ConfigurationError(f"{name} has no effect with {voids}, which has its own: give only one of them.")
    if http_client is not None:
        if transport is not None:
            raise ConfigurationError("transport has no effect with http_client: give only one of them.")
        if not isinstance(http_client, kind):
            raise ConfigurationError(f"http_client {http_client!r} is not an httpx.{kind.__name__}.")
        return PerProcess(lambda: http_client, given="http_client")
    if isinstance(transport, str) and (transport != AIOHTTP or kind is not httpx.AsyncClient):
        raise ConfigurationError(
            f"transport {transport!r} is not a transport: give one of httpx's; AsyncClient also takes 'aiohttp'."
        )
    certificates = certificates_for(connection.endpoint, verify)

    def make() -> H:
        with _set_up(proxy):
            carrier = _aiohttp_transport(certificates, proxy) if transport == AIOHTTP else transport
            return _make(kind, connection, carrier, proxy, certificates)

    shared = "transport" if isinstance(transport, _WITH_CONNECTIONS) else None
    return PerProcess(make, shared, guarded=transport is None)


def _aiohttp_transport(certificates: bool | ssl.SSLContext, proxy: Proxy | None) -> httpx.AsyncBaseTransport:
    """Return a transport that sends by aiohttp, for many calls at once."""
    try:
        from .aiohttp_transport import Transport
    except ImportError as error:
        raise ConfigurationError(f"aiohttp is not installed. To install it: {install_line('aiohttp')}") from error
    through = None if proxy is None else _proxy(proxy)
    if through and through.url.scheme.startswith("socks"):
        name = proxy_name(through)
        raise ConfigurationError(
            f"The proxy {name} cannot be used: aiohttp does not support SOCKS. Omit transport to send with httpx."
        )
    return Transport(certificates, through)


class PerProcess(Generic[H]):
    """An httpx client, and another one in each process that is forked: connections cannot be shared with it.

    Two processes that read from one connection get each other's responses.

    Args:
        make: Makes it.
        given: The argument that it was given as, where it cannot be made anew.
        guarded: Whether its streams are under guard.
    """

    def __init__(self, make: Callable[[], H], given: str | None, guarded: bool = False) -> None:
        self.guarded = guarded
        self._make: Callable[[], H] = make
        self._given = given
        self._process = os.getpid()
        self._client: H = make()
        self._of_others: list[H] = []  # never closed here, as their connections are still used there

    @property
    def given(self) -> H | None:
        """The client, if it was given: it builds and sends requests in its own way."""
        return self._client if self._given == "http_client" else None

    def get(self) -> H:
        """Return the client of this process."""
        if os.getpid() != self._process:
            if self._given:
                raise ConfigurationError(
                    f"This client was created before the process was forked, and shares the connections of the "
                    f"{self._given} that it was given: create it in the process that uses it."
                )
            self._of_others.append(self._client)
            self._process = os.getpid()
            self._client = self._make()
        return self._client


def _make(kind: type[H], connection: Connection, transport: Any, proxy: Proxy | None, certificates: Any) -> H:
    made: Any = kind(
        transport=transport,
        proxy=None if proxy is None or transport is not None else _proxy(proxy),
        verify=certificates,
        follow_redirects=False,
        trust_env=connection.trust_env,
        # Over plain http a proxy would be shown the credential: only one that was given for this client may be.
        mounts={"http://" if proxy is None else METADATA: None},
    )
    if transport is None:
        from .streams import guard_streams  # here, as it imports httpcore, which httpx does not before now either

        for each in (made._transport, *made._mounts.values()):
            guard_streams(each)
    client: H = made
    return client


def proxy_name(proxy: Proxy) -> str:
    """Return the address of a proxy that was given, as it may be shown.

    Raises:
        ConfigurationError: It is not the address of a proxy.
    """
    return without_password(str(_proxy(proxy).url))


def _proxy(proxy: Proxy) -> httpx.Proxy:
    try:
        found = proxy if isinstance(proxy, httpx.Proxy) else httpx.Proxy(proxy)
        usable = bool(found.url.host)
    except (httpx.InvalidURL, ValueError, TypeError, AttributeError):
        usable = False
    if not usable:
        shown = "that was given" if "@" in str(proxy) else repr(str(proxy))
        raise ConfigurationError(f"The proxy {shown} is not a URL such as http://host:3128.")
    return found


@contextmanager
def _set_up(proxy: Proxy | None) -> Iterator[None]:
    """Say what is unusable: the proxy, or which variable of the environment: a proxy, a certificate file, a key log."""
    try:
        yield
    except ConfigurationError:
        raise
    except OSError as error:
        missing = [name for name in _FILES if not Path(os.environ.get(name) or ".").exists()]
        raise _unusable(missing or _FILES, "there is no such file" if missing else str(error)) from error
    except ImportError as error:
        missing_package = f"SOCKS needs a package that is not installed. To install it: {install_line('socks')}"
        if proxy is None:
            raise _unusable(PROXIES, missing_package) from error
        raise ConfigurationError(f"The proxy {proxy_name(proxy)} cannot be used: {missing_package}") from error
    except (ValueError, httpx.InvalidURL) as error:
        if proxy is not None:
            raise ConfigurationError(f"The proxy {proxy_name(proxy)} cannot be used: {error}") from error
        raise _unusable((*PROXIES, "http_proxy", "HTTP_PROXY"), str(error)) from error


def _unusable(variables: Iterable[str], problem: str) -> ConfigurationError:
    values = [f"{name} is {without_password(os.environ[name])}" for name in variables if os.environ.get(name)]
    where = ", ".join(values) or "no variable is set"
    return ConfigurationError(f"The connection cannot be set up from the environment: {problem} ({where}).")
