"""Fuzz every decoder of external data, guided by coverage: ``make fuzz [SECONDS=600]``.

Needs an interpreter with atheris. Failing inputs are left in ``build/fuzz``. It looks for errors that are not this
package's own.
"""

from __future__ import annotations

import contextlib
import sys

import atheris

with atheris.instrument_imports():
    import click
    import httpx

    from kps_tasks import KpsError, PasswordAuth
    from kps_tasks._cli.ids import from_text
    from kps_tasks._cli.times import seconds, since
    from kps_tasks._flows.paging import FAILED, RUNNING
    from kps_tasks._flows.rows import identities, read_rows
    from kps_tasks._http import body
    from kps_tasks._http.response import APIResponse, read_object
    from kps_tasks._models.tasks import Task
    from kps_tasks._models.text import printable

STATUSES = [200, 201, 302, 400, 401, 404, 429, 503]
SECRET = PasswordAuth("u", 'a "secret\\key&<1>', "a", project_name="p")


def a_response(data: bytes) -> None:
    """A response of any status, as a task and as a page."""
    chance = atheris.FuzzedDataProvider(data)
    status = chance.PickValueInList(STATUSES)
    headers = {"retry-after": chance.ConsumeString(20), "date": chance.ConsumeString(30), "x-request-id": "r"}
    content = chance.ConsumeBytes(chance.remaining_bytes())
    response = APIResponse("GET /", status, headers, content, SECRET.redact)
    try:
        payload = read_object(response)
        task = Task(payload)
        str((task, task.phase, task.operation, task.to_dict(), task.extra))
        rows, _ = read_rows(payload, response)
        identities(rows)
        for kind in (RUNNING, FAILED):
            for row in map(kind.row, rows):
                str((row, row.task_datetime, row.phase, row.to_dict()))
    except KpsError as error:
        if printable(str(error)) != str(error):
            raise AssertionError("a character of the server would act on a terminal") from error


def a_packed_body(data: bytes) -> None:
    """A body in any encoding, in any number of parts."""
    chance = atheris.FuzzedDataProvider(data)
    encoding = chance.PickValueInList(["", "gzip", "deflate", "identity", "br", "gzip, gzip"])
    parts = [chance.ConsumeBytes(chance.ConsumeIntInRange(0, 99)) for _ in range(chance.ConsumeIntInRange(0, 9))]
    stream = httpx.Response(200, headers={"content-encoding": encoding}, content=iter(parts))
    stream.request = httpx.Request("GET", "http://kps.test")
    with contextlib.suppress(httpx.DecodingError):
        body.read(stream)


def a_text(data: bytes) -> None:
    """A text that may contain a secret, IDs or a time."""
    text = data.decode("utf-8", "replace")
    assert SECRET.redact(text) is not None
    for read in (from_text, seconds, since):
        with contextlib.suppress(click.UsageError):
            read(text)


def one(data: bytes) -> None:
    """Select a decoder by the first byte."""
    if data:
        (a_response, a_packed_body, a_text)[data[0] % 3](data[1:])


atheris.Setup(sys.argv, one)
atheris.Fuzz()
