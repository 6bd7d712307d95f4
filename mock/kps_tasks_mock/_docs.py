"""A built documentation site, served by the mock at /docs so its forms can use the same mock."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

from ._messages import Headers, Receive, Response

PREFIX = "/docs"
FIRST_PAGE = f"{PREFIX}/index.html"
SETTINGS = ["mock.json"]
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
}
SECURITY_HEADERS = (
    # The site generator writes scripts and styles into its pages; all else is loaded from here, nothing from outside.
    (
        "Content-Security-Policy",
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-cache"),
)


def with_docs(receive: Receive, folder: Path, settings: Callable[[], dict[str, str]]) -> Receive:
    """Put a site in front of a mock.

    Args:
        receive: Handler of everything that does not start with ``/docs``.
        folder: The built site.
        settings: Returns what the forms of the site need, project and token of the mock, for ``/docs/mock.json``.
    """
    root = folder.resolve()

    def receive_or_serve(
        method: str, path: str, query: str, headers: Headers, body: bytes, peer: str | None = None, /
    ) -> Response:
        if not path.startswith(PREFIX) or path[len(PREFIX) :][:1] not in ("", "/"):
            return receive(method, path, query, headers, body, peer)
        _, _, *rest = unquote(path).split("/")
        if method not in ("GET", "HEAD"):
            return _response(405, b"Only GET is allowed here.\n", more=(("Allow", "GET, HEAD"),))
        found = _response(200, json.dumps(settings()).encode(), ".json") if rest == SETTINGS else _page(root, rest)
        return found if method == "GET" else Response(found.status, found.headers, b"")

    return receive_or_serve


def _page(root: Path, parts: list[str]) -> Response:
    """Respond with a file of the site, or redirect from a folder to its first page."""
    file = _inside(root, parts)
    if file is None:
        return _response(404, b"This page does not exist. The documentation starts at /docs/index.html.\n")
    if file.is_dir():
        first = "/".join([PREFIX, *file.relative_to(root).parts, "index.html"])
        return _response(307, b"", more=(("Location", quote(first)),))
    return _response(200, file.read_bytes(), file.suffix)


def _inside(root: Path, parts: list[str]) -> Path | None:
    """Return the file or folder with its links resolved; None if there is none or it is outside the site."""
    try:
        file = root.joinpath(*parts).resolve(strict=True)
    except (OSError, ValueError):
        return None
    is_page = file.is_file() or file.joinpath("index.html").is_file()
    return file if is_page and file.is_relative_to(root) else None


def _response(status: int, body: bytes, suffix: str = ".txt", more: Headers = ()) -> Response:
    headers = (
        ("Content-Type", TYPES.get(suffix, "application/octet-stream")),
        ("Content-Length", str(len(body))),
        *SECURITY_HEADERS,
        *more,
    )
    return Response(status, headers, body)
