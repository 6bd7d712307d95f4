from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.nested_error import NestedError


T = TypeVar("T", bound="ErrorResponse")


@_attrs_define
class ErrorResponse:
    """An error in any of three forms: the service sends error_code and error_msg, the gateway adds request_id, the
    identity service sends only error.

    """

    error_code: str | Unset = UNSET
    """ Code of the error. Open; KnownErrorCode names the known ones. """
    error_msg: str | Unset = UNSET
    """ Message of the error, in English or Chinese. """
    request_id: str | Unset = UNSET
    """ ID of the request, in the gateway's form only; elsewhere the X-Request-Id header has it. """
    error: NestedError | Unset = UNSET
    """ Error in the identity service's form. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error_code = self.error_code

        error_msg = self.error_msg

        request_id = self.request_id

        error: dict[str, Any] | Unset = UNSET
        if not isinstance(self.error, Unset):
            error = self.error.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if error_code is not UNSET:
            field_dict["error_code"] = error_code
        if error_msg is not UNSET:
            field_dict["error_msg"] = error_msg
        if request_id is not UNSET:
            field_dict["request_id"] = request_id
        if error is not UNSET:
            field_dict["error"] = error

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.nested_error import NestedError  # noqa: PLC0415

        d = dict(src_dict)
        error_code = d.pop("error_code", UNSET)

        error_msg = d.pop("error_msg", UNSET)

        request_id = d.pop("request_id", UNSET)

        _error = d.pop("error", UNSET)
        error: NestedError | Unset
        if isinstance(_error, Unset):
            error = UNSET
        else:
            error = NestedError.from_dict(_error)

        error_response = cls(
            error_code=error_code,
            error_msg=error_msg,
            request_id=request_id,
            error=error,
        )

        error_response.additional_properties = d
        return error_response

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
