"""The CA certificates that servers are checked against."""

from __future__ import annotations

import os
import ssl
from functools import cached_property
from pathlib import Path
from typing import Any

from .._errors import ConfigurationError
from .._httpx import httpx

Verify = bool | str | os.PathLike[str] | ssl.SSLContext


def certificates_for(endpoint: httpx.URL, verify: Verify) -> bool | ssl.SSLContext:
    """Return *verify* in a form that httpx accepts; it no longer accepts paths.

    Raises:
        ConfigurationError: There are no usable certificates in the file or folder that was given.
    """
    if verify is True and endpoint.scheme == "http":
        return _WhenNeeded(ssl.PROTOCOL_TLS_CLIENT)
    if isinstance(verify, (bool, ssl.SSLContext)):
        return verify
    try:
        path = Path(verify)
        return ssl.create_default_context(
            cafile=None if path.is_dir() else path, capath=path if path.is_dir() else None
        )
    except FileNotFoundError:
        problem = "there is no such file"
    except ssl.SSLError:
        problem = "it is not a file of certificates (PEM)"
    except OSError as error:
        problem = str(error.strerror)
    except (TypeError, ValueError):
        problem = "it is not a path"
    raise ConfigurationError(f"verify {str(verify)!r} cannot be used: {problem}.")


class _WhenNeeded(ssl.SSLContext):
    """httpx's certificates, read at the first TLS connection: reading takes 20 ms, and a mock needs none.

    With a plain http endpoint, only a given IAM address may need them.
    """

    @cached_property
    def _read(self) -> ssl.SSLContext:
        return httpx.create_ssl_context(trust_env=False)  # as httpx itself would for this endpoint

    def set_alpn_protocols(self, alpn_protocols: Any) -> None:
        self._read.set_alpn_protocols(alpn_protocols)

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        return self._read.wrap_socket(*args, **options)

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:
        return self._read.wrap_bio(*args, **options)
