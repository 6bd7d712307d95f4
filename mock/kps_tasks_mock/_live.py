"""Changes of a running mock: tasks, failures, projects, identities and switches."""

from typing import Unpack

from attrs import evolve

from kps_tasks_client import facts

from . import _changes
from ._receiver import _Receiver
from ._seed_tasks import SeedTask


class _Live(_Receiver):
    """The part of a mock that changes its data."""

    def add_task(self, *, project_id: str | None = None, **task: Unpack[SeedTask]) -> str:
        """Add a task at the end of a project; a task whose state changes starts now.

        Args:
            project_id: Project; defaults to the first.
            **task: The keys of a task in a seed: either `status`, for a task whose state is fixed, or `operation`
                (`reset`, `replace`, `unbind`, `bind`) with `ready_seconds` (5), `running_seconds` (30) and `outcome`
                (`SUCCESS` or `FAILED`, the default is `SUCCESS`); `task_error_code` and `task_error_msg` for a failure;
                `operate_type` as shown in the running list; any other field of the lists, such as `task_id` or
                `server_name`, generated if left out.

        Returns:
            The ID of the task.

        Raises:
            SeedError: The task is not valid, or there is no such project.
        """
        with self._changing("add_task", task) as part:
            return _changes.with_new_task(self._state, part, project_id).task_id

    def change_task(self, task_id: str, /, *, project_id: str | None = None, **changes: Unpack[SeedTask]) -> None:
        """Change a task from now on; what is not named stays as it is.

        Args:
            task_id: ID of the task.
            project_id: Its project; defaults to the first.
            **changes: Keys of a task in a seed, as for `add_task`: a `status` fixes its state, an `operation` starts it
                anew, an `outcome` decides how it ends.

        Raises:
            SeedError: There is no such task, or the change is not valid; the task is as before.
        """
        with self._changing("change_task", changes) as part:
            _changes.change_task(self._state, part, task_id, project_id)

    def finish_task(
        self,
        task_id: str,
        /,
        outcome: str = "SUCCESS",
        *,
        project_id: str | None = None,
        **fields: Unpack[facts.TaskFields],
    ) -> None:
        """End a task now.

        Args:
            task_id: ID of the task.
            outcome: `SUCCESS` or `FAILED`.
            project_id: Its project; defaults to the first.
            **fields: Fields of its rows in the lists, such as `task_error_msg` of a failure.

        Raises:
            SeedError: There is no such task, or a field is not valid.
        """
        with self._changing("finish_task", fields) as part:
            _changes.finish_task(self._state, part, task_id, project_id, outcome)

    def fail_task(self, task_id: str, /, *, project_id: str | None = None, **fields: Unpack[facts.TaskFields]) -> None:
        """Fail a task now; see `finish_task`."""
        self.finish_task(task_id, "FAILED", project_id=project_id, **fields)

    def remove_task(self, task_id: str, *, project_id: str | None = None) -> None:
        """Remove a task from its project, which defaults to the first.

        Raises:
            SeedError: There is no such task.
        """
        with self._changing("remove_task", {}) as part:
            _changes.remove_task(self._state, part, task_id, project_id)

    def add_failure(self, *, project_id: str | None = None, **failure: object) -> str:
        """Add a record to the history of failures.

        Args:
            project_id: Project; defaults to the first.
            **failure: The keys of a failure in a seed: `operate_type`, and any other field of the list.

        Returns:
            The ID of the task.

        Raises:
            SeedError: The record is not valid.
        """
        with self._changing("add_failure", failure) as part:
            return _changes.with_new_failure(self._state, part, project_id)

    def remove_failure(self, task_id: str, *, project_id: str | None = None) -> None:
        """Delete the records of a task from the history of failures, as in the console of the service.

        Raises:
            SeedError: There is no such record.
        """
        with self._changing("remove_failure", {}) as part:
            _changes.remove_failure(self._state, part, task_id, project_id)

    def add_project(self, project_id: str, /, **members: object) -> None:
        """Add a project.

        Args:
            project_id: Its ID.
            **members: The keys of a project in a seed: `name`, `tokens`, `tasks`, `failures`.

        Raises:
            SeedError: The project exists, or something in it is not valid.
        """
        with self._changing("add_project", members) as part:
            self._state = _changes.with_new_project(self._state, part, project_id)

    def add_token(self, token: str, /, *, project_id: str | None = None, **details: object) -> None:
        """Add a token that is valid for a project, which defaults to the first.

        Args:
            token: The token.
            project_id: The project.
            **details: `permissions`, `expires_seconds`, `revoked`, as in a seed.

        Raises:
            SeedError: A detail is not valid.
        """
        with self._changing("add_token", {"token": token, **details}) as part:
            self._state = _changes.with_new_token(self._state, part, project_id)

    def add_user(self, **user: object) -> None:
        """Add an IAM user.

        Args:
            **user: The keys of a user in a seed: `name`, `password`, `account`, and optionally `account_id`,
                `projects`, `permissions`.

        Raises:
            SeedError: Something is missing or not valid.
        """
        with self._changing("add_user", user) as part:
            self._state = _changes.with_new_user(self._state, part)

    @property
    def switches(self) -> dict[str, str]:
        """Values of the switches, by name: what the mock does where the service's behaviour is unknown."""
        return self._state.switches.all()

    def switch(self, **values: str) -> None:
        """Set switches.

        Args:
            **values: Value by name; the guide on testing lists them all.

        Raises:
            SeedError: There is no such switch or value.
        """
        with self._changing("switch", values) as part:
            self._state = _changes.with_switches(self._state, part)

    def revoke(self, token: str = "") -> None:
        """Invalidate a token, as a password change would.

        Args:
            token: The token; defaults to all tokens.
        """
        with self._lock:
            self._state = evolve(self._state, identities=self._state.identities.without_token(token))
