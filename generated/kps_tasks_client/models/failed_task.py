from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="FailedTask")


@_attrs_define
class FailedTask:
    """One failure."""

    task_id: str | Unset = UNSET
    """ ID of the task. The pages call it the ID of the server, as they do server_id. """
    operate_type: str | Unset = UNSET
    """ What the task did. Open: compare with KnownOperateType and never reject another value. The pages list three
    values that say failed; their example says RUNNING_RESET. """
    task_time: str | Unset = UNSET
    """ Time of the task, in the published example as milliseconds since 1970 in decimal digits. """
    task_error_code: None | str | Unset = UNSET
    """ Code of the failure. Null in the published example, and empty in what the vendor's own acceptance test
    expects; no page lists the values. """
    task_error_msg: None | str | Unset = UNSET
    """ Message of the failure, in words. The pages call it an error code; their example is a message. """
    server_name: str | Unset = UNSET
    """ Name of the server. """
    server_id: str | Unset = UNSET
    """ ID of the server. """
    keypair_name: str | Unset = UNSET
    """ Name of the key pair. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        operate_type = self.operate_type

        task_time = self.task_time

        task_error_code: None | str | Unset
        if isinstance(self.task_error_code, Unset):
            task_error_code = UNSET
        else:
            task_error_code = self.task_error_code

        task_error_msg: None | str | Unset
        if isinstance(self.task_error_msg, Unset):
            task_error_msg = UNSET
        else:
            task_error_msg = self.task_error_msg

        server_name = self.server_name

        server_id = self.server_id

        keypair_name = self.keypair_name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["task_id"] = task_id
        if operate_type is not UNSET:
            field_dict["operate_type"] = operate_type
        if task_time is not UNSET:
            field_dict["task_time"] = task_time
        if task_error_code is not UNSET:
            field_dict["task_error_code"] = task_error_code
        if task_error_msg is not UNSET:
            field_dict["task_error_msg"] = task_error_msg
        if server_name is not UNSET:
            field_dict["server_name"] = server_name
        if server_id is not UNSET:
            field_dict["server_id"] = server_id
        if keypair_name is not UNSET:
            field_dict["keypair_name"] = keypair_name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id", UNSET)

        operate_type = d.pop("operate_type", UNSET)

        task_time = d.pop("task_time", UNSET)

        def _parse_task_error_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_error_code = _parse_task_error_code(d.pop("task_error_code", UNSET))

        def _parse_task_error_msg(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_error_msg = _parse_task_error_msg(d.pop("task_error_msg", UNSET))

        server_name = d.pop("server_name", UNSET)

        server_id = d.pop("server_id", UNSET)

        keypair_name = d.pop("keypair_name", UNSET)

        failed_task = cls(
            task_id=task_id,
            operate_type=operate_type,
            task_time=task_time,
            task_error_code=task_error_code,
            task_error_msg=task_error_msg,
            server_name=server_name,
            server_id=server_id,
            keypair_name=keypair_name,
        )

        failed_task.additional_properties = d
        return failed_task

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
