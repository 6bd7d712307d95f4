"""Ways in which a server can misbehave, each with the valid results in a client. Uses only the standard library."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .server import Connection, Server, reset, respond

ERROR, RESULT, EITHER = "an error", "the result", "either"
TASK = {"task_id": "t", "task_status": "SUCCESS_RESET", "server_id": "s"}
ROW = {"task_id": "t", "server_id": "s", "server_name": "web", "keypair_name": "K", "task_time": "1523342130000"}
PAGE = {"tasks": [ROW], "total": 1}
JSON = "Content-Type: application/json"

Action = Callable[[Server, Connection, str], "bool | None"]


@dataclass(frozen=True)
class Behaviour:
    """What a server does, and the valid results for a client that requests a task and a list."""

    family: str
    name: str
    action: Action
    task: str = ERROR
    page: str = ERROR
    slow: bool = False


def every() -> list[Behaviour]:
    """All behaviours."""
    makers = (
        honest,
        statuses,
        error_bodies,
        redirects,
        connections,
        heads,
        dripping,
        encodings,
        bodies,
        tasks,
        pages,
        waits,
    )
    found = [behaviour for maker in makers for behaviour in maker()]
    assert len({(each.family, each.name) for each in found}) == len(found)
    return found


def sends(*parts: bytes) -> Action:
    """Send bytes unchanged, and close."""

    def action(server: Server, connection: Connection, target: str) -> None:
        for part in parts:
            connection.sendall(part)

    return action


def says(status: object, body: object = b"", *headers: str) -> Action:
    """Respond with a status and a body; anything but bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda server, connection, target: respond(connection, status, content, JSON, *headers)


def either(task: object, page: object) -> Action:
    """Respond with one body to a request for a task, and with another to one for a list."""
    for_task, for_page = says(200, task), says(200, page)
    return lambda server, connection, target: (for_task if "/tasks/" in target else for_page)(
        server, connection, target
    )


def honest() -> Iterator[Behaviour]:
    yield Behaviour("correct", "as documented", either(TASK, PAGE), RESULT, RESULT)
    yield Behaviour(
        "correct",
        "more fields",
        either(TASK | {"new": [1]}, {"tasks": [ROW | {"new": {}}], "total": 1}),
        RESULT,
        RESULT,
    )
    yield Behaviour(
        "correct",
        "white space",
        either(b" \r\n" + json.dumps(TASK).encode(), json.dumps(PAGE, indent=9).encode()),
        RESULT,
        RESULT,
    )
    yield Behaviour(
        "correct",
        "an unknown state",
        either(TASK | {"task_status": "PAUSED"}, {"tasks": [ROW | {"operate_type": "?"}], "total": 1}),
        RESULT,
        RESULT,
    )


STATUSES = (
    201,
    202,
    203,
    204,
    205,
    206,
    226,
    300,
    304,
    305,
    400,
    401,
    402,
    403,
    404,
    405,
    406,
    408,
    409,
    410,
    411,
    413,
    415,
    418,
    421,
    422,
    423,
    425,
    426,
    429,
    431,
    451,
    499,
    500,
    501,
    502,
    503,
    504,
    505,
    507,
    508,
    511,
    520,
    599,
    600,
    799,
    999,
)


def statuses() -> Iterator[Behaviour]:
    for status in STATUSES:
        body = b"" if status in (204, 205, 304) else json.dumps({"error_code": "KPS.9000", "error_msg": "no"}).encode()
        yield Behaviour("statuses", f"{status}", says(status, body))


def error_bodies() -> Iterator[Behaviour]:
    deep = b'{"error":' * 50_000 + b"1" + b"}" * 50_000
    for name, body in {
        "empty": b"",
        "HTML": b"<html><body>Bad Gateway</body></html>",
        "text": b"upstream connect error",
        "binary": bytes(range(256)),
        "a list": b"[1]",
        "null": b"null",
        "a number": b"5",
        "cut JSON": b'{"error_msg": "x',
        "nested deeply": deep,
        "nested": b'{"error":' * 600 + b"1" + b"}" * 600,
        "code is an object": b'{"error_code": {"a": []}, "error_msg": null}',
        "message is a list": b'{"error_msg": [1, 2]}',
        "NaN": b'{"error_code": NaN}',
        "half a character": b'{"error_msg": "\\ud800"}',
        "control characters": b'{"error_msg": "\\u001b[2J\\u0007"}',
        "long message": json.dumps({"error_msg": "x" * 50_000}).encode(),
        "a mebibyte": b"x" * 2**20,
        "GBK": '{"error_msg": "参数错误"}'.encode("gbk"),
        "UTF-16": '{"error_msg": "x"}'.encode("utf-16"),
        "backslashes": b'{"error_msg": "' + b"\\\\" * 30_000 + b'"}',
    }.items():
        yield Behaviour("error bodies", name, says(502, body))


