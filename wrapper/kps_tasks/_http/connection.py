"""What all requests of a client share: endpoint, credential, headers and proxy."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from attrs import field, frozen

from .._httpx import httpx
from .limits import DEFAULT, EXTENSION, ResponseLimits
from .project import Project

PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")  # what httpx reads for https, in its order


@frozen(eq=False, repr=False)
class Connection:
    """How to send the requests of a client, with any httpx client.

    Args:
        endpoint: Address of the service.
        project: The project to query.
        auth: The credential.
        timeout: Time limits of a request.
        headers: Headers of every request; those of signed requests name the project, too.
        proxy: The given proxy, without its password; None if httpx looks for one itself.
        trust_env: Whether httpx looks for one in the environment.
        limits: Limits on what is read of a response.
    """

    endpoint: httpx.URL
    project: Project
    auth: httpx.Auth
    timeout: httpx.Timeout
    headers: httpx.Headers
    proxy: str | None = None
    trust_env: bool = True
    limits: ResponseLimits = DEFAULT

    place: str = field(init=False)  # address of the service, for messages
    _prefix: str = field(init=False)  # of all paths

    @place.default
    def _place(self) -> str:
        return str(self.endpoint).rstrip("/")

    @_prefix.default
    def _path_of_endpoint(self) -> str:
        return self.endpoint.raw_path.decode().rstrip("/")

    def request(
        self,
        given: httpx.Client | httpx.AsyncClient | None,
        method: str,
        url: httpx.URL | str,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        """Build a request with the given httpx client, if there is one: it may add its own headers."""
        sent = self.headers
        if headers:
            sent = httpx.Headers(sent)
            sent.update(headers)
        if given:
            extensions = {EXTENSION: self.limits}
            return given.build_request(method, url, headers=sent, timeout=self.timeout, extensions=extensions)
        return httpx.Request(
            method, url, headers=sent, extensions={EXTENSION: self.limits, "timeout": self.timeout.as_dict()}
        )

    def url(self, path: str, params: Mapping[str, Any]) -> httpx.URL:
        """Return the URL of a path of the service, whose segments are quoted.

        Only path and query are new, and httpx has no public way to replace them without parsing the whole again, which
        would take a twentieth of a call.
        """
        url = httpx.URL(self.endpoint)
        query = urlencode(params, quote_via=quote) if params else None
        url._uri_reference = url._uri_reference._replace(path=f"{self._prefix}{path}", query=query)
        return url

    def lookup(self, given: httpx.Client | httpx.AsyncClient | None) -> httpx.Request:
        """Build the request that looks up the project."""
        return self.request(given, "GET", self.project.url)

    @property
    def redact(self) -> Callable[[str], str]:
        """Function that removes the credential's secrets from a text."""
        redact: Callable[[str], str] = getattr(self.auth, "redact", str)
        return redact

    def proxy_for(self, url: httpx.URL) -> str | None:
        """Return the name of the proxy that a request goes through, for an error message."""
        if self.proxy is not None:
            return self.proxy
        if not self.trust_env or url.scheme != "https":
            return None
        from urllib.request import proxy_bypass

        name = next((name for name in PROXIES if os.environ.get(name)), None)
        if name is None or proxy_bypass(url.host):
            return None
        return f"{without_password(os.environ[name])} ({name})"


def without_password(proxy: str) -> str:
    """Return the address of a proxy without its password."""
    before, at, host = proxy.rpartition("@")
    return f"{before.partition('://')[0]}://{host}" if at and "://" in before else host
