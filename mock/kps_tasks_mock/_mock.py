"""The mock: what it begins with, the doors that lead to it, its clock, and the way back to the beginning."""

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
    """Stand-in for the Key Pair Service's task queries, with data of its own and a clock that moves when told to.

    Make one with `documented`, `from_seed`, `from_file` or `from_dict`. All methods may be called from any thread.
    """

    def __init__(self, state: State) -> None:
        """Take a state; the `from_` methods make one from a seed."""
        super().__init__(state)

    @classmethod
    def documented(cls) -> "MockKps":
        """Make a mock with the examples of the published pages: one running task, one failure."""
        return cls.from_seed("documented")

    @classmethod
    def from_seed(cls, name: str) -> "MockKps":
        """Make a mock from a built-in seed.

        Args:
            name: `documented`, the published examples; `demo`, a day at work; `contract`, lists long enough to page.

        Raises:
            SeedError: No seed has the name.
        """
        return cls(built_in(name))

    @classmethod
    def from_file(cls, path: str | PathLike[str]) -> "MockKps":
        """Make a mock from a seed file.

        Args:
            path: File with JSON if its name ends in `.json`, else with YAML.

        Raises:
            SeedError: The file is not a valid seed; the message says where.
            OSError: The file cannot be read.
        """
        return cls(from_file(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "MockKps":
        """Make a mock from data in the form of a seed file.

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
        """Serve on a socket while a `with` block runs; the block gets the URL.

        Below `/_mock` it can be steered from this machine.

        Args:
            port: Port to listen on; by default a free one.
            host: Address to listen on, by default the loopback address.
            secret: What lets others steer the mock as well, sent as `X-Mock-Secret`.

        Raises:
            OSError: The address is in use or is not one of this machine.
        """
        from ._server import serve  # here, as the other doors do without it

        return serve(with_control(self, self._receive, secret), host, port)

    def environment(self, url: str) -> dict[str, str]:
        """Return the variables that lead clients to this mock where it is served, such as `KPS_ENDPOINT`.

        Args:
            url: What `serve` gave.
        """
        return {
            "KPS_ENDPOINT": url,
            "KPS_IAM_ENDPOINT": url,
            "KPS_PROJECT_ID": self.project_id,
            "KPS_TOKEN": self.token,
        }

    def advance(self, seconds: float) -> None:
        """Let time pass for the tasks that move.

        Args:
            seconds: How many, zero or more; rounded to milliseconds.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._state = self._state.advanced(round(seconds * 1000))

    def reset(self) -> None:
        """Begin anew: tasks, identities, switches and clock as the seed has them, no faults, no requests."""
        with self._lock:
            self._state = self._beginning.copied()
            self._faults, self._quota = Faults(), Quota()
            self._conversation.clear()
            self._received, self._ahead = 0, 0.0

    def snapshot(self) -> dict[str, Any]:
        """Return all that there is now as a seed, for `from_dict`, `restore` or a file."""
        with self._lock:
            return snapshot(self._state)

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take over the data of a seed or snapshot; `reset` will lead back to it.

        Raises:
            SeedError: It is not valid; everything is as before.
        """
        state = parse_seed(data, "seed")
        with self._lock:
            self._beginning = state
            self.reset()

    def set_clock(self, ahead: float) -> None:
        """Set how far the mock's time of day, which decides the age of signatures, is off.

        It follows that of this machine, whatever `advance` does.

        Args:
            ahead: Seconds ahead of this machine's; less than zero is behind.
        """
        self._ahead = ahead

    def advance_per_read(self, seconds: float) -> None:
        """Let each request move the clock, so that a task is done after so many reads and nobody has to wait.

        Args:
            seconds: How far, zero for not at all.
        """
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._state = evolve(self._state, per_read=round(seconds * 1000))
