"""The pages of the Python reference: every public name is on one of them."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {  # a name goes to the first page that wants it; the rest are credentials
    "client": {"Client", "AsyncClient", "Tasks", "AsyncTasks", "RateLimit", "ResponseLimits", "Clock"},
    "tasks": {
        "Task",
        "RunningTask",
        "FailedTask",
        "TaskUpdate",
        "Phase",
        "Operation",
        "Pager",
        "AsyncPager",
        "Page",
    },
    "errors": {"RetryPolicy", "*Error"},
    "credentials": {"*"},
}

# Most members of these are inherited: methods from private modules, fields from the generated rows.
INHERITED = {"inherited_members": True, "show_bases": False}
OPTIONS = {
    "kps_tasks_mock.MockKps": INHERITED,
    **{f"kps_tasks.{row}": INHERITED for row in ("Task", "RunningTask", "FailedTask")},
}


def page_names() -> dict[str, list[str]]:
    """Return the full names on each page."""
    pages: dict[str, list[str]] = {page: [] for page in PAGES}
    for name in sorted(_exported("wrapper/kps_tasks/__init__.py"), key=_place):
        page = next(page for page, wanted in PAGES.items() if name in wanted or _family(name) in wanted)
        pages[page].append(f"kps_tasks.{name}")
    pages["mock"] = [f"kps_tasks_mock.{name}" for name in _exported("mock/kps_tasks_mock/__init__.py")]
    return pages


def _place(name: str) -> tuple[bool, str]:
    """Sort key: the async twin after the sync one, the root of the errors first."""
    return name != "KpsError", name.removeprefix("Async") + ("Async" if name.startswith("Async") else "")


def _family(name: str) -> str:
    return "*Error" if name.endswith("Error") else "*"


def _exported(path: str) -> list[str]:
    """Read ``__all__`` without importing the package."""
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__":
            return [name for name in ast.literal_eval(node.value) if not name.startswith("__")]
    raise ValueError(f"{path} has no __all__")
