"""The objects of requests and responses; each is imported when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .error_response import ErrorResponse
    from .failed_task import FailedTask
    from .failed_task_page import FailedTaskPage
    from .keypair_task import KeypairTask
    from .known_error_code import KnownErrorCode
    from .known_operate_type import KnownOperateType
    from .known_task_status import KnownTaskStatus
    from .nested_error import NestedError
    from .running_task import RunningTask
    from .running_task_page import RunningTaskPage

_MODULES = {
    "ErrorResponse": "error_response",
    "FailedTask": "failed_task",
    "FailedTaskPage": "failed_task_page",
    "KeypairTask": "keypair_task",
    "KnownErrorCode": "known_error_code",
    "KnownOperateType": "known_operate_type",
    "KnownTaskStatus": "known_task_status",
    "NestedError": "nested_error",
    "RunningTask": "running_task",
    "RunningTaskPage": "running_task_page",
}

__all__ = (
    "ErrorResponse",
    "FailedTask",
    "FailedTaskPage",
    "KeypairTask",
    "KnownErrorCode",
    "KnownOperateType",
    "KnownTaskStatus",
    "NestedError",
    "RunningTask",
    "RunningTaskPage",
)


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
        globals()[name] = value
        return value
