"""What a workbook holds comes back as the text of its cells."""

import io
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odms.engine.errors import LimitPassed
from odms.engine.formats import sheet_xml, workbook
from odms.engine.grid import Merge, workspace

Cell = str | int | float | bool | date | None

words = st.text("กขคน้ำab 12,\"'\n<&>", min_size=1, max_size=6).filter(lambda text: text.strip())
numbers = st.integers(-(10**9), 10**14) | st.decimals(-999, 999, places=2).map(float)
dates = st.dates(date(1901, 1, 1), date(2600, 12, 31))
rows = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(
            st.none() | words | numbers | st.booleans() | dates, min_size=width, max_size=width
        ),
        min_size=1,
        max_size=6,
    )
)


def written(rows: list[list[Cell]], *, at: tuple[int, int] = (0, 0)) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for r, row in enumerate(rows, start=at[0]):
        for c, value in enumerate(row, start=at[1]):
            if isinstance(value, bool):
                sheet.write_boolean(r, c, value)
            elif isinstance(value, date):
                sheet.write_datetime(r, c, datetime.combine(value, time()), day)
            elif isinstance(value, str):
                sheet.write_string(r, c, value)
            elif value is not None:
                sheet.write_number(r, c, value)
    book.close()
    return out.getvalue()


def shown(value: Cell) -> str | None:
    """The text of a cell as it should be read."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    return None if value is None else str(value)


@settings(max_examples=40, deadline=None)
@given(rows, st.integers(0, 3), st.integers(0, 3))
def test_cells_come_back(cells: list[list[Cell]], first_row: int, first_column: int) -> None:
    texts = {
        first_row + r: tuple(map(shown, row))
        for r, row in enumerate(cells)
        if any(value is not None for value in row)
    }
    filled = [at for at in range(len(cells[0])) if any(row[at] is not None for row in cells)]
    if not filled:
        return
    used = slice(filled[0], filled[-1] + 1)
    with TemporaryDirectory() as folder, workspace(Path(folder)) as work:
        path = Path(folder) / "blob"
        path.write_bytes(written(cells, at=(first_row, first_column)))
        (grid,) = workbook.read(path, work)
        found = work.db.execute(f"SELECT * FROM {grid.relation} ORDER BY r").fetchall()
    assert {row[0]: row[1:] for row in found} == {r: row[used] for r, row in texts.items()}
    assert grid.n_source_rows == max(texts) + 1
    dates_at = {c for row in cells for c, value in enumerate(row) if isinstance(value, date)}
    assert grid.native_dates == {c - filled[0] for c in dates_at}


def test_a_column_with_a_time_among_its_dates_shows_the_time_of_all(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for when in (datetime(2023, 1, 2, 8, 30), datetime(2023, 1, 3)):
        book.active.append([when])
    book.save(tmp_path / "a.xlsx")
    with workspace(tmp_path) as work:
        (grid,) = workbook.read(tmp_path / "a.xlsx", work)
        found = work.db.execute(f"SELECT c0 FROM {grid.relation} ORDER BY r").fetchall()
    assert found == [("2023-01-02 08:30:00",), ("2023-01-03 00:00:00",)]


def test_a_number_in_the_form_of_a_date_is_not_lost(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for row, number in enumerate([1234567890123, 44_927]):
            book.worksheets() or book.add_worksheet()
            book.worksheets()[0].write_number(row, 0, number, day)
    with workspace(tmp_path) as work:
        (grid,) = workbook.read(tmp_path / "a.xlsx", work)
        found = work.db.execute(f"SELECT c0 FROM {grid.relation} ORDER BY r").fetchall()
    assert found == [("1234567890123",), ("2023-01-01",)]


def test_a_date_beside_a_number_long_before_our_era_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(written([[-106_751_991_169], [date(2000, 1, 1)]]))
    with workspace(tmp_path) as work:
        (grid,) = workbook.read(tmp_path / "a.xlsx", work)
        found = work.db.execute(f"SELECT c0 FROM {grid.relation} ORDER BY r").fetchall()
    assert found == [("-106751991169",), ("2000-01-01 00:00:00",)]


def test_merged_cells_of_another_writer_are_found(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "ก & ข"
    sheet["B2"] = "หัว"
    sheet.merge_cells("B2:D3")
    book.save(tmp_path / "a.xlsx")
    marks = sheet_xml.marks(tmp_path / "a.xlsx")
    assert {name: told.merges for name, told in marks.items()} == {"ก & ข": (Merge(1, 1, 2, 3),)}


def test_a_format_far_away_is_no_cell(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ก", 1])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    with workspace(tmp_path) as work:
        (grid,) = workbook.read(tmp_path / "a.xlsx", work)
    assert (grid.n_source_rows, grid.n_columns) == (1, 2)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(written([["ก", 1]]))
    monkeypatch.setattr(sheet_xml, "MAX_BYTES", 1_000)
    with workspace(tmp_path) as work, pytest.raises(LimitPassed) as refused:
        workbook.read(tmp_path / "a.xlsx", work)
    assert refused.value.code == "engine.workbook_too_large"
