"""A built documentation site, served by the mock at /docs so that its forms can ask the mock without leaving it."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

from ._messages import Headers, Response

Receive = Callable[[str, str, str, Headers, bytes], Response]

PLACE = "/docs"
SETTINGS = ("mock.json",)
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
SAFETY = (
    # The generator of the site writes scripts and styles into its pages; all else comes from here, nothing from afar.
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
        receive: What answers everything that does not start with ``/docs``.
        folder: The built site.
        settings: Gives what the forms of the site need, project and token of the mock, as ``/docs/mock.json``.
    """
    root = folder.resolve()

    def answer(method: str, path: str, query: str, headers: Headers, body: bytes) -> Response:
        place, *rest = unquote(path.removeprefix("/")).split("/")
        if f"/{place}" != PLACE:
            return receive(method, path, query, headers, body)
        if method not in ("GET", "HEAD"):
            return _respond(405, b"Only GET is possible here.\n", more=(("Allow", "GET, HEAD"),))
        found = _respond(200, json.dumps(settings()).encode(), ".json") if (*rest,) == SETTINGS else _page(root, rest)
        return found if method == "GET" else Response(found.status, found.headers, b"")

    return answer


def _page(root: Path, parts: list[str]) -> Response:
    """Answer with a file of the site, or with the way to the first page of a folder."""
    file = _inside(root, parts)
    if file is None:
        return _respond(404, b"This page does not exist. The documentation starts at /docs/index.html.\n")
    if file.is_dir():
        first = "/".join([PLACE, *file.relative_to(root).parts, "index.html"])
        return _respond(307, b"", more=(("Location", quote(first)),))
    return _respond(200, file.read_bytes(), file.suffix)


def _inside(root: Path, parts: list[str]) -> Path | None:
    """Return the file or folder, wherever links lead; None if there is none or it is not part of the site."""
    try:
        file = root.joinpath(*parts).resolve(strict=True)
    except (OSError, ValueError):
        return None
    is_page = file.is_file() or file.joinpath("index.html").is_file()
    return file if is_page and file.is_relative_to(root) else None


def _respond(status: int, body: bytes, suffix: str = ".txt", more: Headers = ()) -> Response:
    headers = (
        ("Content-Type", TYPES.get(suffix, "application/octet-stream")),
        ("Content-Length", str(len(body))),
        *SAFETY,
        *more,
    )
    return Response(status, headers, body)
