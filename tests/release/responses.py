"""What happened to the answers of an operation: whoever reads them as before must still find what was there."""

from __future__ import annotations

from collections.abc import Iterator

from .change import Change, Level, added, changed, removed
from .schemas import name_of, schema_changes
from .tree import Node, both, only, resolve, rest, shown

HEADER_KNOWN = {"schema"}
RESPONSE_KNOWN = {"headers", "content", "links"}


def response_changes(where: str, old_spec: Node, new_spec: Node, old: Node, new: Node) -> Iterator[Change]:
    """What happened to the answers of one operation, status by status."""
    before = {status: resolve(old_spec, answer) for status, answer in old.get("responses", {}).items()}
    after = {status: resolve(new_spec, answer) for status, answer in new.get("responses", {}).items()}
    for status in only(before, after):
        yield removed(where, f"the answer {status} was removed: generated clients no longer read its body")
    for status in only(after, before):
        yield added(where, f"the answer {status} is new")
    for status in both(before, after):
        yield from one_answer(where, f"the answer {status}", before[status], after[status], old_spec, new_spec)


def one_answer(where: str, answer: str, old: Node, new: Node, old_spec: Node, new_spec: Node) -> Iterator[Change]:
    """What happened to an answer that is still there."""
    before, after = old.get("content", {}), new.get("content", {})
    for media in only(before, after):
        yield removed(where, f"{answer} no longer comes as {media}: clients do not understand it in another form")
    for media in only(after, before):
        yield added(where, f"{answer} may come as {media} too")
    for media in both(before, after):
        yield from body(where, answer, before[media].get("schema", {}), after[media].get("schema", {}))
    yield from headers(where, answer, old.get("headers", {}), new.get("headers", {}), old_spec, new_spec)
    if links(old, old_spec) != links(new, new_spec):
        yield changed(where, f"the links of {answer} are others", Level.MINOR)
    for key in rest(old, new, RESPONSE_KNOWN):
        yield changed(where, f"{answer}: {key} went from {shown(old.get(key))} to {shown(new.get(key))}")


def body(where: str, answer: str, old: Node, new: Node) -> Iterator[Change]:
    """What schema a body has; the schemas with a name are compared by themselves."""
    if name_of(old) != name_of(new):
        was, now = name_of(old) or "an unnamed object", name_of(new) or "an unnamed object"
        yield changed(where, f"{answer} is {now}, and was {was}: its type in generated clients is another")
    elif not name_of(old):
        yield from schema_changes(f"{where}, {answer}", "the body", old, new)


def headers(where: str, answer: str, old: Node, new: Node, old_spec: Node, new_spec: Node) -> Iterator[Change]:
    """What happened to the headers of an answer."""
    for name in only(old, new):
        yield removed(where, f"{answer} lost the header {name}: whoever reads it finds nothing")
    for name in only(new, old):
        yield added(where, f"{answer} has the new header {name}")
    for name in both(old, new):
        was, now = resolve(old_spec, old[name]), resolve(new_spec, new[name])
        yield from schema_changes(where, f"the header {name}", was.get("schema", {}), now.get("schema", {}))
        for key in rest(was, now, HEADER_KNOWN):
            yield changed(where, f"the header {name}: {key} went from {shown(was.get(key))} to {shown(now.get(key))}")


def links(answer: Node, spec: Node) -> dict[str, Node]:
    """What other operations an answer leads to."""
    return {name: resolve(spec, link) for name, link in answer.get("links", {}).items()}
