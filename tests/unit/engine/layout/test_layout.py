"""Where tables stand in delimited texts: the zoo, row by row."""

from pathlib import Path

import pytest
from samples.tables import DRAWING, PROSE, STACKED, TEMPLATE, ZOO, Sample

from odms.engine.errors import NotATable
from odms.engine.formats import delimited
from odms.engine.grid import Workspace, workspace
from odms.engine.layout import Layout, analyse


@pytest.fixture
def work(tmp_path: Path):
    with workspace(tmp_path) as opened:
        yield opened


def layouts(data: bytes | str, work: Workspace) -> list[Layout]:
    path = work.path("sample.csv")
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (grid,) = delimited.read(path, work)
    return analyse(grid, work)


@pytest.mark.parametrize("name", ZOO)
def test_layout_of_the_zoo(name: str, work: Workspace) -> None:
    sample: Sample = ZOO[name]
    (found,) = layouts(sample.data, work)
    assert found.preamble_rows == sample.preamble
    assert found.header_rows == sample.header
    assert found.names == sample.names
    assert found.n_rows == sample.n_rows
    assert len(found.rejected) == sample.n_rejected
    assert len(found.footer_rows) == sample.n_footer
    assert found.n_blank == sample.n_blank
    assert len(found.total_rows) == sample.n_totals


@pytest.mark.parametrize("name", ZOO)
def test_layout_numbers_add_up(name: str, work: Workspace) -> None:
    (found,) = layouts(ZOO[name].data, work)
    told = len(found.preamble_rows) + len(found.header_rows) + found.n_rows
    told += len(found.rejected) + len(found.footer_rows) + found.n_blank
    assert told == found.n_source_rows
    assert found.n_blank >= 0
    body = work.db.execute(f"SELECT count(*) FROM {found.relation}").fetchall()
    assert body == [(found.n_rows,)]


def test_layout_stacked_tables_are_told_apart(work: Workspace) -> None:
    upper, lower = layouts(STACKED, work)
    assert (upper.header_rows, upper.n_rows, upper.names) == ((0,), 3, ("ปี", "จังหวัด", "จำนวน"))
    assert (lower.header_rows, lower.n_rows, lower.names[:2]) == ((5,), 3, ("หน่วยงาน", "บาท"))
    assert upper.n_source_rows + lower.n_source_rows == 9


def test_layout_side_by_side_tables_are_told_apart(work: Workspace) -> None:
    left, right = layouts(
        "รายจังหวัด,,,รายอำเภอ,\nจังหวัด,จำนวน,,อำเภอ,จำนวน\nตรัง,5,,กันตัง,1\nพังงา,6,,ห้วยยอด,2\n,,,ปะเหลียน,3\n",
        work,
    )
    assert (left.columns, left.header_rows, left.n_rows) == ((0, 1), (1,), 2)
    assert (right.columns, right.header_rows, right.n_rows) == ((3, 4), (1,), 3)


def test_layout_parallel_tables_without_a_gap_are_told_apart(work: Workspace) -> None:
    left, right = layouts(
        "ประเทศ,คน,บาท,ประเทศ,คน,บาท\nลาว,5,1.5,ลาว,6,2.5\nพม่า,7,3.5,พม่า,8,4.5\nจีน,9,5.5,จีน,10,6.5\n",
        work,
    )
    assert left.names == right.names == ("ประเทศ", "คน", "บาท")
    assert left.n_rows == right.n_rows == 3


def test_layout_drawing_is_refused(work: Workspace) -> None:
    with pytest.raises(NotATable, match="no_table_drawing"):
        layouts(DRAWING, work)


def test_layout_prose_is_refused(work: Workspace) -> None:
    with pytest.raises(NotATable, match="no_table_prose"):
        layouts(PROSE, work)


def test_layout_template_is_found_out(work: Workspace) -> None:
    (found,) = layouts(TEMPLATE, work)
    (finding,) = [f for f in found.findings if f.code == "reading.placeholders"]
    assert (finding.row, finding.n) == (1, 5)


def test_layout_surplus_cell_is_taken_out(work: Workspace) -> None:
    (found,) = layouts(ZOO["surplus-cell"].data, work)
    rows = work.db.execute(f"SELECT * FROM {found.relation}").fetchall()
    assert rows[1] == (2, "ข", "2/1/2566", "6", "11.5")
    assert [f.code for f in found.findings] == ["reading.surplus_cell"]


def test_layout_header_keeps_the_source_text(work: Workspace) -> None:
    (found,) = layouts('ชื่อ," คะแนน ","จำนวน\n คน"\nก,1,2\nข,3,4\n', work)
    assert found.names == ("ชื่อ", "คะแนน", "จำนวน คน")
    assert found.source_names == ("ชื่อ", " คะแนน ", "จำนวน\n คน")


def test_layout_many_rows_are_sorted_by_duckdb(work: Workspace) -> None:
    lines = ["ลำดับ,จังหวัด,จำนวน"]
    for i in range(12_000):
        lines.append("ลำดับ,จังหวัด,จำนวน" if i % 1000 == 999 else f"{i},ตรัง,{i * 2}")
    lines += ["รวม,,5000", "", "ที่มา: กรมตัวอย่าง,,"]
    (found,) = layouts("\n".join(lines) + "\n", work)
    assert (found.n_rows, len(found.rejected), found.n_blank) == (11_989, 12, 1)
    assert found.total_rows == {12_001}
    assert found.footer_rows == (12_003,)


def test_layout_row_of_1_2_3_is_data(work: Workspace) -> None:
    (found,) = layouts("a,b,c\n1,2,3\n", work)
    assert (found.header_rows, found.n_rows) == ((0,), 1)
