"""The same request gets the same response at every entry point, and is recorded once."""

import asyncio
import subprocess
import sys
import threading

import httpx
import pytest

from kps_tasks_mock import KpsTransport, MockKps, _receiver

TASK = "aee8d2fe-5484-4753-9177-5a38dc15546c"
PROJECT = "/v3/0123456789abcdef0123456789abcdef"
TOKEN = {"X-Auth-Token": "demo-token"}
REQUESTS = [
    ("GET", f"{PROJECT}/tasks/{TASK}", TOKEN),
    ("GET", f"{PROJECT}/tasks/odd%2Fid", TOKEN),
    ("GET", f"{PROJECT}/tasks/odd%252Fid", TOKEN),
    ("GET", f"{PROJECT}/tasks/%E4%BB%BB", TOKEN),
    ("GET", f"{PROJECT}/running-tasks?limit=1&offset=1", TOKEN),
    ("GET", f"{PROJECT}/running-tasks?limit=%31", TOKEN),
    ("GET", f"{PROJECT}/running-tasks?limit=1+", TOKEN),
    ("GET", f"{PROJECT}/running-tasks?", TOKEN),
    ("GET", f"{PROJECT}/failed-tasks", TOKEN),
    ("GET", f"{PROJECT}/failed-tasks", {}),
    ("GET", f"{PROJECT}/failed-tasks", [("X-Auth-Token", "demo-token"), ("X-Auth-Token", "demo-token")]),
    ("GET", "/v3/other/failed-tasks", TOKEN),
    ("POST", f"{PROJECT}/failed-tasks", TOKEN),
    ("HEAD", f"{PROJECT}/failed-tasks", TOKEN),
    ("OPTIONS", f"{PROJECT}/failed-tasks", TOKEN),
    ("GET", "/", {}),
]


@pytest.fixture
def mock():
    mock = MockKps.from_seed("demo")
    mock.add_task(status="READY_BIND", task_id="odd/id")
    return mock


def summary(response):
    return response.status_code, sorted(response.headers.multi_items()), response.content


def ask_sync(client):
    with client:
        return [summary(client.request(method, path, headers=headers)) for method, path, headers in REQUESTS]


async def ask_async(client):
    async with client:
        return [summary(await client.request(method, path, headers=headers)) for method, path, headers in REQUESTS]


def through_transport(mock):
    return ask_sync(httpx.Client(transport=mock.transport(), base_url="http://kps.test"))


def through_async_transport(mock):
    return asyncio.run(ask_async(httpx.AsyncClient(transport=mock.transport(), base_url="http://kps.test")))


def through_asgi(mock):
    transport = httpx.ASGITransport(app=mock.app)
    responses = asyncio.run(ask_async(httpx.AsyncClient(transport=transport, base_url="http://kps.test")))
    # A server omits the body of a response to HEAD, and there is none here.
    return [
        (status, headers, b"" if method == "HEAD" else body)
        for (method, _, _), (status, headers, body) in zip(REQUESTS, responses, strict=True)
    ]


def through_socket(mock):
    with mock.serve() as url:
        return ask_sync(httpx.Client(base_url=url, trust_env=False))


@pytest.mark.parametrize("door", [through_async_transport, through_asgi, through_socket])
def test_doors_agree(door, mock):
    twin = MockKps.from_seed("demo")
    twin.add_task(status="READY_BIND", task_id="odd/id")

    assert door(mock) == through_transport(twin)
    noted = [(request.number, request.method, request.path, request.query) for request in mock.requests]
    assert noted == [(request.number, request.method, request.path, request.query) for request in twin.requests]
    assert len(noted) == len(REQUESTS)


def test_the_first_responses_are_as_meant(mock):
    statuses = [status for status, _, _ in through_transport(mock)]

    assert statuses == [200, 200, 400, 400, 200, 200, 400, 200, 200, 401, 401, 403, 405, 405, 405, 404]


def test_a_transport_is_one_for_both_kinds_of_client():
    transport = MockKps.documented().transport()

    assert isinstance(transport, KpsTransport)
    assert isinstance(transport, httpx.BaseTransport)
    assert isinstance(transport, httpx.AsyncBaseTransport)


