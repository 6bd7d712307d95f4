"""Contains all the data models used in inputs/outputs"""

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
