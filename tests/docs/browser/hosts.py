"""Where the site is served: with a mock behind it, by a host of files, in several versions, or from a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from docs.site.versions import folder_name, known_versions, publish
from kps_tasks_mock import MockKps
from kps_tasks_mock._control import with_control
from kps_tasks_mock._docs import with_docs
from kps_tasks_mock._server import serve

from .site import SITE

BELOW = "/acme/kps-tasks"


def served(mock: MockKps) -> AbstractContextManager[str]:
    """Serve the site with a mock behind it, as `kps-tasks-mock --docs` does."""
    settings = {"project_id": mock.project_id, "token": mock.token}
    receive = with_docs(with_control(mock, mock._receive), SITE, lambda: settings)
    return serve(receive, "127.0.0.1", 0)


@pytest.fixture(scope="session")
def url() -> Iterator[str]:
    with served(MockKps.documented()) as address:
        yield address


@pytest.fixture(scope="session")
def demo() -> Iterator[str]:
    """The site with the mock behind it that was recorded for everywhere else."""
    with served(MockKps.from_seed("demo")) as address:
        yield f"{address}/docs"


class Static(SimpleHTTPRequestHandler):
    """A host that serves files, each site below a path of its own, and a site's 404 page for what it has not."""

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix(BELOW) if path.startswith(f"{BELOW}/") else "/of-another-site"
        return super().translate_path(inside)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *values: object) -> None:
        """Say nothing."""


@contextmanager
def hosted(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Static, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{BELOW}"
        server.shutdown()


@pytest.fixture(scope="session")
def static() -> Iterator[str]:
    with hosted(SITE) as address:
        yield address


@pytest.fixture(scope="session")
def pages_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two published versions, of which the older one has no guide to waiting."""
    folder = tmp_path_factory.mktemp("pages")
    for version in ("0.1.0", "0.10.0"):
        publish(SITE, folder, known_versions(folder), folder_name(version), version)
    (folder / "0.1/guides/waiting.html").unlink()
    return folder


@pytest.fixture(scope="session")
def pages(pages_folder: Path) -> Iterator[str]:
    with hosted(pages_folder) as address:
        yield address


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    """Where the site is: with a mock behind it, on a host that serves files, in a folder."""
    return f"file://{SITE}" if request.param == "folder" else str(request.getfixturevalue(request.param))