def test_requests_are_kept_as_sent(ask, mock):
    ask(mock, "tasks/odd%2Fid?limit=%31&x", headers={"X-Auth-Token": "s3cret", "X-Language": "en-us"})
    (request,) = mock.requests

    assert (request.method, request.path) == ("GET", f"{PROJECT}/tasks/odd%2Fid")
    assert request.query == "limit=%31&x"
    assert request.header("x-language") == "en-us"
    assert request.header("X-Auth-Token") == "s3cret"
    assert request.header("X-None") is None


@pytest.mark.parametrize("header", ["X-Auth-Token", "Authorization", "X-Security-Token", "Cookie"])
def test_credentials_are_not_in_the_repr(ask, mock, header):
    ask(mock, "running-tasks", headers={header: "s3cret", "X-Language": "en-us"})
    shown = repr(mock.requests) + repr(mock._state)

    assert header.lower() in shown
    assert "en-us" in shown
    assert "s3cret" not in shown
    assert "demo-token" not in shown


def test_the_list_of_requests_is_the_callers_own(ask, mock):
    ask(mock, "running-tasks")
    mock.requests.clear()

    assert len(mock.requests) == 1


def test_of_very_many_requests_the_newest_are_kept(ask, monkeypatch):
    monkeypatch.setattr(_receiver, "KEPT_REQUESTS", 3)
    mock = MockKps.documented()
    for _ in range(5):
        ask(mock, "running-tasks")

    assert [request.number for request in mock.requests] == [3, 4, 5]


def test_a_streamed_body_is_read_in_process(mock):
    read = []

    def body():
        for number in range(3):
            read.append(number)
            yield b"x"

    async def async_body():
        for chunk in body():
            yield chunk

    async def post_async():
        async with httpx.AsyncClient(transport=mock.transport(), base_url="http://kps.test") as client:
            await client.post("/", content=async_body())

    with httpx.Client(transport=mock.transport(), base_url="http://kps.test") as client:
        client.post("/", content=body())
    asyncio.run(post_async())

    assert read == [0, 1, 2] * 2


def test_asgi_lifespan(mock):
    async def live():
        sent = []
        events = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive():
            return next(events)

        async def send(message):
            sent.append(message["type"])

        await mock.app({"type": "lifespan"}, receive, send)
        return sent

    assert asyncio.run(live()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_asgi_without_raw_path_and_with_a_client_that_left(mock):
    scope = {"type": "http", "method": "GET", "path": "/v3/任/tasks", "query_string": b"", "headers": []}

    async def ask_with(event):
        sent = []

        async def receive():
            return event

        async def send(message):
            sent.append(message)

        await mock.app(scope, receive, send)
        return sent

    sent_back = asyncio.run(ask_with({"type": "http.request"}))
    assert sent_back[0]["status"] == 404
    assert mock.requests[0].path == "/v3/%E4%BB%BB/tasks"
    assert asyncio.run(ask_with({"type": "http.disconnect"})) == []
    assert len(mock.requests) == 1


def test_many_threads_lose_nothing(ask, mock):
    def work():
        for _ in range(25):
            mock.add_task(status="RUNNING_BIND")
            mock.advance(0.001)
            ask(mock, "running-tasks")

    moving = mock.add_task(operation="bind", ready_seconds=0.2)
    before = ask(mock, "running-tasks").json()["total"]
    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert ask(mock, "running-tasks").json()["total"] == before + 200
    assert [request.number for request in mock.requests] == list(range(1, 203))
    assert ask(mock, f"tasks/{moving}").json()["task_status"] == "RUNNING_BIND"


def test_a_mock_of_a_dict_needs_no_yaml_and_one_of_a_file_says_how_to_get_it():
    code = (
        "import sys; sys.modules['yaml'] = None\n"
        "import httpx, kps_tasks_mock\n"
        "mock = kps_tasks_mock.MockKps.from_dict({'projects': {'p': {'tokens': ['t']}}})\n"
        "client = httpx.Client(transport=mock.transport())\n"
        "response = client.get('http://x/v3/p/failed-tasks', headers={'X-Auth-Token': 't'})\n"
        "assert response.json() == {'total': 0, 'tasks': []}, response.text\n"
        "try:\n  kps_tasks_mock.MockKps.documented()\n"
        "except ModuleNotFoundError as error:\n  assert 'pip install' in f'{error}' and '[mock]' in f'{error}'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
