"""Lines of the site: names stay whole, and Chinese has no stray spaces."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from docs.site.line_breaks import LONGEST, on_page_content


def page(html, language="zh"):
    return on_page_content(html, SimpleNamespace(theme={"language": language}))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>任务。\n列表</p>", "<p>任务。列表</p>"),
        ('任务。 <a href="x">列表</a>', '任务。<a href="x">列表</a>'),
        ("<strong>任务。</strong>\n列表", "<strong>任务。</strong>列表"),
        ("任务 ID\n列表", "任务 ID\n列表"),
        ("<li>任务</li>\n<li>列表</li>", "<li>任务</li>\n<li>列表</li>"),
        ("<pre>任务。 列表\n任务</pre>", "<pre>任务。 列表\n任务</pre>"),
    ],
)
def test_chinese_lines_are_joined(html, expected):
    assert page(html) == expected


def test_other_lines_are_not():
    assert page("任务。\n列表", "en") == "任务。\n列表"


def test_short_names_stay_whole():
    assert page("<code>X-Auth-Token</code>") == '<code class="whole">X-Auth-Token</code>'
    tagged = '<code><span title="a long title, which is no text">str</span> | None</code>'
    assert page(tagged) == tagged.replace("<code>", '<code class="whole">')


def test_no_line_begins_with_a_parenthesis_after_a_name():
    assert page("(default: <code>1</code>\n )").endswith('">1</code>)')


@pytest.mark.parametrize("html", [f"<code>{'x' * (LONGEST + 1)}</code>", "<pre><code>short</code></pre>"])
def test_long_names_and_blocks_do_not(html):
    assert page(html) == html
