"""Which project is asked: given, or looked up by the region's name when the first request needs it."""

from __future__ import annotations

from .._errors import ConfigurationError
from .._httpx import httpx
from .response import APIResponse, read_object, unusable


class Project:
    """The project of a client.

    Args:
        project_id: Its ID; None to look it up.
        name: The name to look it up by.
        iam_endpoint: Where to look it up.
    """

    def __init__(self, project_id: str | None, name: str | None, iam_endpoint: str) -> None:
        if project_id is None and name is None:
            raise ConfigurationError("No project ID: give project_id, or the region, by which it can be looked up.")
        self.id = project_id
        self._name = name
        self._url = f"{iam_endpoint.rstrip('/')}/v3/projects"
        self._headers: httpx.Headers | None = None

    def name_in(self, headers: httpx.Headers) -> None:
        """Name the project in the headers that all requests have, as signed ones do; at once or when it is found."""
        self._headers = headers
        if self.id is not None and self.id.isascii():
            headers["X-Project-Id"] = self.id

    def lookup(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Make the request that looks the project up."""
        return http.build_request("GET", self._url, params={"name": self._name})

    def found(self, response: APIResponse) -> str:
        """Take the ID from the response.

        Raises:
            ConfigurationError: No project is called like the region, or several are.
        """
        projects = read_object(response).get("projects")
        if not isinstance(projects, list):
            raise unusable(response, "it has no list of projects")
        ids = [str(project["id"]) for project in projects if isinstance(project, dict) and project.get("id")]
        if len(ids) != 1:
            some = f"several: {response.redact(', '.join(ids))}" if ids else "none"
            raise ConfigurationError(
                f"The project ID cannot be looked up: of the projects called {self._name!r} this credential can see "
                f"{some}. Give project_id."
            )
        if not ids[0].isalnum() or response.redact(ids[0]) != ids[0]:
            raise unusable(response, "it has no usable project ID")
        self.id = ids[0]
        if self._headers is not None:
            self.name_in(self._headers)
        return self.id
