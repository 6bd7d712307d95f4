"""What all credentials have in common: nothing shows what they keep."""

from __future__ import annotations

import html
import json
import logging
import re
import weakref
from typing import NoReturn
from urllib.parse import quote

from .._httpx import httpx

_SHOWN = "[secret]"
_SHORTEST = 4  # what is shorter is no secret, and would be found everywhere


class Credential(httpx.Auth):
    """Authentication that keeps secrets: not in a repr, nor in a pickle, and `redact` takes them out of a text."""

    signs = False
    """Whether it signs requests; those name their project in a header, too."""

    def __init__(self, *secrets: str | None) -> None:
        self._forms: list[str] = []
        for secret in secrets:
            self._conceal(secret)
        _live.add(self)
        _watch_the_logs()

    def redact(self, text: str) -> str:
        """Return *text* without the secrets, should a server have echoed one."""
        for form in self._forms:
            text = text.replace(form, _SHOWN)
        return text

    def _conceal(self, secret: str | None) -> None:
        """Keep one more secret, in all the forms in which a server may echo it."""
        if not secret or len(secret) < _SHORTEST or secret in self._forms:
            return
        in_json = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
        slashes = {form.replace("/", r"\/") for form in in_json}
        forms = {
            secret,
            *in_json,
            *slashes,
            html.escape(secret),
            quote(secret),
            quote(secret, safe=""),
            repr(secret)[1:-1],
        }
        self._forms = sorted({*self._forms, *forms}, key=len, reverse=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} cannot be pickled, as its secrets would be written in plain text.")


_live: weakref.WeakSet[Credential] = weakref.WeakSet()

# httpx writes the reason phrase of an answer to its log, and httpcore the headers, among them IAM's new token.
_LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")
_NEW_TOKEN = re.compile(r"((?i:x-subject-token)\W+b?['\"])[^'\"]+")


def _watch_the_logs() -> None:
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_redacted)  # adding it twice is adding it once


def _redacted(record: logging.LogRecord) -> bool:
    """Take the secrets of all credentials out of a log record; let it pass."""
    said = record.getMessage()
    redacted = _NEW_TOKEN.sub(rf"\1{_SHOWN}", said)
    for credential in list(_live):
        redacted = credential.redact(redacted)
    if redacted != said:
        record.msg, record.args = redacted, ()
    return True
