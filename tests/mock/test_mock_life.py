"""A long random life: at any time, every response passes the strict reading of the spec."""

from __future__ import annotations

from random import Random
from urllib.parse import parse_qsl

from kps_contract.description import Kind
from kps_contract.reading import Reader
from kps_contract.relations.response import Response
from kps_tasks_mock import MockKps

STEPS = 1500
FAILED = {"task_error_msg": "no route", "task_error_code": "KPS.0003"}
QUERIES = [
    "",
    "limit=3",
    "limit=2&offset=1",
    "offset=9",
    "limit=0",
    "limit=x",
    "offset=100001",
    "a=b",
    "limit=1&limit=1",
]


def live(mock: MockKps, random: Random) -> None:
    """Change something."""
    ids = list(mock._state.projects[mock.project_id].tasks)
    operation, outcome = random.choice(["reset", "replace", "unbind", "bind"]), random.choice(["SUCCESS", "FAILED"])
    seconds = random.randrange(20)
    match random.randrange(7):
        case 0 | 1:
            more = FAILED if outcome == "FAILED" else {}
            mock.add_task(operation=operation, ready_seconds=seconds, running_seconds=seconds, outcome=outcome, **more)
        case 2:
            mock.advance(seconds)
        case 3:
            mock.finish_task(random.choice(ids), outcome)
        case 4 if len(ids) > 20:
            mock.remove_task(random.choice(ids))
        case 5:
            mock.switch(
                order=random.choice(["oldest-first", "newest-first"]),
                running_type=random.choice(["operation", "bare"]),
                language=random.choice(["english", "chinese"]),
                replace_outcomes=random.choice(["real", "documented"]),
            )
        case 6:
            mock.change_task(random.choice(ids), server_name=random.choice(["web", "数据库"]), operation=operation)


def test_every_response_of_a_long_life_is_as_the_spec_has_it(ask):
    random, reader = Random(1), Reader(Kind.MOCK)
    mock = MockKps.from_seed("contract")
    seen = set()
    for _ in range(STEPS):
        live(mock, random)
        ids = list(mock._state.projects[mock.project_id].tasks)
        operation, rest = random.choice(
            [
                ("ListKeypairTask", f"tasks/{random.choice([*ids, 'unknown'])}"),
                ("ListRunningTask", "running-tasks"),
                ("ListFailedTask", "failed-tasks"),
            ]
        )
        query = "" if operation == "ListKeypairTask" else random.choice(QUERIES)
        token = random.choice([mock.token] * 8 + ["wrong", None])
        headers = {} if token is None else {"X-Auth-Token": token}
        project = random.choice([mock.project_id] * 8 + ["f" * 32])
        response = ask(mock, f"/v3/{project}/{rest}?{query}", headers=headers)
        numbers = {name: int(value) for name, value in parse_qsl(query) if value.isdecimal()}
        sent = {name.lower(): value for name, value in response.headers.items()}
        asked = (operation, project, rest.rpartition("/")[2], numbers.get("limit", 1000), numbers.get("offset", 0))
        reader.check(Response(*asked, response.status_code, sent, response.json()))
        seen.add((operation, response.status_code))
    assert len(seen) == 12, "each operation with 200, 400, 401 and 403"
