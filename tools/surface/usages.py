"""How users write: every public name with its arguments, and the types that they rely on.

Type-checked, never run. A release records a copy, and later trees are checked against that: what no longer type-checks
breaks users. A new public name belongs here; a test says which is missing.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

import kps_tasks
from kps_tasks import (
    AccessKeyAuth,
    AgencyAuth,
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncClient,
    AsyncPager,
    AsyncTasks,
    AuthenticationError,
    BadRequestError,
    Client,
    Clock,
    ConfigurationError,
    FailedTask,
    InternalServerError,
    InvalidArgumentError,
    InvalidResponseError,
    KpsError,
    MetadataAuth,
    NotFoundError,
    Operation,
    Page,
    Pager,
    PasswordAuth,
    PermissionDeniedError,
    Phase,
    RateLimit,
    RateLimitError,
    ResponseLimits,
    RetryPolicy,
    RunningTask,
    StaticToken,
    Task,
    TaskFailedError,
    Tasks,
    TaskTimeoutError,
    TaskUpdate,
    UnknownTaskError,
)
from kps_tasks_mock import ArmedFault, Fault, KpsTransport, MockClock, MockKps, Request, SeedError

VERSION: str = kps_tasks.__version__
RETRY = RetryPolicy(attempts=3, first=0.1, longest=5.0, total=60.0)
LIMITS = ResponseLimits(size=2**20, error_size=2**10, depth=8, text=99)
BOUNDS: tuple[int, int, int, int] = (LIMITS.size, LIMITS.error_size, LIMITS.depth, LIMITS.text)
RETRIES: tuple[int, float, float, float] = (RETRY.attempts, RETRY.first, RETRY.longest, RETRY.total)
TOKEN: httpx.Auth = StaticToken("token")
REDACTED: str = StaticToken("token").redact(text="a text")


QUOTA = RateLimit(requests_per_minute=300)
WAIT: float = QUOTA.take(now=0.0, per_minute=60.0) or QUOTA.requests_per_minute


def credentials() -> Iterator[httpx.Auth]:
    yield AccessKeyAuth("AK", "SK")
    yield AccessKeyAuth(access_key="AK", secret_key="SK", security_token="token")
    yield AccessKeyAuth.from_env()
    yield AccessKeyAuth.from_env(environ={}, profile="prod")
    yield MetadataAuth()
    yield MetadataAuth(endpoint="http://metadata.test")
    yield PasswordAuth("name", "password", "account")
    iam = "https://iam.test"
    yield PasswordAuth(username="name", password="password", account="account", project_id="p", iam_endpoint=iam)
    password = PasswordAuth("name", "password", account_id="id", project_name="p")
    yield AgencyAuth(password, "agency", "account")
    yield AgencyAuth(source=password, agency="agency", account_id="id", project_id="p", project_name="p")


def clients() -> Iterator[Client]:
    yield Client("cn-north-4", project_id="p", auth=TOKEN)
    yield Client("cn-north-4", project_name="cn-north-4_dev", auth=TOKEN)
    yield Client(
        region="cn-north-4",
        project_id="p",
        auth=StaticToken(token="token"),
        iam_endpoint="https://iam.test",
        timeout=5,
        deadline=60,
        retry=None,
    )
    yield Client(endpoint="http://kps.test", project_id="p", auth=TOKEN, retry=RETRY, transport=httpx.HTTPTransport())
    yield Client("cn-north-4", rate_limit=QUOTA)
    yield Client.from_env()
    yield Client.from_env({"KPS_TOKEN": "token"}, timeout=5, metadata=True)
    yield Client.from_env(
        environ={"KPS_TOKEN": "token"}, profile="prod", rate_limit=None, headers={"X-Language": "en-us"}
    )
    yield Client("cn-north-4", auth=TOKEN, proxy="http://host:3128", verify="authorities.pem")
    yield Client("cn-north-4", auth=TOKEN, proxy=httpx.Proxy("http://host"), verify=ssl.create_default_context())
    yield Client("cn-north-4", auth=TOKEN, timeout=httpx.Timeout(30, connect=5), verify=Path("folder"))
    with httpx.Client(event_hooks={"request": [print]}) as http_client:
        yield Client("cn-north-4", auth=TOKEN, http_client=http_client, headers={"X-Language": "en-us"})


def options(kps: Client) -> Task:
    patient: Client = kps.with_options(timeout=60, deadline=600, retry=RetryPolicy(attempts=10))
    bounded: Client = patient.with_options(response_limits=LIMITS)
    return bounded.with_options(timeout=httpx.Timeout(5), retry=None).tasks.get("id")


async def async_options(kps: AsyncClient) -> Task:
    hasty: AsyncClient = kps.with_options(timeout=1.5, deadline=None)
    return await hasty.with_options(retry=None).tasks.get("id")


def places(kps: Client, other: AsyncClient) -> tuple[str, str | None, str, str | None]:
    return kps.endpoint, kps.project_id, other.endpoint, other.project_id


def async_clients() -> Iterator[AsyncClient]:
    yield AsyncClient("cn-north-4", project_id="p", auth=TOKEN)
    yield AsyncClient("cn-north-4", project_name="cn-north-4_dev", auth=TOKEN)
    yield AsyncClient(region="cn-north-4", auth=TOKEN, iam_endpoint="https://iam.test", timeout=5, retry=None)
    yield AsyncClient(endpoint="http://kps.test", retry=RETRY, transport=httpx.AsyncHTTPTransport())
    yield AsyncClient.from_env()
    yield AsyncClient.from_env({"KPS_TOKEN": "token"}, timeout=5, metadata=True)
    yield AsyncClient.from_env(environ={"KPS_TOKEN": "token"}, profile="prod", proxy=httpx.URL("http://host"))
    async_client = httpx.AsyncClient(transport=httpx.AsyncHTTPTransport())
    yield AsyncClient("cn-north-4", auth=TOKEN, http_client=async_client, headers={"X-Language": "en-us"})
    yield AsyncClient("cn-north-4", auth=TOKEN, proxy="http://host", verify=False, timeout=httpx.Timeout(5))


def one(kps: Client) -> tuple[str | None, str | None, str | None]:
    tasks: Tasks = kps.tasks
    task: Task = tasks.get("id")
    task = kps.tasks.get(task_id="id")
    return task.task_id, task.task_status, task.server_id


def row(task: Task | RunningTask | FailedTask) -> tuple[Phase, Operation, Mapping[str, Any], Mapping[str, Any]]:
    fields: dict[str, Any] = task.to_dict()
    names: tuple[str, ...] = task.FIELDS
    assert list(names) == list(fields)
    return task.phase, task.operation, task.raw, task.extra


def listed(task: RunningTask | FailedTask) -> tuple[str | None, ...]:
    at: datetime | None = task.task_datetime
    assert at is None or at.tzinfo
    return task.task_id, task.operate_type, task.task_time, task.server_name, task.server_id, task.keypair_name


def failure(task: FailedTask) -> tuple[str | None, str | None]:
    return task.task_error_code, task.task_error_msg


def made() -> tuple[Task, RunningTask, FailedTask]:
    return Task({"task_id": "id"}), RunningTask({}), FailedTask(row={})


def state(phase: Phase, operation: Operation) -> bool:
    text: str = phase
    if phase is Phase.READY or phase is Phase.RUNNING or phase is Phase.UNKNOWN:
        return False
    if operation in (Operation.RESET, Operation.REPLACE, Operation.UNBIND, Operation.BIND):
        return phase is Phase.FAILED or text == "failed"
    if operation in (Operation.RESET_OR_REPLACE, Operation.UNKNOWN):
        return phase == Phase.SUCCEEDED
    return phase.finished


def lists(kps: Client) -> Iterator[str | None]:
    running: Pager[RunningTask] = kps.tasks.list_running(limit=100, offset=0, concurrency=4)
    failed: Pager[FailedTask] = kps.tasks.list_failed(limit=100, offset=0, concurrency=4)
    total: int | None = running.total
    assert total is None or total > 0
    for task in running:
        yield task.server_name
    for page in failed.pages():
        yield page.request_id
        yield from (each.task_error_msg for each in page)
        assert (len(page), page.total, page.offset) == (len(page.tasks), failed.total, 0)


async def async_lists(kps: AsyncClient) -> AsyncIterator[str | None]:
    running: AsyncPager[RunningTask] = kps.tasks.list_running(limit=100, offset=0, concurrency=4)
    failed: AsyncPager[FailedTask] = kps.tasks.list_failed(limit=100, offset=0, concurrency=4)
    tasks: AsyncTasks = kps.tasks
    task: Task = await tasks.get(task_id="id")
    yield task.task_id
    async for each in running:
        yield each.server_name
    page: Page[FailedTask]
    async for page in failed.pages():
        yield page.request_id
    assert running.total == failed.total


def waiting(kps: Client) -> list[TaskUpdate]:
    for update in kps.tasks.watch(["id"], timeout=600, interval=5, requests_per_minute=60):
        print(update.task_id, update.task_status, update.phase, update.operation, update.server_id, update.finished)
    for update in kps.tasks.watch(
        ids="id", timeout=None, interval=lambda passes: 2.0**passes, requests_per_minute=None
    ):
        cause: FailedTask | None = update.failure
        print(cause, update.differs_from(None), update.differs_from(earlier=update))
    kps.tasks.wait(iter(["id"]), timeout=600, interval=5, on_unknown="raise")
    kps.tasks.wait(kps.tasks.get("id"))
    kps.tasks.wait(kps.tasks.list_running())
    updates = list(kps.tasks.watch([*kps.tasks.list_failed(), "id"], on_unknown="report"))
    kps.tasks.wait(updates)
    return kps.tasks.wait(ids="id", timeout=None, interval=1.5, requests_per_minute=None, return_failed=True)


async def async_waiting(kps: AsyncClient) -> list[TaskUpdate]:
    async for update in kps.tasks.watch(["id"], timeout=600, interval=5, requests_per_minute=60):
        print(update)
    await kps.tasks.wait("id", on_unknown="raise")
    await kps.tasks.wait(await kps.tasks.get("id"))
    return await kps.tasks.wait(ids="id", timeout=None, interval=1.5, requests_per_minute=None, return_failed=True)


def update() -> TaskUpdate:
    return TaskUpdate(
        task_id="id",
        task_status="FAILED_BIND",
        phase=Phase.FAILED,
        operation=Operation.BIND,
        server_id="id",
        failure=FailedTask({}),
        server_name="web-1",
        keypair_name="kp-1",
    )


def errors(kps: Client) -> object:
    try:
        with kps as entered:
            entered.tasks.wait("id")
            entered.close()
    except TaskFailedError as error:
        return [*error.tasks, *error.finished]
    except TaskTimeoutError as error:
        return [*error.tasks, *error.finished, error.timeout]
    except UnknownTaskError as error:
        return error.task_id, error.why, error.answer
    except (BadRequestError, AuthenticationError, PermissionDeniedError, NotFoundError) as error:
        return error.status_code, error.error_code, error.error_msg, error.request_id
    except (RateLimitError, InternalServerError) as error:
        return error.retry_after, RETRY.delay(error=error, attempt=1, elapsed=0.0)
    except (APITimeoutError, APIConnectionError, InvalidResponseError, APIStatusError) as error:
        return error.message, error.hint, error.body
    except APIError as error:
        return error.status_code
    except (InvalidArgumentError, ConfigurationError) as error:
        kps_error: KpsError = error
        value_error: ValueError = error
        return kps_error, value_error
    except KpsError as error:
        updates: tuple[TaskUpdate, ...] = error.finished + error.tasks
        unknown: tuple[str, ...] = error.unknown
        return updates, unknown
    return None


async def async_errors(kps: AsyncClient) -> None:
    async with kps as entered:
        await entered.close()


def raised() -> Iterator[KpsError]:
    yield RateLimitError("m", status_code=429, error_code="c", error_msg="m", request_id="r", hint="h", retry_after=1.0)
    yield InvalidResponseError(message="m", body="<html>")
    yield TaskFailedError(tasks=[update()], finished=[update()])
    yield TaskTimeoutError(tasks=[update()], finished=[update()], timeout=600.0)
    yield UnknownTaskError(task_id="id", why="because", answer=RateLimitError("m"))


def mocks() -> Iterator[MockKps]:
    yield MockKps.documented()
    yield MockKps.from_seed(name="demo")
    yield MockKps.from_dict(data={"projects": {}})
    try:
        yield MockKps.from_file(path="seed.yaml")
    except SeedError as error:
        print(error)


def mocked(mock: MockKps) -> None:
    task_id: str = mock.add_task(project_id=mock.project_id, operation="replace", running_seconds=30, outcome="FAILED")
    mock.add_task(status="RUNNING_BIND", task_id="t", server_name="web", keypair_name="k", task_error_msg=None)
    mock.add_task(operation="bind", ready_seconds=0.5, operate_type="RUNNING", task_time="0", server_id="s")
    transport: KpsTransport = mock.transport()
    Client(endpoint="http://kps.test", project_id=mock.project_id, auth=StaticToken(mock.token), transport=transport)
    AsyncClient(endpoint="http://kps.test", transport=mock.transport())
    mock.advance(seconds=60)
    mock.set_clock(ahead=3600)
    mock.revoke()
    mock.revoke(token=mock.token)
    AccessKeyAuth(*mock.access_key)
    with mock.serve(port=0, host="127.0.0.1") as url:
        print(task_id, url)
    httpx.ASGITransport(mock.app)
    request: Request = mock.requests[0]
    print(request.number, request.method, request.path, request.query, request.headers, request.request_id)
    name: str | None = request.header(name="Accept")
    print(name, Request(number=1, method="GET", path="/", query="", headers=(), body=b"", at=0.0))
    print(request.body, request.at, request.moment.isoformat())
    print(request.operation, request.project_id, request.task_id, request.masked_headers)
    print(request.params["limit"], *request.violations)


def steered(mock: MockKps) -> None:
    task_id = mock.add_failure(project_id=None, operate_type="FAILED_BIND")
    mock.change_task(task_id, project_id=None, status="SUCCESS_BIND")
    mock.finish_task(task_id, outcome="FAILED", project_id=None, task_error_msg="m")
    mock.fail_task(task_id, project_id=None, task_error_msg="m")
    mock.remove_task(task_id, project_id=None)
    mock.remove_failure(task_id, project_id=None)
    mock.add_project("p", tokens=["t"])
    mock.add_token("t", project_id=None, permissions=["gettask"])
    mock.add_user(name="u", password="p", account="a")
    mock.switch(order="newest-first")
    switches: dict[str, str] = mock.switches
    armed: ArmedFault = mock.fail(operation="ListRunningTask", times=None, status=503, after=2)
    mock.delay(seconds=1.0, operation=None, times=None)
    faults: list[ArmedFault] = mock.faults
    print(switches, faults, armed.fault, armed.id, armed.seen, armed.used, armed.is_spent, armed.as_dict())
    mock.clear_faults()
    mock.assert_faults_used()
    requests: list[Request] = mock.requests_of(operation=None, status=503)
    mock.assert_requested(operation=None, times=1, task_id="t")
    mock.assert_requests_valid()
    print(requests, mock.conversation)
    mock.clear_requests()
    snapshot: dict[str, Any] = mock.snapshot()
    mock.restore(data=snapshot)
    mock.reset()
    mock.advance_per_read(seconds=5)
    with mock.serve(secret="s") as url:
        environment: dict[str, str] = mock.environment(url=url)
        print(environment)


def clocks(mock: MockKps) -> Clock:
    clock: MockClock = mock.clock
    print(clock.monotonic())
    clock.sleep(seconds=1.0)
    Client(endpoint="http://kps.test", auth=StaticToken("t"), clock=clock)
    AsyncClient(endpoint="http://kps.test", auth=StaticToken("t"), clock=clock)
    return clock


async def pause(clock: Clock) -> None:
    await clock.async_sleep(seconds=1.0)


def fault(fault: Fault) -> None:
    print(fault.operation, fault.project_id, fault.task_id, fault.times, fault.after, fault.probability, fault.seed)
    print(fault.status, fault.error_code, fault.error_msg, fault.form, fault.retry_after, fault.body, fault.reset)
    print(fault.delay, fault.drip, fault.redirect, fault.credential, fault.rows, fault.total, fault.only_delays)


def updates(error: APIError, earlier: TaskUpdate, record: FailedTask) -> TaskUpdate:
    print(error.elapsed, TaskUpdate.from_row(task_id="t", row=RunningTask(row={})))
    update = TaskUpdate.from_task(task_id="t", task=Task.from_dict(src_dict={}), earlier=earlier)
    print(update.server_name, update.keypair_name, record.finished)
    return update.explained(record=record).named_like(other=record)
