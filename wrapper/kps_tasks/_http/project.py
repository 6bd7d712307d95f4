"""The project to query: given, or looked up by its name when the first request needs it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from .._errors import ConfigurationError
from .._httpx import httpx
from .call_lock import CallLock
from .response import APIResponse, read_object, unusable


class Project:
    """The project of a client.

    Args:
        project_id: Its ID; None to look it up.
        name: The name to look it up by.
        iam: Returns the address where it is looked up, or raises a `ConfigurationError`.
    """

    def __init__(self, project_id: str | None, name: str | None, iam: Callable[[], object]) -> None:
        if project_id is None and name is None:
            raise ConfigurationError("No project ID: give project_id, or the region to look it up.")
        self.id = project_id
        self._name = name
        self._iam = iam
        self._headers: httpx.Headers | None = None
        self.lock = CallLock()

    def name_in(self, headers: httpx.Headers) -> None:
        """Add the project ID to the headers of all requests, as signed requests need it: now, or when it is found."""
        self._headers = headers
        if self.id is not None and self.id.isascii():
            headers["X-Project-Id"] = self.id

    @property
    def url(self) -> str:
        """Address of the look-up."""
        return f"{str(self._iam()).rstrip('/')}/v3/projects?name={quote(self._name or '', safe='')}"

    def found(self, response: APIResponse) -> str:
        """Read the ID from the response.

        Raises:
            ConfigurationError: No project has the name, or several have.
        """
        projects = read_object(response).get("projects")
        if not isinstance(projects, list):
            raise unusable(response, "it has no list of projects")
        ids = [str(project["id"]) for project in projects if isinstance(project, dict) and project.get("id")]
        if len(ids) != 1:
            seen = f"several projects named {self._name!r}" if ids else f"no project named {self._name!r}"
            which = f": {response.redact(', '.join(ids))}" if ids else ""
            raise ConfigurationError(
                f"The project ID cannot be looked up: this credential can see {seen}{which}. Give project_id."
            )
        if not ids[0].isalnum() or response.redact(ids[0]) != ids[0]:
            raise unusable(response, "it has no usable project ID")
        self.id = ids[0]
        if self._headers is not None:
            self.name_in(self._headers)
        return self.id
