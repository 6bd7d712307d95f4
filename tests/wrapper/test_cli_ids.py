"""Task IDs from stdin, in the forms that other programs write."""

from __future__ import annotations

import click
import pytest

from kps_tasks._cli.ids import from_text


@pytest.mark.parametrize(
    "text",
    [
        "a b",
        "\ufeffa\n\n  b\r\n",
        '["a", "b"]',
        '[{"task_id": "a", "phase": "x"}, {"task_id": "b"}]',
        '{"task_id": "a"}\n\n{"task_id": "b"}\n',
        '{"total": 2, "tasks": [{"task_id": "a"}, {"task_id": "b"}]}',
        '"a"\n"b"',
        'task_id,phase\na,running\nb,"x\ny"\n',
        "\ufeffphase,task_id\r\nrunning,a\r\n\r\nready,b\r\n",
        "TASK ID  PHASE    OPERATION\na        running  reset\nb        ready    bind\n",
    ],
)
def test_forms(text):
    assert from_text(text) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\nTask: b\n", "Line 2 of stdin has no task ID: 'Task:'"),
        ("<html>" + "x" * 50, "Line 1 of stdin has no task ID: '<html>xxxxxxxxxx"),
        ('{"task_id": "a"}\n{"id": "b"}', "Line 2 of stdin has no task ID: 'None'"),
        ('{"task_id": "a"}\n{"task', "Line 2 of stdin has no task ID: '{\"task'"),
        ("[1]", "Line 1 of stdin has no task ID: '1'"),
        ("task_id,phase\na,x\n,y\n", "Line 3 of stdin has no task ID: ''"),
    ],
)
def test_what_is_no_id_is_said_with_its_line(text, message):
    with pytest.raises(click.UsageError) as caught:
        from_text(text)
    assert caught.value.message.startswith(message)
    assert len(caught.value.message) < 160
