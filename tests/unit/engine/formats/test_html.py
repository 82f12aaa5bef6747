"""Tables of web pages: spans good and bad, tables in tables, text that nobody sees."""

import pytest
from factories.grids import read

from odms.engine.errors import NotATable

# a page, and the rows of its tables
PAGES = [
    (
        "<table><tr><th>a<th>b<tr><td>1<td>2</table>",
        [[("a", "b"), ("1", "2")]],
    ),
    (
        "<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td rowspan='2'>c</td><td>d<td>e</tr>"
        "<tr><td>f<td>g</table>",
        [[("a", None, "b"), ("c", "d", "e"), (None, "f", "g")]],
    ),
    (
        "<table><tr><td colspan=>a<td colspan=''>b<td colspan='x'>c<td colspan='-2'>d<td rowspan=0>e"
        "<tr><td>1<td>2<td>3<td>4<td>5</table>",
        [[("a", "b", "c", "d", "e"), ("1", "2", "3", "4", "5")]],
    ),
    (
        "<table><thead><tr><th>a</thead><tfoot><tr><td>sum</tfoot><tbody><tr><td>1<tr><td>2</tbody>"
        "</table>",
        [[("a",), ("1",), ("2",), ("sum",)]],
    ),
    (
        "<table><tr><td><table><tr><td>a<td>b</table><td><table><tr><td>c<td>d</table></table>",
        [[("a", "b")], [("c", "d")]],
    ),
    (
        "<table><tr><td><span style='display: none'>z</span>a<td><span hidden>z</span>b"
        "<td><script>z</script>c<td><style>z</style>d<td><i style='visibility:hidden'>z</i>e"
        "<tr><td>1<td>2<td>3<td>4<td>5</table>",
        [[("a", "b", "c", "d", "e"), ("1", "2", "3", "4", "5")]],
    ),
    (
        "<table><tr><td>a&nbsp;&amp;<br>b<td> c \n d <tr><td>1<td>2</table>",
        [[("a &\nb", "c d"), ("1", "2")]],
    ),
    ("<table><tr><td>a<td>b<tr><td>1<td>2", [[("a", "b"), ("1", "2")]]),
]


@pytest.mark.parametrize(("page", "expected"), PAGES)
def test_tables_of_pages(page: str, expected: list[list[tuple[str | None, ...]]]) -> None:
    found = read(f"<html><body>{page}</body></html>".encode(), "page.html")
    assert [list(table.rows.values()) for table in found] == expected


def test_captions_and_numbers_name_the_tables() -> None:
    page = "<table><caption>ก</caption><tr><td>a<td>b</table><table><tr><td>c<td>d</table>"
    assert [table.name for table in read(page.encode(), "x.html")] == ["ก", "table 2"]


def test_a_huge_span_is_cut() -> None:
    page = "<table><tr><td colspan=99999999 rowspan=99999999>a<tr><td>b</table>"
    (found,) = read(page.encode(), "x.html")
    assert len(found.rows[0]) <= 1_001


def test_a_page_without_tables_is_refused() -> None:
    with pytest.raises(NotATable, match=r"engine\.html_no_table"):
        read(b"<html><body><h1>404</h1></body></html>", "data.xls")
