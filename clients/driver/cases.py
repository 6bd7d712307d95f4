"""The cases, read from cases.yaml and, where the spec has an example, from the spec."""

from __future__ import annotations

import json
from typing import Any

from attrs import Factory, frozen

from kps_contract.spec import load, media, openapi

from .recipes import CLIENTS, ROOT

Json = Any


SPEC = openapi()
TABLE: dict[str, Json] = load(CLIENTS / "cases.yaml")
OPERATIONS = SPEC.operations()
VECTORS = ROOT / "tests" / "interop" / "signing-vectors.json"  # made by the vendor's own signer
ARGUMENTS = ("task_id", "limit", "offset", "attempts", "interval", "secret_key", "security_token")


@frozen(kw_only=True)
class Answer:
    """One response."""

    status: int = 200
    content_type: str = "application/json"
    content: bytes = b""
    headers: dict[str, str] = Factory(dict)


@frozen(kw_only=True)
class MovingList:
    """A list that is served by page, and its changes before each request, counted from 1."""

    size: int
    leave: dict[int, list[int]] = Factory(dict)
    enter: dict[int, int] = Factory(dict)  # number of new tasks, at the top
    total_of_page: bool = False  # whether the total counts only the page

    @property
    def stayers(self) -> list[str]:
        """The tasks that are in the list from the first request to the last."""
        gone = {number for numbers in self.leave.values() for number in numbers}
        return [f"t-{number}" for number in range(1, self.size + 1) if number not in gone]


@frozen(kw_only=True)
class Case:
    """One call, the response to it, and the required result in a client."""

    name: str
    row: str
    operation: str
    call: dict[str, Json]
    answer: Answer
    value: Json
    expect: str
    helper: bool = False  # whether it is beyond what generated clients do
    first: list[Answer] = Factory(list)  # earlier responses, which must be retried or followed by another request
    faults: list[Json] = Factory(list)  # faults of the mock, as its control plane expects them
    pause: float = 0.0  # minimum seconds between the first and the second request
    tasks: MovingList | None = None
    says: list[str] = Factory(list)

    @property
    def body(self) -> Json:
        """The JSON object in the response, if it is one."""
        value = json.loads(self.answer.content) if self.answer.content_type == "application/json" else None
        return value if isinstance(value, dict) else {}

    @property
    def signed(self) -> bool:
        """Whether the call is signed, and has no token."""
        return "secret_key" in self.call

    @property
    def token(self) -> str:
        """The token or access key of this case's call, by which the server knows it."""
        return f"token-of-{self.name}"

    @property
    def requests(self) -> int | None:
        """The required number of requests; None if it does not matter, because all of them fail."""
        times = [fault.get("times", 1) for fault in self.faults]
        return None if None in times else len(self.first) + sum(times) + 1

    @property
    def path(self) -> list[str]:
        """The segments of the path that must be requested, decoded."""
        names = {"{project_id}": self.call["project_id"], "{task_id}": self.call["task_id"]}
        return [names.get(segment, segment) for segment in OPERATIONS[self.operation].path.split("/")]


def documented(value: Json, schema: Json) -> Json:
    """Keep the documented part of a value: a missing field is None, like null, and a missing list is empty."""
    schema = SPEC.resolve(schema)
    if "properties" in schema:
        known = value if isinstance(value, dict) else {}
        return {name: documented(known.get(name), part) for name, part in schema["properties"].items()}
    if schema["type"] == "array":
        return [documented(item, schema["items"]) for item in value or []]
    return value


def response_schema(operation: str) -> Json:
    """Return the schema of an operation's successful response."""
    return media(OPERATIONS[operation].responses["200"])["schema"]


def read_case(name: str, said: dict[str, Json]) -> Case:
    """Create a case from its entry in the table."""
    operation, status, body = said.get("operation", "ListKeypairTask"), said.get("status", 200), said.get("body")
    if "example" in said:
        operation, code, example = said["example"].split("/")
        status, body = int(code), media(OPERATIONS[operation].responses[code])["examples"][example]["value"]
    asked = (body or {}).get("task_id") if operation == "ListKeypairTask" else None
    call: dict[str, Json] = {"project_id": TABLE["project_id"], "task_id": asked or TABLE["task_id"]}
    call |= {key: said[key] for key in ARGUMENTS if key in said} | {"do": said.get("do", "get")}
    value = documented(body, response_schema(operation)) if status == 200 and "text" not in said else None
    if call["do"] == "sign":
        call["requests"], value = signing_vectors()
    return Case(
        name=name,
        row=said["row"],
        operation=operation,
        call=call,
        answer=read_answer(said | {"status": status, "body": body}),
        value=value,
        expect=said.get("expect", "answer"),
        helper=said.get("helper", False),
        first=[read_answer(answer) for answer in said.get("first", [])],
        faults=said.get("faults", []),
        pause=said.get("pause", 0.0),
        tasks=MovingList(**said["list"]) if "list" in said else None,
        says=said.get("says", []),
    )


def read_answer(said: dict[str, Json]) -> Answer:
    """Create a response from its entry in the table."""
    text = said.get("text")
    return Answer(
        status=said.get("status", 200),
        content_type=said.get("content_type", "application/json"),
        content=(json.dumps(said.get("body"), ensure_ascii=False) if text is None else text).encode(),
        headers=said.get("headers", {}),
    )


def signing_vectors() -> tuple[list[Json], list[str]]:
    """Return the GET requests that the vendor's signer signed, and its signatures."""
    vectors = [vector for vector in load(VECTORS)["vectors"] if vector["input"]["method"] == "GET"]
    requests = []
    for vector in vectors:
        asked, sent = vector["input"], vector["output"]["headers_sent"]
        headers = {name: value for name, value in asked["headers"].items() if "_" not in name}
        headers |= {name: sent[name] for name in ("Host", "X-Sdk-Date")}
        keys = {"access_key": asked["ak"], "secret_key": asked["sk"]}
        requests.append({"url": vector["output"]["url"], "headers": headers, **keys})
    return requests, [vector["output"]["authorization"] for vector in vectors]


CASES = [read_case(str(name), said) for name, said in TABLE["cases"].items()]
