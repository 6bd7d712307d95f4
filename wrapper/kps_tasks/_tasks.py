"""The task queries, as ``client.tasks``."""

from __future__ import annotations

from . import _flows
from ._checks import LIMIT_RANGE, check_limit, check_offset, check_segment
from ._drivers import AsyncDriver, SyncDriver
from ._models import FailedTask, RunningTask, Task
from ._pager import AsyncPager, Pager
from ._paging import FAILED, RUNNING

_LIMIT = LIMIT_RANGE[-1]


class Tasks:
    """Queries about key pair tasks; reached as ``Client(…).tasks``."""

    def __init__(self, driver: SyncDriver) -> None:
        self._driver = driver

    def get(self, task_id: str) -> Task:
        """Get one task, with one request.

        Args:
            task_id: ID that the operation which started the task returned.

        Returns:
            The task; ``task.phase`` says how far it is.

        Raises:
            InvalidArgumentError: The ID is empty, ``.``, ``..`` or has a control character. Nothing was sent.
            BadRequestError: The service does not know the ID (its error table: 400, ``KPS.0001``).
            APIError: Any other failure of the call.

        Example:
            ```python
            task = kps.tasks.get("aee8d2fe-5484-4753-9177-5a38dc15546c")
            print(task.task_status, task.phase, task.phase.finished)
            ```
        """
        return self._driver.run(_flows.get(check_segment("task_id", task_id)))

    def list_running(self, *, limit: int = _LIMIT, offset: int = 0) -> Pager[RunningTask]:
        """List the tasks in progress, lazily.

        Args:
            limit: Tasks asked for with one request, 2 to 1000. It does not bound the list.
            offset: Tasks to skip at the start of the list.

        Returns:
            A pager: iterate over it for tasks, over its ``pages()`` for pages.

        Raises:
            InvalidArgumentError: limit or offset is out of range.
            APIError: While iterating: a call failed.

        Example:
            ```python
            for task in kps.tasks.list_running():
                print(task.task_id, task.server_name, task.operation)
            ```
        """
        return Pager(self._driver, RUNNING, check_limit(limit), check_offset(offset))

    def list_failed(self, *, limit: int = _LIMIT, offset: int = 0) -> Pager[FailedTask]:
        """List the failures, lazily. The service keeps a failure until someone deletes its record.

        Args:
            limit: Tasks asked for with one request, 2 to 1000. It does not bound the list.
            offset: Tasks to skip at the start of the list.

        Returns:
            A pager: iterate over it for tasks, over its ``pages()`` for pages.

        Raises:
            InvalidArgumentError: limit or offset is out of range.
            APIError: While iterating: a call failed.

        Example:
            ```python
            for task in kps.tasks.list_failed():
                print(task.task_id, task.task_error_msg)
            ```
        """
        return Pager(self._driver, FAILED, check_limit(limit), check_offset(offset))


class AsyncTasks:
    """Queries about key pair tasks; reached as ``AsyncClient(…).tasks``. As `Tasks`, to be awaited."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    async def get(self, task_id: str) -> Task:
        """Get one task, with one request; see `Tasks.get`."""
        return await self._driver.run(_flows.get(check_segment("task_id", task_id)))

    def list_running(self, *, limit: int = _LIMIT, offset: int = 0) -> AsyncPager[RunningTask]:
        """List the tasks in progress, lazily; see `Tasks.list_running`."""
        return AsyncPager(self._driver, RUNNING, check_limit(limit), check_offset(offset))

    def list_failed(self, *, limit: int = _LIMIT, offset: int = 0) -> AsyncPager[FailedTask]:
        """List the failures, lazily; see `Tasks.list_failed`."""
        return AsyncPager(self._driver, FAILED, check_limit(limit), check_offset(offset))
