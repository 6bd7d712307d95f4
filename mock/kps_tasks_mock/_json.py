"""JSON in the form of the recorded responses."""

import json

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(value: object) -> bytes:
    """Return JSON in the form of the recorded responses: no spaces, and no escapes that UTF-8 can do without."""
    return _encode(value).encode("utf-8", "backslashreplace")