def redirects() -> Iterator[Behaviour]:
    for status in (301, 302, 303, 307, 308):
        yield Behaviour("redirects", f"{status} elsewhere", says(status, b"", "Location: http://127.0.0.1:9/elsewhere"))
    for name, location in {
        "to itself": "",
        "no URL": "http://[",
        "another scheme": "file:///etc/passwd",
        "control characters": "http://x/\x01",
        "very long": "http://x/" + "a" * 60_000,
    }.items():
        yield Behaviour("redirects", name, says(302, b"", f"Location: {location}"))
    yield Behaviour("redirects", "no Location", says(302))


def connections() -> Iterator[Behaviour]:
    def resets(after: bytes) -> Action:
        def action(server: Server, connection: Connection, target: str) -> None:
            if after:
                connection.sendall(after)
            reset(connection)

        return action

    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
    for name, data in {
        "at once": b"",
        "in the status line": b"HTTP/1.",
        "in the head": b"HTTP/1.1 200 OK\r\nConte",
        "after the head": head,
        "in the body": head + b'{"ta',
    }.items():
        yield Behaviour("connections", f"reset {name}", resets(data))
        yield Behaviour("connections", f"closed {name}", sends(data))
    yield Behaviour(
        "connections", "chunks that end early", sends(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a"')
    )
    yield Behaviour(
        "connections",
        "chunks that end early after a whole one",
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
    )
    yield Behaviour(
        "connections",
        "a chunk of no number",
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    )
    yield Behaviour(
        "connections",
        "a chunk of enormous size",
        sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n"),
    )


def heads() -> Iterator[Behaviour]:
    for name, data in {
        "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/0.9": b"<html>",
        "HTTP/3": b"HTTP/3 200 OK\r\n\r\n",
        "no status": b"HTTP/1.1 OK\r\n\r\n",
        "a status of two digits": b"HTTP/1.1 20 OK\r\n\r\n",
        "a status of four digits": b"HTTP/1.1 2000 OK\r\n\r\n",
        "zeros": b"\0" * 1000,
        "TLS": b"\x15\x03\x01\x00\x02\x02\x28",
        "a header without a name": b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
        "a header without a colon": b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n",
        "negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "a length of letters": b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
        "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "an enormous length": b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}",
        "a head without end": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000,
        "a header of a mebibyte": b"HTTP/1.1 200 OK\r\nX: " + b"y" * 2**20 + b"\r\n\r\n",
        "an unknown transfer coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\n{}",
        "an upgrade": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    }.items():
        yield Behaviour("headers", name, sends(data))
    ok = json.dumps(TASK).encode(), json.dumps(PAGE).encode()
    for name, header in {
        "a request id of Latin-1": "X-Request-Id: \xe9\xff",
        "a long request id": "X-Request-Id: " + "x" * 9000,
        "no content type": "X: y",
        "a folded header": "X: y\r\n  z",
        "an absurd Date": "Date: Mon, 99999999999 Jan 2026 00:00:00 GMT",
        "cookies": "Set-Cookie: a=b; Domain=other.test",
    }.items():

        def action(server: Server, connection: Connection, target: str, header: str = header) -> bool:
            return respond(connection, 200, ok["/tasks/" not in target], header)

        yield Behaviour("headers", name, action, RESULT, RESULT)

    def continued(server: Server, connection: Connection, target: str) -> bool:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)
        return respond(connection, 200, ok["/tasks/" not in target])

    yield Behaviour("headers", "100 Continue before", continued, RESULT, RESULT)


def dripping() -> Iterator[Behaviour]:
    def drips(before: bytes, data: bytes) -> Action:
        def action(server: Server, connection: Connection, target: str) -> None:
            connection.sendall(before)
            server.drip(connection, data)

        return action

    def silent(server: Server, connection: Connection, target: str) -> None:
        server.ended.wait()

    yield Behaviour("slow", "nothing ever", silent, slow=True)
    yield Behaviour("slow", "a status line", drips(b"", b"HTTP/1.1 200 OK "), slow=True)
    yield Behaviour("slow", "headers", drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), slow=True)
    yield Behaviour("slow", "a body", drips(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" "), slow=True)
    yield Behaviour(
        "slow", "chunks", drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"), slow=True
    )
    yield Behaviour("slow", "100 Continue", drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), slow=True)
    yield Behaviour(
        "slow", "an error's body", drips(b"HTTP/1.1 502 x\r\nContent-Length: 100000\r\n\r\n", b"x"), slow=True
    )


