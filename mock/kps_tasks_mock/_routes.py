"""The operation of a request, found by its path."""

from functools import lru_cache
from urllib.parse import unquote

from attrs import frozen

TOKENS, PROJECTS = "CreateToken", "ListProjects"
METADATA_TOKEN, METADATA_KEY = "CreateMetadataToken", "ShowMetadataKey"

_LISTS = {"failed-tasks": "ListFailedTask", "running-tasks": "ListRunningTask"}
_OTHER_HOSTS = {
    "/v3/auth/tokens": TOKENS,
    "/v3/projects": PROJECTS,
    "/meta-data/latest/api/token": METADATA_TOKEN,
    "/openstack/latest/securitykey": METADATA_KEY,
}
OPERATIONS = ("ListKeypairTask", *_LISTS.values(), *_OTHER_HOSTS.values())
"""Operations of the service, named as in the spec; those of IAM and the metadata service named by the mock."""


@frozen
class Route:
    """The operation of a path, or None, and the names in the path."""

    operation: str | None = None
    project_id: str = ""
    task_id: str = ""


@lru_cache(4096)
def route_of(path: str) -> Route:
    """Find the route of a path as sent, with percent-encoding."""
    if path in _OTHER_HOSTS:
        return Route(_OTHER_HOSTS[path])
    match [unquote(segment) for segment in path.removeprefix("/").split("/")]:  # an encoded slash stays inside
        case ["v3", project_id, "tasks", task_id] if project_id and task_id:
            return Route("ListKeypairTask", project_id, task_id)
        case ["v3", project_id, name] if project_id and name in _LISTS:
            return Route(_LISTS[name], project_id)
    return Route()
