"""Delimited text into a grid: both paths against Python's csv.reader, and what is refused."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odms.engine.errors import Damaged, LimitPassed
from odms.engine.formats import delimited
from odms.engine.grid import Workspace, workspace
from odms.engine.text.dialect import decide
from odms.engine.text.proofs import COMMON


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory):
    with workspace(tmp_path_factory.mktemp("work")) as opened:
        yield opened


def grid_of(text: str, work: Workspace):
    path = work.path("sample.csv")
    path.write_bytes(text.encode())
    (grid,) = delimited.read(path, work)
    return grid


def twin(text: str) -> list[list[str]] | None:
    """The slow plain reading: csv.reader with the dialect decided; None where quotes are broken."""
    try:
        return list(decide(text).reader(io.StringIO(text, newline=""), is_strict=True))
    except csv.Error:
        return None


def stored(grid, work: Workspace) -> dict[int, list[str]]:
    rows = work.db.execute(f"SELECT * FROM {grid.relation} ORDER BY r").fetchall()
    return {r: [cell for cell in cells if cell is not None] for r, *cells in rows}


def assert_as_twin(text: str, work: Workspace) -> None:
    expected = twin(text)
    grid = grid_of(text, work)
    found = stored(grid, work)
    told = {finding.code for finding in grid.findings}
    if expected is None:
        others = COMMON if "reading.other_delimiter" in told else frozenset()
        assert_nothing_is_lost(text, found, others)
        return
    assert grid.n_source_rows == len(expected)
    for r, record in enumerate(expected):
        cells = found.get(r, [])
        assert cells == record or ("reading.other_delimiter" in told and is_parted(record, cells))


def is_parted(record: list[str], cells: list[str]) -> bool:
    """Whether the one cell of a record was parted by a delimiter that is not the text's, and no
    more: such a record is told."""
    marks = dict.fromkeys(map(ord, {*COMMON, '"', "'", " "}))
    return len(record) == 1 and "".join(cells).translate(marks) == record[0].translate(marks)


def assert_nothing_is_lost(text: str, found: dict[int, list[str]], others: frozenset[str]) -> None:
    """Every character that is no mark of the dialect, nor one of the others by which a record was
    parted, stands in the cells, in its place."""
    marks = dict.fromkeys(map(ord, {*f"{decide(text).delimiter}'\"\r\n ", *others}))
    read = "".join(cell for r in sorted(found) for cell in found[r])
    assert read.translate(marks) == text.translate(marks)


CELLS = st.text(st.sampled_from("กข้ำ1290.,;'\"\n\r\t -é"), max_size=6)


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(2, 4))
    body = st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
    lines = io.StringIO(newline="")
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(lines, lineterminator=ends, quoting=quoting).writerows(draw(body))
    return lines.getvalue()


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=tables())
def test_delimited_written_table_is_read_as_csv_reader_reads_it(work: Workspace, text: str) -> None:
    if text.strip():
        assert_as_twin(text, work)


@example(text=";;\r\t\t;")  # the first record is parted by ; and told
@example(text='"\t\t\r"\r1;;')  # what was quoted as one cell stays one
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(st.sampled_from('กab1,;"\n\r\t '), min_size=1, max_size=60))
def test_delimited_any_text_is_read_as_csv_reader_reads_it(work: Workspace, text: str) -> None:
    if text.strip():
        assert_as_twin(text, work)


BLANKS = {
    "between": "a,b\n1,2\n\n3,4\n",
    "first": "\n\na,b\n1,2\n3,4\n",
    "last": "a,b\n1,2\n3,4\n\n\n\n",
    "of-blanks": "a,b\n1,2\n    \n3,4\n",
    "windows": "a,b\r\n1,2\r\n\r\n3,4\r\n\r\n",
}


@pytest.mark.parametrize("name", BLANKS)
def test_delimited_blank_lines_are_counted(name: str, work: Workspace) -> None:
    assert_as_twin(BLANKS[name], work)


def test_delimited_regular_file_takes_the_straight_path(work: Workspace, monkeypatch) -> None:
    monkeypatch.setattr(delimited, "_load_exactly", None)
    lines = ["ชื่อ,หมายเหตุ,จำนวน", *(f'ก{i},"a, ""b""\nc",{i}' for i in range(5_000))]
    grid = grid_of("\n".join(lines) + "\n\n", work)
    assert (grid.n_source_rows, grid.n_columns) == (5_002, 3)
    assert stored(grid, work)[5_000] == ["ก4999", 'a, "b"\nc', "4999"]


def test_delimited_titles_above_take_the_straight_path(work: Workspace, monkeypatch) -> None:
    monkeypatch.setattr(delimited, "_load_exactly", None)
    grid = grid_of("ชื่อเรื่อง\n\nก,ข,ค\n" + "1,2,3\n" * 300, work)
    assert grid.n_source_rows == 303
    found = stored(grid, work)
    assert (found[0], found[1], found[302]) == (["ชื่อเรื่อง"], [], ["1", "2", "3"])


def test_delimited_line_of_3_mb_is_read(work: Workspace) -> None:
    grid = grid_of("a,b\n1,2\n3," + "ก" * 1_000_000 + "\n4,5\n", work)
    assert grid.n_source_rows == 4
    assert len(stored(grid, work)[2][1]) == 1_000_000


def test_delimited_line_of_100_mb_is_refused(work: Workspace) -> None:
    path = work.path("line.csv")
    with path.open("wb") as out:
        for _ in range(100):
            out.write(b"1234567,89," * 95_000)
    with pytest.raises(LimitPassed, match="line_too_long"):
        delimited.read(path, work)


def test_delimited_cell_past_the_limit_is_refused(work: Workspace) -> None:
    path = work.path("quote.csv")
    path.write_bytes(b'a,b\n1,"open\n' + b"and so on\n" * 1_800_000 + b'"\n2,3\n')
    with pytest.raises(LimitPassed, match="cell_too_long"):
        delimited.read(path, work)


def test_delimited_quote_never_closed_does_not_swallow_what_follows(work: Workspace) -> None:
    long = "x" * 96
    grid = grid_of('a,b\n1,"open\n' + f"2,{long}\n" * 180_000, work)
    found = work.db.execute(f"SELECT c0, c1, count(*) FROM {grid.relation} GROUP BY ALL ORDER BY 1")
    assert found.fetchall() == [("1", '"open', 1), ("2", long, 180_000), ("a", "b", 1)]
    assert [(f.code, f.row, f.n) for f in grid.findings] == [("reading.broken_quotes", 1, 1)]


BROKEN = {
    "opens-and-nothing-closes": ('1,"2,3', ["1", '"2', "3"]),
    "opens-and-another-opens": ('1,"2,"x, y"', ["1", '"2', "x, y"]),
    "twice-at-the-beginning": ('1,""x, y",3', ["1", '"x, y', "3"]),
    "twice-at-the-end": ('1,"x, y"",3', ["1", 'x, y"', "3"]),
    "inches-inside": ('1,"a 5" pipe, round",3', ["1", 'a 5" pipe, round', "3"]),
    "words-quoted-inside": (
        '1,"he said "yes", then "no"",3',
        ["1", 'he said "yes", then "no"', "3"],
    ),
    "quoted-word-first": ('1,"John" Smith,3', ["1", '"John" Smith', "3"]),
    "alone-in-the-last-cell": ('1,2,"', ["1", "2", '"']),
    "over-two-lines": ('1,"he said "yes"\nand left",3', ["1", 'he said "yes"\nand left', "3"]),
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", BROKEN)
def test_delimited_broken_quotes_are_mended(name: str, ends: str, work: Workspace) -> None:
    line, expected = BROKEN[name]
    lines = ["a,b,c", *['x,"y, z",1'] * 5, line, *['x,"y, z",2'] * 5, ""]
    grid = grid_of(ends.join(lines), work)
    found = stored(grid, work)
    assert (found[6], found[7], len(found)) == (expected, ["x", "y, z", "2"], 12)
    assert [(f.code, f.row, f.n) for f in grid.findings] == [("reading.broken_quotes", 6, 1)]


def test_delimited_quotes_all_broken_take_no_long_search(work: Workspace) -> None:
    """Each of 3,000 records could be read in thousands of ways, and none is as wide as the others."""
    line = '"a"b' * 300 + ',"c" d"' * 30
    text = "a,b,c\n" + "1,2,3\n" * 50 + f"{line}\n" * 3_000
    grid = grid_of(text, work)
    found = stored(grid, work)
    assert [f.code for f in grid.findings] == ["reading.broken_quotes"]
    assert all(found[r] == ["1", "2", "3"] for r in range(1, 51))
    assert sum(cell.count("ab") + cell.count('a"b') for r in found for cell in found[r]) == 900_000


def test_delimited_text_cut_inside_a_quoted_cell_keeps_its_beginning(work: Workspace) -> None:
    grid = grid_of('a,b,c\n1,"x, y",2\n3,"z, w', work)
    assert stored(grid, work)[2] == ["3", "z, w"]


def test_delimited_too_many_columns_are_refused(work: Workspace) -> None:
    with pytest.raises(LimitPassed, match="too_many_columns"):
        grid_of("a,b\n" + "x," * 30_000 + "\n", work)


def test_delimited_blanks_alone_are_refused(work: Workspace) -> None:
    with pytest.raises(Damaged, match="nothing_but_blanks"):
        grid_of(" \n\t\n  \n", work)


def test_delimited_nul_bytes_are_told(work: Workspace) -> None:
    grid = grid_of("a,b\n1,x\0y\n" + "2,some longer text\n" * 50, work)
    assert [(f.code, f.n) for f in grid.findings] == [("reading.nul_bytes", 1)]
    assert stored(grid, work)[1] == ["1", "x\0y"]


def test_delimited_mixed_line_ends_are_told(work: Workspace) -> None:
    grid = grid_of("a,b\r\n1,2\n3,4\r5,6\r\n", work)
    assert [f.code for f in grid.findings] == ["reading.mixed_line_ends"]
    assert grid.n_source_rows == 4
