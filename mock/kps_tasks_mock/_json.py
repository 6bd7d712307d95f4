"""JSON in the form of the recorded responses."""

import json

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(value: object) -> bytes:
    """Write JSON as the recorded responses have it: no spaces, no escapes for what UTF-8 can say."""
    return _encode(value).encode("utf-8", "backslashreplace")
