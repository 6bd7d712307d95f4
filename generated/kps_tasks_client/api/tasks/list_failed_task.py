from __future__ import annotations

from typing import TYPE_CHECKING

from ... import errors
from ...models.error_response import ErrorResponse
from ...models.failed_task_page import FailedTaskPage
from ...types import Request, Response, object_of, segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def request(
    project_id: str,
    *,
    limit: int | None = None,
    offset: int | None = None,
) -> Request[FailedTaskPage]:
    """Build the request: List failed tasks.

    Returns the failed tasks. A record stays in the list until it is deleted. The order of the list is not
    documented.

    Args:
        project_id: As the service documents it.
        limit: As the service documents it; None to leave it out.
        offset: As the service documents it; None to leave it out.

    Returns:
        The request; nothing is sent.

    Raises:
        ValueError: A part of the path is empty, ``.`` or ``..``.
    """
    return Request(
        "GET",
        "/v3/{project_id}/failed-tasks".format(
            project_id=segment("project_id", project_id),
        ),
        params={
            name: value
            for name, value in {
                "limit": limit,
                "offset": offset,
            }.items()
            if value is not None
        },
    )


def _response_of(
    client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorResponse | FailedTaskPage]:
    parsed: ErrorResponse | FailedTaskPage | None = None
    body = object_of(response)
    match response.status_code:
        case 200:
            parsed = None if body is None else FailedTaskPage(body)
        case 400:
            parsed = None if body is None else ErrorResponse(body)
        case 401:
            parsed = None if body is None else ErrorResponse(body)
        case 403:
            parsed = None if body is None else ErrorResponse(body)
        case 404:
            parsed = None if body is None else ErrorResponse(body)
        case 429:
            parsed = None if body is None else ErrorResponse(body)
        case status:
            if client.raise_on_unexpected_status:
                raise errors.UnexpectedStatus(status, response.content)
    return Response(response.status_code, response.content, response.headers, parsed)


def sync_detailed(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | None = None,
    offset: int | None = None,
) -> Response[ErrorResponse | FailedTaskPage]:
    """List failed tasks.

    Returns the failed tasks. A record stays in the list until it is deleted. The order of the list is not
    documented.

    Args:
        project_id: As the service documents it.
        limit: As the service documents it; None to leave it out.
        offset: As the service documents it; None to leave it out.
        client: The client to send it with.

    Returns:
        The response, whatever its status.

    Raises:
        ValueError: A part of the path is empty, ``.`` or ``..``.
        errors.UnexpectedStatus: The status is not documented and Client.raise_on_unexpected_status is True.
        httpx.HTTPError: The connection failed or timed out before a complete response.
    """
    asked = request(
        project_id,
        limit=limit,
        offset=offset,
    )
    http = client.get_httpx_client()
    return _response_of(client, http.request(asked.method, asked.path, params=asked.params, headers=asked.headers))


def sync(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | None = None,
    offset: int | None = None,
) -> ErrorResponse | FailedTaskPage | None:
    """List failed tasks.

    Returns the failed tasks. A record stays in the list until it is deleted. The order of the list is not
    documented.

    Args:
        project_id: As the service documents it.
        limit: As the service documents it; None to leave it out.
        offset: As the service documents it; None to leave it out.
        client: The client to send it with.

    Returns:
        What the body says; None if that is not documented or not a JSON object.

    Raises:
        ValueError: A part of the path is empty, ``.`` or ``..``.
        errors.UnexpectedStatus: The status is not documented and Client.raise_on_unexpected_status is True.
        httpx.HTTPError: The connection failed or timed out before a complete response.
    """
    return sync_detailed(
        project_id,
        client=client,
        limit=limit,
        offset=offset,
    ).parsed


async def asyncio_detailed(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | None = None,
    offset: int | None = None,
) -> Response[ErrorResponse | FailedTaskPage]:
    """List failed tasks.

    Returns the failed tasks. A record stays in the list until it is deleted. The order of the list is not
    documented.

    Args:
        project_id: As the service documents it.
        limit: As the service documents it; None to leave it out.
        offset: As the service documents it; None to leave it out.
        client: The client to send it with.

    Returns:
        The response, whatever its status.

    Raises:
        ValueError: A part of the path is empty, ``.`` or ``..``.
        errors.UnexpectedStatus: The status is not documented and Client.raise_on_unexpected_status is True.
        httpx.HTTPError: The connection failed or timed out before a complete response.
    """
    asked = request(
        project_id,
        limit=limit,
        offset=offset,
    )
    http = client.get_async_httpx_client()
    response = await http.request(asked.method, asked.path, params=asked.params, headers=asked.headers)
    return _response_of(client, response)


async def asyncio(
    project_id: str,
    *,
    client: AuthenticatedClient | Client,
    limit: int | None = None,
    offset: int | None = None,
) -> ErrorResponse | FailedTaskPage | None:
    """List failed tasks.

    Returns the failed tasks. A record stays in the list until it is deleted. The order of the list is not
    documented.

    Args:
        project_id: As the service documents it.
        limit: As the service documents it; None to leave it out.
        offset: As the service documents it; None to leave it out.
        client: The client to send it with.

    Returns:
        What the body says; None if that is not documented or not a JSON object.

    Raises:
        ValueError: A part of the path is empty, ``.`` or ``..``.
        errors.UnexpectedStatus: The status is not documented and Client.raise_on_unexpected_status is True.
        httpx.HTTPError: The connection failed or timed out before a complete response.
    """
    return (
        await asyncio_detailed(
            project_id,
            client=client,
            limit=limit,
            offset=offset,
        )
    ).parsed
