"""What is unknown about the real service: the choices that the mock offers for each question.

The first value is the default. No recording settles these questions; the evidence for each value is given.
"""

from collections.abc import Mapping

from attrs import field, frozen

from kps_tasks_client.models import KnownErrorCode

SWITCHES: dict[str, dict[str, str]] = {
    "unknown_task": {
        "400": "KPS.0001 with status 400, as in the vendor's table of error codes",
        "404": "the same code with status 404, as the general table of status codes suggests",
    },
    "bad_limit": {
        "refuse": "KPS.0002 for a number out of range; that code was recorded, its cause was not",
        "clamp": "the nearest number in range, as other services of the vendor do; no evidence here",
    },
    "replace_outcomes": {
        "real": "a replacement ends with the statuses that the vendor's Terraform provider waits for",
        "documented": "a replacement ends with the statuses of a reset, which the pages print twice",
    },
    "running_type": {
        "operation": "operate_type names the operation, as in the example of the page",
        "bare": "operate_type is RUNNING for all tasks, as the vendor's Terraform documentation says",
    },
    "order": {
        "oldest-first": "lists begin with the oldest task; the order is not documented",
        "newest-first": "lists begin with the newest task",
    },
    "language": {
        "english": "error messages in English, as in the table of error codes",
        "chinese": "in Chinese where a Chinese message was recorded; one is known, that of KPS.0002",
        "header": "in Chinese unless X-Language requests English, as in the recorded response",
    },
    "quota": {
        "off": "no request is refused for exceeding a quota",
        "on": "the documented quota per user and minute of the mock's clock; then 429",
    },
}
"""Values of each switch, with their effect and their evidence."""


CHINESE = {KnownErrorCode.KPS_0002: "参数错误"}
"""Messages that were recorded in Chinese."""


_DEFAULTS = {name: next(iter(values)) for name, values in SWITCHES.items()}


@frozen
class Switches:
    """The current values of the switches."""

    values: Mapping[str, str] = field(factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name) or _DEFAULTS[name]

    def all(self) -> dict[str, str]:
        """Return the value of every switch."""
        return {name: self[name] for name in SWITCHES}

    def speaks_chinese(self, language: str | None) -> bool:
        """Whether the response to a request with this X-Language is in Chinese."""
        asked = self["language"]
        return asked == "chinese" or (asked == "header" and not (language or "").lower().startswith("en"))
