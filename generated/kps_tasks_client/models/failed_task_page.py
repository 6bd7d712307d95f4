from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.failed_task import FailedTask


T = TypeVar("T", bound="FailedTaskPage")


@_attrs_define
class FailedTaskPage:
    """One page of failed tasks."""

    total: int | Unset = UNSET
    """ Number of failed tasks in all, not on this page. """
    tasks: list[FailedTask] | Unset = UNSET
    """ The failed tasks of this page. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        tasks: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tasks, Unset):
            tasks = []
            for tasks_item_data in self.tasks:
                tasks_item = tasks_item_data.to_dict()
                tasks.append(tasks_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if total is not UNSET:
            field_dict["total"] = total
        if tasks is not UNSET:
            field_dict["tasks"] = tasks

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.failed_task import FailedTask  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total", UNSET)

        _tasks = d.pop("tasks", UNSET)
        tasks: list[FailedTask] | Unset = UNSET
        if _tasks is not UNSET:
            tasks = []
            for tasks_item_data in _tasks:
                tasks_item = FailedTask.from_dict(tasks_item_data)

                tasks.append(tasks_item)

        failed_task_page = cls(
            total=total,
            tasks=tasks,
        )

        failed_task_page.additional_properties = d
        return failed_task_page

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
