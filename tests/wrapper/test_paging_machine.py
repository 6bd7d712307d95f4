"""A list that may change between any two pages, as a state machine: hypothesis searches for a lost task."""

from __future__ import annotations

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from kps_tasks import Client, StaticToken

from .conftest import PROJECT
from .test_paging import listing, row


class MovingList(RuleBasedStateMachine):
    """Read a list page by page while tasks leave and appear in it."""

    @initialize(
        size=st.integers(0, 25),
        limit=st.integers(2, 7),
        concurrency=st.sampled_from([1, 1, 2, 5]),
        failed=st.booleans(),
    )
    def begin(self, size: int, limit: int, concurrency: int, failed: bool) -> None:
        self.rows = [row(number) for number in range(size)]
        self.always = {r["task_id"] for r in self.rows}
        self.number = size
        transport = httpx.MockTransport(listing(self.rows))
        self.client = Client(
            endpoint="http://kps.test", project_id=PROJECT, auth=StaticToken("t"), transport=transport, retry=None
        )
        lists = self.client.tasks.list_failed if failed else self.client.tasks.list_running
        self.pages = iter(lists(limit=limit, concurrency=concurrency).pages())
        self.found: list[str | None] = []

    @precondition(lambda self: self.rows)
    @rule(at=st.integers(0, 10**6))
    def a_task_leaves(self, at: int) -> None:
        self.always.discard(self.rows.pop(at % len(self.rows))["task_id"])

    @rule(at=st.integers(0, 10**6))
    def a_task_appears(self, at: int) -> None:
        self.rows.insert(at % (len(self.rows) + 1), row(self.number))
        self.number += 1

    @rule()
    def tasks_leave_from_the_head(self) -> None:
        for gone in self.rows[:4]:
            self.always.discard(gone["task_id"])
        del self.rows[:4]

    @rule()
    def the_next_page_is_read(self) -> None:
        # Also after the end, because pages requested ahead make the end a matter of chance.
        self.found += [task.task_id for task in next(self.pages, ())]

    def teardown(self) -> None:
        if not hasattr(self, "pages"):
            return
        for page in self.pages:
            self.found += [task.task_id for task in page]
        assert len(self.found) == len(set(self.found)), "a task came out twice"
        assert self.always <= set(self.found), "a task was lost"
        self.client.close()


TestMovingList = MovingList.TestCase
TestMovingList.settings = settings(max_examples=60, stateful_step_count=25)
