"""The test kit: fixtures as users have them, and a clock without waiting."""

from __future__ import annotations

import asyncio
import threading

import pytest

from kps_tasks import AsyncClient, Client, RateLimitError, TaskFailedError, TaskTimeoutError
from kps_tasks_mock import MockKps


def test_three_lines_add_a_failing_task_that_wait_explains(kps_mock, kps_client):
    task_id = kps_mock.add_task(operation="reset", outcome="FAILED", task_error_msg="no route to host")
    with pytest.raises(TaskFailedError, match="no route to host"):
        kps_client.tasks.wait(task_id)


def test_a_wait_takes_the_time_of_the_mock_and_no_more(kps_mock, kps_client):
    task_id = kps_mock.add_task(operation="bind", ready_seconds=5, running_seconds=30)
    assert kps_client.tasks.wait(task_id, timeout=60)
    assert 35 <= kps_mock.clock.monotonic() < 60


def test_a_wait_that_is_given_up(kps_mock, kps_client):
    task_id = kps_mock.add_task(operation="bind", running_seconds=3600)
    with pytest.raises(TaskTimeoutError):
        kps_client.tasks.wait(task_id, timeout=100)
    assert 100 <= kps_mock.clock.monotonic() < 101


def test_several_async_waits_share_the_time(kps_mock, kps_async_client):
    ids = [kps_mock.add_task(operation="bind", ready_seconds=0, running_seconds=60 * n) for n in (1, 2, 3)]

    async def wait():
        await asyncio.gather(*(kps_async_client.tasks.wait(task_id, timeout=200) for task_id in ids))
        return kps_mock.clock.monotonic(), len(kps_mock.requests)

    ended, asked = asyncio.run(wait())
    assert 180 <= ended <= 200
    kps_mock.reset()
    for n in (1, 2, 3):
        kps_mock.add_task(operation="bind", ready_seconds=0, running_seconds=60 * n)
    assert asyncio.run(wait()) == (ended, asked)


def test_time_stands_while_somebody_has_something_to_do(kps_mock):
    async def busy():
        for _ in range(10):
            await asyncio.sleep(0)
        return kps_mock.clock.monotonic()

    async def run():
        return await asyncio.gather(kps_mock.clock.async_sleep(60), busy())

    assert asyncio.run(run()) == [None, 0]
    assert kps_mock.clock.monotonic() == 60


def test_the_shortest_pause_ends_first(kps_mock):
    async def pause(seconds):
        await kps_mock.clock.async_sleep(seconds)
        return kps_mock.clock.monotonic()

    async def run():
        return await asyncio.gather(pause(60), pause(10), pause(0))

    assert asyncio.run(run()) == [60, 10, 0]


def test_several_threads_wait_at_the_same_time(kps_mock, kps_client):
    ids = [kps_mock.add_task(operation="bind", ready_seconds=0, running_seconds=60) for _ in range(4)]
    failures = []

    def wait(task_id):
        try:
            kps_client.tasks.wait(task_id, timeout=1000)
        except TaskTimeoutError as error:
            failures.append(error)

    threads = [threading.Thread(target=wait, args=(task_id,)) for task_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.kps_mock(seed="contract", faults_used=True)
def test_the_marker_names_a_seed(kps_mock, kps_client):
    assert kps_mock.token == "contract-token"
    kps_mock.fail(status=503, times=2)
    assert len(list(kps_client.tasks.list_running())) > 30
    assert kps_mock.clock.monotonic() > 0, "the retries waited"


@pytest.mark.kps_mock({"projects": {"p": {"tokens": ["mine"], "tasks": [{"status": "READY_BIND", "repeat": 3}]}}})
def test_the_marker_has_the_data_of_a_seed(kps_client):
    assert len(list(kps_client.tasks.list_running())) == 3


def test_retries_wait_as_long_as_the_mock_says(kps_mock, kps_client):
    kps_mock.fail(retry_after=40)
    list(kps_client.tasks.list_running())
    assert kps_mock.clock.monotonic() >= 40
    kps_mock.fail(times=None)
    with pytest.raises(RateLimitError):
        list(kps_client.with_options(retry=None).tasks.list_running())


def test_code_that_makes_its_own_client_finds_the_mock_and_does_not_wait_either(kps_mock, kps_env):
    task_id = kps_mock.add_task(operation="bind", running_seconds=30)
    with Client.from_env() as client:
        assert client.endpoint == kps_env["KPS_ENDPOINT"]
        client.tasks.wait(task_id)

    async def wait():
        async with AsyncClient.from_env() as client:
            await client.tasks.wait(kps_mock.add_task(operation="bind", running_seconds=30))

    asyncio.run(wait())
    assert kps_mock.clock.monotonic() >= 70


def test_each_read_can_move_the_time(ask):
    mock = MockKps.from_dict({"seconds_per_read": 7, "projects": {"p": {"tokens": ["t"]}}})
    task = mock.add_task(operation="bind", ready_seconds=7, running_seconds=28)
    seen = [ask(mock, f"tasks/{task}").json()["task_status"] for _ in range(6)]
    assert seen == ["RUNNING_BIND"] * 4 + ["SUCCESS_BIND"] * 2
    mock.advance_per_read(0)
    task = mock.add_task(operation="bind")
    assert {ask(mock, f"tasks/{task}").json()["task_status"] for _ in range(9)} == {"READY_BIND"}
    with pytest.raises(ValueError, match="time does not go back"):
        mock.advance_per_read(-1)


def test_a_fault_that_was_forgotten_fails_the_test(pytester_run):
    outcome = pytester_run(
        """
        import pytest

        @pytest.mark.kps_mock(faults_used=True)
        def test_it(kps_mock):
            kps_mock.fail("ListFailedTask")
        """
    )
    assert "faults not used up" in outcome
    assert "1 passed, 1 error" in outcome


def test_the_plugin_imports_nothing_before_a_test_asks_for_it(pytester_run):
    outcome = pytester_run(
        """
        import sys

        def test_it():
            assert not {"httpx", "kps_tasks_mock._mock", "yaml"} & {*sys.modules}
        """
    )
    assert "1 passed" in outcome
