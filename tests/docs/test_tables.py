"""Tables of the guides: cells know the heading of their column, and long names may break."""

from __future__ import annotations

import pytest

from docs.site.tables import on_page_content


def table(*rows, of="td"):
    return "".join(f"<tr>{''.join(f'<{of}>{cell}</{of}>' for cell in row)}</tr>" for row in rows)


def page(*rows, head):
    return on_page_content(f"<table><thead>{table(head, of='th')}</thead><tbody>{table(*rows)}</tbody></table>")


def test_cells_of_a_wide_table_have_the_heading_of_their_column():
    html = page(["1", "", "a"], ["2", "x", ""], head=["Order", "<code>b</code>", "C &amp; D"])
    cells = ('<td data-label="Order"><div>{}</div></td>', '<td data-label="b"><div>{}</div></td>')
    last = '<td data-label="C &amp; D"><div>{}</div></td>'
    assert cells[0].format(1) + cells[1].format("") + last.format("a") in html
    assert cells[0].format(2) + cells[1].format("x") + last.format("") in html


def test_a_narrow_table_stays_one():
    assert "data-label" not in page(["1", "2"], head=["A", "B"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HUAWEICLOUD_SDK_PROJECT_ID", "HUAWEICLOUD_<wbr>SDK_<wbr>PROJECT_<wbr>ID"),
        ("https://iam.example.test", "https://<wbr>iam.<wbr>example.<wbr>test"),
    ],
)
def test_a_long_name_may_break_after_its_signs(name, expected):
    html = page([f'<code class="whole">{name}</code>', "2"], head=["A", "B"])
    assert f'<code class="parts">{expected}</code>' in html


def test_a_short_name_stays_whole():
    html = page(['<code class="whole">KPS_TOKEN</code>', "2"], head=["A", "B"])
    assert '<code class="whole">KPS_TOKEN</code>' in html
