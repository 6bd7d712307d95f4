"""A thousand requests that are hard to sign: Unicode, reserved characters, repeated and empty values, odd paths."""

from __future__ import annotations

from datetime import datetime
from string import ascii_letters, digits, punctuation
from urllib.parse import quote

from attrs import frozen
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

SENDABLE = "".join(character for character in punctuation + ascii_letters + digits)
HOSTS = ("kms.cn-north-4.myhuaweicloud.com", "iam.myhuaweicloud.com", "127.0.0.1:18080", "kps.test:8443")


@frozen
class Example:
    """A request before it is signed: *path* as sent, *query* not yet encoded.

    *headers* are some that any client might sign; *content_type* and *project_id* are those that ours signs.
    """

    method: str
    host: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    content_type: str | None
    project_id: str | None
    security_token: str | None
    body: str
    access_key: str
    secret_key: str
    date: str


def generate(count: int, random_seed: int) -> list[Example]:
    """Return *count* different requests, always the same for a seed."""
    examples: dict[str, Example] = {}

    @seed(random_seed)
    @settings(
        max_examples=count + count // 2,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_EXAMPLES)
    def collect(example: Example) -> None:
        examples.setdefault(repr(example), example)

    collect()
    if len(examples) < count:
        raise SystemExit(f"Only {len(examples)} different requests were generated, not {count}.")
    return list(examples.values())[:count]


_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_RESERVED = st.text("!*'();:@&=+$,/?#[]%~-_. éß任", max_size=12)
# What clients encode, what they may leave as it is, and escapes that some write differently.
_SEGMENT = st.one_of(
    (_TEXT | _RESERVED).map(lambda text: quote(text, safe="")),
    st.text("AZaz09-._~!$&'()*+,;=:@", max_size=8),
    st.sampled_from(["%2F", "%2f", "%7E", "%7e", "%252F", "%E4%BB%BB", "%e4%bb%bb", "%FF", "a%2Fb", "%20", "+", "%2B"]),
).filter(lambda segment: segment not in (".", ".."))  # HTTP libraries resolve these before they sign or send
_PATH = st.lists(_SEGMENT, min_size=1, max_size=4).map(lambda segments: f"/v3/{'/'.join(segments)}")
_WORD = st.sampled_from(["limit", "offset", "k", "K", "a~", "aé", "a["]) | _TEXT | _RESERVED
_QUERY = st.lists(st.tuples(_WORD, st.just("") | _WORD), max_size=6).flatmap(
    # Some repetitions: the same name with another value, and the same pair twice.
    lambda pairs: st.lists(st.sampled_from(pairs), max_size=2).map(lambda more: pairs + more) if pairs else st.just([])
)
_NAME = st.text(ascii_letters + digits + "-_", min_size=1, max_size=10).map(lambda name: f"X-{name}")
_VALUE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=16)
_SAFE = st.text(SENDABLE, min_size=1, max_size=24)
_EXAMPLES = st.builds(
    Example,
    method=st.sampled_from(["GET", "GET", "POST", "PUT", "DELETE"]),
    host=st.sampled_from(HOSTS),
    path=_PATH,
    query=_QUERY,
    headers=st.dictionaries(_NAME, _VALUE, max_size=3).filter(
        lambda headers: len({name.lower() for name in headers}) == len(headers)
    ),
    content_type=st.none()
    | st.sampled_from(
        ["application/json", "application/json;charset=UTF-8", "application/bson", "text/plain", "Application/JSON", ""]
    ),
    project_id=st.none() | st.text("0123456789abcdef", min_size=32, max_size=32) | _SAFE,
    security_token=st.none() | _SAFE,
    body=st.just("") | _TEXT,
    access_key=st.text(ascii_letters + digits, min_size=1, max_size=20),
    secret_key=_SAFE,
    date=st.datetimes(datetime(1970, 1, 1)).map(lambda moment: f"{moment:%Y%m%dT%H%M%SZ}"),
)
