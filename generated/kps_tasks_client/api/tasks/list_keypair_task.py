from __future__ import annotations

from typing import TYPE_CHECKING

from ... import errors
from ...models.error_response import ErrorResponse
from ...models.keypair_task import KeypairTask
from ...types import Request, Response, object_of, segment

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client


def request(
    project_id: str,
    task_id: str,
) -> Request[KeypairTask]:
    """Build the request: Get one task.

    Returns the state of one task, by the ID that the operation which started it returned. Only this operation
    shows that a task succeeded: there is no list of succeeded tasks.

    Args:
        project_id: As the service documents it.
        task_id: As the service documents it.

    Returns:
        The request; nothing is sent.

    Raises:
        ValueError: A part of the path is empty, ``.`` or ``..``.
    """
    return Request(
        "GET",
        "/v3/{project_id}/tasks/{task_id}".format(
            project_id=segment("project_id", project_id),
            task_id=segment("task_id", task_id),
        ),
    )


def _response_of(
    client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorResponse | KeypairTask]:
    parsed: ErrorResponse | KeypairTask | None = None
    body = object_of(response)
    match response.status_code:
        case 200:
            parsed = None if body is None else KeypairTask(body)
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
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorResponse | KeypairTask]:
    """Get one task.

    Returns the state of one task, by the ID that the operation which started it returned. Only this operation
    shows that a task succeeded: there is no list of succeeded tasks.

    Args:
        project_id: As the service documents it.
        task_id: As the service documents it.
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
        task_id,
    )
    http = client.get_httpx_client()
    return _response_of(client, http.request(asked.method, asked.path, params=asked.params, headers=asked.headers))


def sync(
    project_id: str,
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorResponse | KeypairTask | None:
    """Get one task.

    Returns the state of one task, by the ID that the operation which started it returned. Only this operation
    shows that a task succeeded: there is no list of succeeded tasks.

    Args:
        project_id: As the service documents it.
        task_id: As the service documents it.
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
        task_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    project_id: str,
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorResponse | KeypairTask]:
    """Get one task.

    Returns the state of one task, by the ID that the operation which started it returned. Only this operation
    shows that a task succeeded: there is no list of succeeded tasks.

    Args:
        project_id: As the service documents it.
        task_id: As the service documents it.
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
        task_id,
    )
    http = client.get_async_httpx_client()
    response = await http.request(asked.method, asked.path, params=asked.params, headers=asked.headers)
    return _response_of(client, response)


async def asyncio(
    project_id: str,
    task_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorResponse | KeypairTask | None:
    """Get one task.

    Returns the state of one task, by the ID that the operation which started it returned. Only this operation
    shows that a task succeeded: there is no list of succeeded tasks.

    Args:
        project_id: As the service documents it.
        task_id: As the service documents it.
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
            task_id,
            client=client,
        )
    ).parsed
