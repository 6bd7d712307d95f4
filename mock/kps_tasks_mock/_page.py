"""The page at `/`, which shows in a browser what happens; it gets everything from the control plane."""

from importlib.resources import files

from ._messages import Headers, Response

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def wants_page(method: str, path: str, headers: Headers) -> bool:
    """Whether a request comes from a browser in which somebody entered the address."""
    return path == "/" and method == "GET" and any(name == "accept" and "text/html" in value for name, value in headers)


def page() -> Response:
    """Respond with the page."""
    body = (files(__package__) / "page.html").read_bytes()
    headers = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    )
    return Response(200, headers, body)
