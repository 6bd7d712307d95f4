"""The last lines of a wait: how many tasks had which outcome, and why some failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .._models.states import Phase
from .._models.update import TaskUpdate
from .progress import duration
from .rows import reason, server
from .terminal import tell

_NAMED = 10  # servers that are named per reason
_NO_RECORD = "no record in the failed list"


def print_recap(updates: Iterable[TaskUpdate], unknown: int, seconds: float) -> None:
    """Print counts and duration, then the failures by reason, each with its servers and key pairs, on stderr."""
    updates = list(updates)
    succeeded = sum(update.phase is Phase.SUCCEEDED for update in updates)
    failed = [update for update in updates if update.phase is Phase.FAILED]
    counts = {
        "succeeded": succeeded,
        "failed": len(failed),
        "not finished": len(updates) - succeeded - len(failed) - unknown,
        "unknown": unknown,
    }
    told = [f"{count} {what}" for what, count in counts.items() if count] or ["no task"]
    tell(f"{', '.join(told)}, after {duration(seconds)}", "recap: ", "red" if failed else "green")
    groups: dict[str, list[str]] = defaultdict(list)
    for update in failed:
        groups[reason(update) or _NO_RECORD].append(_place(update))
    for why, places in sorted(groups.items(), key=lambda group: -len(group[1])):
        more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
        tell(f"{why}: {', '.join(places[:_NAMED])}{more}", f"  {len(places)}x ")


def _place(update: TaskUpdate) -> str:
    where = server(update) or update.task_id
    return f"{where} ({update.keypair_name})" if update.keypair_name else where
