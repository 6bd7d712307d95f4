"""The streams below httpx; each step is under the guard of its request."""

# ruff: noqa: ASYNC109  (the timeouts are those of httpcore's interface)

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import httpcore

from .guard import GUARD, NO_GUARD, Guard

_READ = 2**18  # bytes at a time; a page of a thousand tasks has 300 KB, which httpcore would read in parts of 64
Options = Iterable[Any] | None
T = TypeVar("T")


def guard_streams(transport: Any) -> None:
    """Put the streams of an httpx transport under guard.

    httpx has no public way to give its transports a network backend; a test fails if this attribute is gone.
    """
    pool: Any = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if isinstance(backend, httpcore.NetworkBackend):
        pool._network_backend = _Backend(backend)
    elif isinstance(backend, httpcore.AsyncNetworkBackend):
        pool._network_backend = _AsyncBackend(backend)


def _seconds(guard: Guard, timeout: float | None, error: type[Exception]) -> float | None:
    seconds = guard.seconds(timeout)
    if seconds is not None and seconds <= 0:
        raise error("the caller went away" if guard.is_left else "the deadline has passed")
    return seconds


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ReadTimeout)
        with guard.step(self._wake):
            return self._stream.read(max(max_bytes, _READ), seconds)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return  # the body of a GET: httpcore writes nothing twice
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.WriteTimeout)
        with guard.step(self._wake):
            self._stream.write(buffer, seconds)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ConnectTimeout)
        with guard.step(self._wake):
            return _Stream(self._stream.start_tls(ssl_context, server_hostname, seconds))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def _wake(self) -> None:
        """Wake another thread that waits for this stream."""
        with suppress(OSError, AttributeError):
            self._stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.NetworkStream:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ConnectTimeout)
        guard.opened = stream = _Stream(self._backend.connect_tcp(host, port, seconds, local_address, socket_options))
        return stream

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Options = None
    ) -> httpcore.NetworkStream:
        seconds = _seconds(GUARD.get(NO_GUARD), timeout, httpcore.ConnectTimeout)
        return _Stream(self._backend.connect_unix_socket(path, seconds, socket_options))

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ReadTimeout)
        return await _unless_left(guard, self._stream.read(max(max_bytes, _READ), seconds), httpcore.ReadError)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.WriteTimeout)
        await _unless_left(guard, self._stream.write(buffer, seconds), httpcore.WriteError)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ConnectTimeout)
        opening = self._stream.start_tls(ssl_context, server_hostname, seconds)
        return _AsyncStream(await _unless_left(guard, opening, httpcore.ConnectError))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Options = None,
    ) -> httpcore.AsyncNetworkStream:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ConnectTimeout)
        opening = self._backend.connect_tcp(host, port, seconds, local_address, socket_options)
        guard.opened = stream = _AsyncStream(await _unless_left(guard, opening, httpcore.ConnectError))
        return stream

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Options = None
    ) -> httpcore.AsyncNetworkStream:
        guard = GUARD.get(NO_GUARD)
        seconds = _seconds(guard, timeout, httpcore.ConnectTimeout)
        opening = self._backend.connect_unix_socket(path, seconds, socket_options)
        return _AsyncStream(await _unless_left(guard, opening, httpcore.ConnectError))

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


async def _unless_left(guard: Guard, step: Awaitable[T], error: type[Exception]) -> T:
    """Perform a step unless the caller leaves. The step then ends in an error, after which httpcore cleans up."""
    from anyio import CancelScope  # here, because the sync client does without it

    with CancelScope() as scope, guard.step(scope.cancel):
        return await step
    raise error("the caller went away")
