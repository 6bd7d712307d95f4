"""Who gets in, and where: security schemes, the credentials that an operation asks for, servers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .change import Change, added, changed, listed, removed
from .tree import Node, both, only, rest, shown

VARIABLE_KNOWN = {"default", "enum"}
SERVER_KNOWN = {"url", "variables"}


def scheme_changes(old: Node, new: Node) -> Iterator[Change]:
    """What happened to the security schemes."""
    for name in only(old, new):
        text = "the security scheme was removed: clients have no place left for their credential"
        yield removed(name, text)
    for name in only(new, old):
        yield added(name, "the security scheme is new")
    for name in both(old, new):
        for key in rest(old[name], new[name], set()):
            was, now = shown(old[name].get(key)), shown(new[name].get(key))
            text = f"the {key} of the security scheme went from {was} to {now}: credentials are sent otherwise"
            yield changed(name, text)


def needed_credentials(where: str, old: Iterable[Node], new: Iterable[Node]) -> Iterator[Change]:
    """What an operation asks for; each entry is one way in."""
    before, after = ways(old), ways(new)
    if before and not after:
        yield changed(where, "no credential is asked for any more: generated clients stop sending one")
    elif after and not before:
        yield changed(where, f"{' or '.join(after)} is asked for now: calls without it are refused")
    else:
        for way in before:
            if way not in after:
                yield removed(where, f"{way} is no longer enough: calls with it are refused")
        for way in after:
            if way not in before:
                yield added(where, f"{way} is enough too")


def ways(requirements: Iterable[Node]) -> list[str]:
    """Each way in as words: "TokenA and TokenB (scope)"."""
    return [
        listed(f"{name} ({', '.join(sorted(scopes))})" if scopes else name for name, scopes in sorted(way.items()))
        if way
        else "no credential"
        for way in requirements
    ]


def server_changes(old: list[Node], new: list[Node]) -> Iterator[Change]:
    """What happened to the servers; the first is where generated clients go by themselves."""
    before, after = ({server["url"]: server for server in servers} for servers in (old, new))
    for url in only(before, after):
        yield removed(url, "the server was removed: clients that use it by its place in the list lose it")
    for url in only(after, before):
        yield added(url, "the server is new")
    if before and after and next(iter(before)) != (first := next(iter(after))):
        yield changed(first, "stands first among the servers now: generated clients go there by themselves")
    for url in both(before, after):
        yield from variables(url, before[url].get("variables", {}), after[url].get("variables", {}))
        for key in rest(before[url], after[url], SERVER_KNOWN):
            yield changed(url, f"{key} went from {shown(before[url].get(key))} to {shown(after[url].get(key))}")


def variables(url: str, old: Node, new: Node) -> Iterator[Change]:
    """What may stand for the variables of a server's address."""
    for name in [*only(old, new), *only(new, old)]:
        yield changed(url, f"the variable {name} came or went: addresses are made otherwise")
    for name in both(old, new):
        was, now = old[name], new[name]
        if was["default"] != now["default"]:
            text = f"the default of {name} went from {was['default']} to {now['default']}"
            yield changed(url, f"{text}: clients that set none go elsewhere")
        for value in [value for value in was.get("enum", ()) if value not in now.get("enum", (value,))]:
            yield removed(url, f"the {name} {value} was removed: clients there are refused by their own tool")
        for value in [value for value in now.get("enum", ()) if value not in was.get("enum", ())]:
            yield added(url, f"the {name} {value} is new")
        for key in rest(was, now, VARIABLE_KNOWN):
            yield changed(url, f"{key} of {name} went from {shown(was.get(key))} to {shown(now.get(key))}")
