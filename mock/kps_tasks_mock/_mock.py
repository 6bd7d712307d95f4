"""The mock: its constructors, entry points and clock, and the return to the initial state."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from os import PathLike
from typing import Any

from attrs import evolve

from ._asgi import AsgiApp, asgi_app
from ._control import with_control
from ._faults import Faults
from ._live import _Live
from ._quota import Quota
from ._seed import parse_seed
from ._seed_files import built_in, from_file
from ._snapshot import snapshot
from ._state import State
from ._transport import KpsTransport
from ._verification import _Verification


class MockKps(_Live, _Verification):
    """Mock of the Key Pair Service's task queries, with data of its own and a clock that moves on request.

    Create one with `documented`, `from_seed`, `from_file` or `from_dict`. All methods may be called from any thread.
    """

    def __init__(self, state: State) -> None:
        """Take a state; the `from_` methods make one from a seed."""
        super().__init__(state)

    @classmethod
    def documented(cls) -> "MockKps":
        """Create a mock with the examples of the vendor's pages: one running task, one failure."""
        return cls.from_seed("documented")

    @classmethod
    def from_seed(cls, name: str) -> "MockKps":
        """Create a mock from a built-in seed.

        Args:
            name: `documented` for the published examples, `demo` for a working day, `contract` for lists of several
                pages.

        Raises:
            SeedError: There is no seed of that name.
        """
        return cls(built_in(name))

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> "MockKps":
        """Create a mock from a seed file.

        Args:
            path: Path of the file, which is JSON if its name ends in `.json`, else YAML.

        Raises:
            SeedError: The file is not a valid seed; the message says where.
            OSError: The file cannot be read.
        """
        return cls(from_file(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "MockKps":
        """Create a mock from data in the form of a seed file.

        Args:
            data: `{"projects": {project_id: {"tokens": [...], "tasks": [...], "failures": [...]}}}`.

        Raises:
            SeedError: The data is not a valid seed; the message says where.
        """
        return cls(parse_seed(data, "seed"))

    @property
    def project_id(self) -> str:
        """ID of the first project."""
        return next(iter(self._state.projects))

    @property
    def token(self) -> str:
        """First token that is valid for the first project; empty if the seed has none."""
        tokens = self._state.identities.tokens.items()
        return next((text for text, token in tokens if token.project_id == self.project_id), "")

    @property
    def access_key(self) -> tuple[str, str]:
        """First permanent access key and its secret key; empty if the seed has none."""
        keys = self._state.identities.access_keys.items()
        return next(((name, key.secret_key) for name, key in keys if key.security_token is None), ("", ""))

    @property
    def app(self) -> AsgiApp:
        """The mock as an ASGI application, for a server or test client of your own."""
        return asgi_app(with_control(self, self._receive))

    def transport(self) -> KpsTransport:
        """Return a transport for `httpx.Client` and `httpx.AsyncClient` that responds in process."""
        return KpsTransport(with_control(self, self._receive), self.advance)

    def serve(
        self, port: int = 0, host: str = "127.0.0.1", *, secret: str | None = None
    ) -> AbstractContextManager[str]:
        """Serve on a socket while a `with` block runs; the block receives the URL.

        It can be controlled from this machine below `/_mock`.

        Args:
            port: Port to listen on; defaults to a free one.
            host: Address to listen on; defaults to the loopback address.
            secret: Secret that lets other machines control the mock, sent as `X-Mock-Secret`.

        Raises:
            OSError: The address is in use or does not belong to this machine.
        """
        from ._server import serve  # here, because the other entry points do without it

        return serve(with_control(self, self._receive, secret), host, port)

    def environment(self, url: str) -> dict[str, str]:
        """Return the environment variables that point clients to this mock, such as `KPS_ENDPOINT`.

        Args:
            url: URL that `serve` yields.
        """
        return {
            "KPS_ENDPOINT": url,
            "KPS_IAM_ENDPOINT": url,
            "KPS_PROJECT_ID": self.project_id,
            "KPS_TOKEN": self.token,
        }

    def advance(self, seconds: float) -> None:
        """Advance the time for tasks whose state changes.

        Args:
            seconds: Number of seconds, zero or more; rounded to milliseconds.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._state = self._state.advanced(round(seconds * 1000))

    def reset(self) -> None:
        """Reset tasks, identities, switches and clock to the seed, and clear faults and requests."""
        with self._lock:
            self._state = self._beginning.copied()
            self._faults, self._quota = Faults(), Quota()
            self._conversation.clear()
            self._received, self._ahead = 0, 0.0

    def snapshot(self) -> dict[str, Any]:
        """Return the current data as a seed, for `from_dict`, `restore` or a file."""
        with self._lock:
            return snapshot(self._state)

    def restore(self, data: Mapping[str, Any]) -> None:
        """Load the data of a seed or snapshot; `reset` will return to it.

        Raises:
            SeedError: The data is not valid; nothing was changed.
        """
        state = parse_seed(data, "seed")
        with self._lock:
            self._beginning = state
            self.reset()

    def set_clock(self, ahead: float) -> None:
        """Set the offset of the mock's time of day, which decides the age of signatures.

        The time of day follows that of this machine; `advance` does not change it.

        Args:
            ahead: Seconds ahead of this machine's clock; negative for behind.
        """
        self._ahead = ahead

    def advance_per_read(self, seconds: float) -> None:
        """Advance the clock with each request, so that a task ends after a number of reads without waiting.

        Args:
            seconds: Seconds per request; zero to stop.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._state = evolve(self._state, per_read=round(seconds * 1000))
