"""The base of all credentials: nothing shows their secrets."""

from __future__ import annotations

import logging
import threading
import weakref
from typing import NoReturn

from .._httpx import httpx
from .secret_pattern import SecretPattern


class Credential(httpx.Auth):
    """Authentication whose secrets appear in no repr and no pickle; `redact` removes them from a text."""

    signs = False
    """Whether it signs requests; signed requests also name their project in a header."""

    def __init__(self, *secrets: str | None) -> None:
        self._secrets: tuple[SecretPattern, ...] = ()
        for secret in secrets:
            self._add_secret(secret)
        _watch_the_logs(self)

    def _bind(self, endpoint: httpx.URL, iam: httpx.URL | None = None) -> None:
        """Determine where secrets may be sent, before the first use at *endpoint*; *iam* is IAM's address if given.

        Raises:
            ConfigurationError: A secret would leave its cloud, or it is not known where to send it.
        """

    def redact(self, text: str) -> str:
        """Return *text* without secrets that a server may have echoed."""
        for secret in self._secrets:
            text = secret.remove(text)
        return text

    def _add_secret(self, secret: str | None) -> None:
        """Add a secret to redact."""
        if secret and SecretPattern.can_be_of(secret) and secret not in [known.secret for known in self._secrets]:
            # The longest first, because one may be the beginning of another.
            self._secrets = tuple(sorted((*self._secrets, SecretPattern(secret)), key=lambda known: -len(known.secret)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled, because this would write its secrets in plain text.")


# httpx logs the reason phrase of a response; httpcore logs its headers, including a new token from IAM.
_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")
_live: weakref.WeakSet[Credential] = weakref.WeakSet()
_lock = threading.Lock()


def _watch_the_logs(credential: Credential) -> None:
    with _lock:
        _live.add(credential)
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_redacted)  # adding it again has no effect


def _redacted(record: logging.LogRecord) -> bool:
    """Remove the secrets of all credentials from a log record, and let it pass."""
    said = record.getMessage()
    if "x-subject-token" in said.lower():  # a token that no credential knows yet
        record.msg, record.args = f"{said.split(' ')[0]} (headers with a new token)", ()
        return True
    with _lock:
        credentials = list(_live)
    redacted = said
    for secret in sorted({secret for one in credentials for secret in one._secrets}, key=lambda one: -len(one.secret)):
        redacted = secret.remove(redacted)
    if redacted != said:
        record.msg, record.args = redacted, ()
    return True
