from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="KeypairTask")


@_attrs_define
class KeypairTask:
    """State of one task."""

    task_id: str | Unset = UNSET
    """ ID of the task, as it was asked for. """
    task_status: str | Unset = UNSET
    """ State of the task. Open: compare with KnownTaskStatus and never reject another value. The published list
    says FAILED_RESET and SUCCESS_RESET twice, the second time for a replacement. """
    server_id: str | Unset = UNSET
    """ ID of the server whose key pair the task changes. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        task_status = self.task_status

        server_id = self.server_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["task_id"] = task_id
        if task_status is not UNSET:
            field_dict["task_status"] = task_status
        if server_id is not UNSET:
            field_dict["server_id"] = server_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id", UNSET)

        task_status = d.pop("task_status", UNSET)

        server_id = d.pop("server_id", UNSET)

        keypair_task = cls(
            task_id=task_id,
            task_status=task_status,
            server_id=server_id,
        )

        keypair_task.additional_properties = d
        return keypair_task

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