def encodings() -> Iterator[Behaviour]:
    def packed(pack: Callable[[bytes], bytes], encoding: str) -> Action:
        def action(server: Server, connection: Connection, target: str) -> bool:
            body = json.dumps(TASK if "/tasks/" in target else PAGE).encode()
            return respond(connection, 200, pack(body), JSON, f"Content-Encoding: {encoding}")

        return action

    def raw(data: bytes) -> bytes:
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return packer.compress(data) + packer.flush()

    yield Behaviour("encodings", "gzip", packed(gzip.compress, "gzip"), RESULT, RESULT)
    yield Behaviour("encodings", "x-gzip", packed(gzip.compress, "x-gzip"), EITHER, EITHER)
    yield Behaviour("encodings", "deflate", packed(zlib.compress, "deflate"), RESULT, RESULT)
    yield Behaviour("encodings", "deflate without its head", packed(raw, "deflate"), EITHER, EITHER)
    yield Behaviour("encodings", "identity", packed(bytes, "identity"), RESULT, RESULT)
    yield Behaviour("encodings", "gzip that is none", packed(bytes, "gzip"))
    yield Behaviour("encodings", "gzip cut", packed(lambda data: gzip.compress(data)[:-12], "gzip"))
    yield Behaviour(
        "encodings", "gzip with a wrong sum", packed(lambda data: gzip.compress(data)[:-8] + b"\0" * 8, "gzip")
    )
    yield Behaviour(
        "encodings",
        "gzip in gzip",
        packed(lambda data: gzip.compress(gzip.compress(data)), "gzip, gzip"),
        EITHER,
        EITHER,
    )
    yield Behaviour("encodings", "gzip, unsaid", packed(gzip.compress, ""))
    yield Behaviour("encodings", "br, not asked for", packed(bytes, "br"))
    yield Behaviour("encodings", "zstd, not asked for", packed(bytes, "zstd"))
    yield Behaviour("encodings", "unknown", packed(bytes, "rot13"), EITHER, EITHER)
    bomb = gzip.compress(b" " * 60_000_000)
    yield Behaviour(
        "encodings",
        "a bomb",
        lambda server, connection, target: respond(connection, 200, bomb, "Content-Encoding: gzip"),
    )
    yield Behaviour(
        "encodings",
        "a bomb as an error",
        lambda server, connection, target: respond(connection, 502, bomb, "Content-Encoding: gzip"),
    )
    long = b" " * 40_000_000
    yield Behaviour(
        "encodings", "forty megabytes", lambda server, connection, target: respond(connection, 200, long, JSON)
    )


def bodies() -> Iterator[Behaviour]:
    for name, body in {
        "empty": b"",
        "HTML": b"<html>login</html>",
        "text": b"ok",
        "null": b"null",
        "true": b"true",
        "a number": b"1",
        "a text": b'"x"',
        "a list": b"[]",
        "{}": b"{}",
        "cut": b'{"task_id": "t", "ta',
        "twice": b'{"task_id": "t"}{"task_id": "t"}',
        "single quotes": b"{'task_id': 't'}",
        "a comment": b'{"task_id": "t"} // x',
        "a tower of lists": b"[" * 100_000 + b"]" * 100_000,
        "a tower in a field": b'{"task_id": "t", "tasks": [], "total": 0, "x": ' + b"[" * 800 + b"]" * 800 + b"}",
        "bad UTF-8": b'{"task_id": "\xff\xfe"}',
        "an error as 200": b'{"error_code": "KPS.0001", "error_msg": "no"}',
        "IAM's page": b'{"token": {}}',
        "a service list": b'{"versions": []}',
        "zeros": b"\0" * 100,
    }.items():
        yield Behaviour("bodies", name, says(200, body))
    task, page = json.dumps(TASK), json.dumps(PAGE)
    for name, encode in {
        "a byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
        "UTF-16": lambda text: text.encode("utf-16"),
    }.items():
        yield Behaviour("bodies", name, either(encode(task), encode(page)), EITHER, EITHER)


def tasks() -> Iterator[Behaviour]:
    page = {"tasks": [ROW], "total": 1}
    for name, value in {
        "other": "other",
        "of another case": "T",
        "a number": 5,
        "a list": ["t"],
        "an object": {},
        "true": True,
    }.items():
        yield Behaviour(
            "tasks",
            f"task_id {name}",
            either(TASK | {"task_id": value}, page),
            EITHER if not isinstance(value, str) else ERROR,
            RESULT,
        )
    yield Behaviour("tasks", "task_id null", either(TASK | {"task_id": None}, page), RESULT, RESULT)
    for name, status in {
        "null": None,
        "a number": 7,
        "an object": {"a": 1},
        "empty": "",
        "very long": "X" * 100_000,
        "of control characters": "\x1b[2J",
    }.items():
        yield Behaviour("tasks", f"task_status {name}", either(TASK | {"task_status": status}, page), EITHER, RESULT)
    yield Behaviour("tasks", "server_id an object", either(TASK | {"server_id": {}}, page), EITHER, RESULT)


def pages() -> Iterator[Behaviour]:
    for name, value in {
        "missing": ...,
        "an object": {},
        "a text": "x",
        "a number": 3,
        "of texts": ["x"],
        "of lists": [[]],
        "of nulls": [None],
        "mixed": [ROW, 7],
    }.items():
        page = {"total": 1} if value is ... else {"tasks": value, "total": 1}
        yield Behaviour("pages", f"tasks {name}", either(TASK, page), RESULT, ERROR)
    for name, total in {
        "missing": ...,
        "null": None,
        "a text": "1",
        "negative": -1,
        "a fraction": 1.5,
        "a list": [],
        "true": True,
        "NaN": float("nan"),
    }.items():
        page = {"tasks": [ROW]} if total is ... else {"tasks": [ROW], "total": total}
        yield Behaviour("pages", f"total {name}", either(TASK, page), RESULT, EITHER)
    yield Behaviour("pages", "total too high", either(TASK, {"tasks": [ROW], "total": 5}), RESULT, ERROR)
    yield Behaviour("pages", "total enormous", either(TASK, {"tasks": [ROW], "total": 10**30}), RESULT, ERROR)
    yield Behaviour(
        "pages", "total too low", either(TASK, {"tasks": [ROW, ROW | {"task_id": "u"}], "total": 1}), RESULT, EITHER
    )
    many = [ROW | {"task_id": f"t{number}"} for number in range(3000)]
    yield Behaviour("pages", "more rows than asked for", either(TASK, {"tasks": many, "total": 3000}), RESULT, EITHER)
    yield Behaviour(
        "pages", "the same full page for ever", either(TASK, {"tasks": many[:1000], "total": 3000}), RESULT, ERROR
    )
    for name, value in {"a number": 5, "an object": {}, "null": None, "a list": []}.items():
        yield Behaviour(
            "pages", f"task_id {name}", either(TASK, {"tasks": [ROW | {"task_id": value}], "total": 1}), RESULT, EITHER
        )
    for name, value in {
        "a number": 1523342130000,
        "of letters": "yesterday",
        "enormous": "9" * 400,
        "negative": "-1",
        "an object": {},
        "a list": [1],
    }.items():
        yield Behaviour(
            "pages",
            f"task_time {name}",
            either(TASK, {"tasks": [ROW | {"task_time": value}], "total": 1}),
            RESULT,
            EITHER,
        )

    def endless(server: Server, connection: Connection, target: str) -> bool:
        if "/tasks/" in target:
            return respond(connection, 200, json.dumps(TASK).encode())
        offset = int(target.partition("offset=")[2].partition("&")[0] or 0)
        rows = [ROW | {"task_id": f"t{number}"} for number in range(offset, offset + 1000)]
        return respond(connection, 200, json.dumps({"tasks": rows, "total": 5}).encode())

    yield Behaviour("pages", "ever new rows behind the total", endless, RESULT, ERROR)


def waits() -> Iterator[Behaviour]:
    for name, value in {
        "0": "0",
        "negative": "-5",
        "enormous": "9" * 50,
        "of letters": "soon",
        "a past date": "Wed, 21 Oct 2015 07:28:00 GMT",
        "a date without end": "Fri, 31 Dec 9999 23:59:59 GMT",
        "no date": "Mon, 99999999999 Jan 2026 00:00:00 GMT",
        "a fraction": "0.5",
        "not ASCII": "٣",
    }.items():
        yield Behaviour(
            "Retry-After",
            name,
            lambda server, connection, target, value=value: respond(
                connection, 429, b"{}", f"Retry-After: {value}".encode().decode("latin-1")
            ),
        )

    def once(server: Server, connection: Connection, target: str) -> bool | None:
        time.sleep(0)
        respond(
            connection, 200, json.dumps(TASK if "/tasks/" in target else PAGE).encode(), JSON, "Connection: keep-alive"
        )
        return None  # and closes silently

    yield Behaviour("connections", "closed after each response", once, RESULT, RESULT)
    yield Behaviour(
        "connections",
        "more than was said",
        lambda server, connection, target: respond(
            connection,
            200,
            json.dumps(TASK if "/tasks/" in target else PAGE).encode() + b"HTTP/1.1 200 OK\r\n\r\n",
            length=len(json.dumps(TASK if "/tasks/" in target else PAGE)),
        ),
        RESULT,
        RESULT,
    )
