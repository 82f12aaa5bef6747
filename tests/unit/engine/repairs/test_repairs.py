"""Each repair on its own values, and whole recipes over real files."""

import inspect as python
import json
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from odms.definitions.messages import catalogue
from odms.engine import Inspection
from odms.engine.pipeline import prepare
from odms.engine.repairs import KINDS, parse, repair_of
from odms.errors import Absent, Invalid

OF_TEXTS = [code for code in KINDS if hasattr(repair_of(code), "mend")]
EXAMPLES = [(code, *example) for code in OF_TEXTS for example in repair_of(code).EXAMPLES]


@pytest.mark.parametrize(("code", "text", "parameters", "mended"), EXAMPLES)
def test_repair_of_a_text(
    code: str, text: str, parameters: dict[str, Any], mended: str | None
) -> None:
    assert repair_of(code).mend(text, **parameters) == mended


@pytest.mark.parametrize("code", OF_TEXTS)
def test_repair_of_a_mended_text_changes_nothing_more(code: str) -> None:
    for _, parameters, mended in repair_of(code).EXAMPLES:
        if mended and code not in ("add_codes", "unify_percent"):
            assert repair_of(code).mend(mended, **parameters) is None


def test_repairs_are_complete() -> None:
    folder = Path(str(import_module("odms.engine.repairs").__file__)).parent
    modules = {path.stem for path in folder.glob("*.py")} - {
        "__init__",
        "applying",
        "mending",
        "proposing",
        "recipe",
    }
    assert modules == set(KINDS)
    for code, kind in KINDS.items():
        module = repair_of(code)
        assert f"repair.{code}" in catalogue()
        assert f"repair.about.{code}" in catalogue()
        assert callable(getattr(module, "repair", None)) is (kind == "table")
        assert python.getdoc(module)


def test_findings_name_repairs_that_there_are() -> None:
    named = {code for entry in catalogue().values() for code in entry.get("repairs", ())}
    assert named <= set(KINDS)


WRONG = [
    (None, "not_a_recipe"),
    ([{}] * 101, "not_a_recipe"),
    (["drop_totals"], "not_a_recipe"),
    ([{"repair": "mend_all"}], "unknown"),
    ([{"repair": "drop_totals", "by": "me"}], "parameters_wrong"),
    ([{"repair": "drop_totals", "table": -1}], "parameters_wrong"),
    ([{"repair": "drop_totals", "table": True}], "parameters_wrong"),
    ([{"repair": "drop_totals", "parameters": {"n": 1}}], "parameters_wrong"),
    ([{"repair": "drop_last_rows"}], "parameters_wrong"),
    ([{"repair": "drop_last_rows", "parameters": {"n": 0}}], "parameters_wrong"),
    ([{"repair": "drop_last_rows", "parameters": {"n": "1 OR true"}}], "parameters_wrong"),
    ([{"repair": "set_encoding", "parameters": {"encoding": "utf-7"}}], "parameters_wrong"),
    ([{"repair": "set_header", "parameters": {"rows": []}}], "parameters_wrong"),
    ([{"repair": "set_header", "parameters": {"rows": ["0"]}}], "parameters_wrong"),
    ([{"repair": "rename_column", "column": 1, "parameters": {"to": "a"}}], "parameters_wrong"),
]


@pytest.mark.parametrize(("recipe", "code"), WRONG)
def test_recipe_that_is_none_is_refused(recipe: Any, code: str) -> None:
    with pytest.raises(Invalid, match=f"repair.{code}"):
        parse(recipe)


def test_recipe_comes_back_as_it_was() -> None:
    told = [{"repair": "rename_column", "table": 1, "column": "ก", "parameters": {"to": "ข"}}]
    assert [step.to_json() for step in parse(told)] == told


class Mended:
    """What a recipe made of a file: the report, the tables, the log of changes."""

    def __init__(self, folder: Path, path: Path, recipe: list[dict[str, Any]]) -> None:
        self.folder = folder / "out"
        self.folder.mkdir()
        self.report: Inspection = prepare(path, self.folder, name=path.name, recipe=parse(recipe))

    def rows(self, table: int = 0) -> list[tuple[Any, ...]]:
        found = pq.read_table(self.folder / f"table-{table}.parquet").to_pydict()
        shown = [name for name in found if not name.startswith("_") and "__source" not in name]
        return list(zip(*(found[name] for name in shown), strict=True))

    def names(self) -> list[str]:
        return [column.name for column in self.report.tables[0].columns]

    def log(self, table: int = 0) -> list[tuple[Any, ...]]:
        """Step, repair, reference, column, before, after of every change."""
        path = self.folder / f"changes-{table}.parquet"
        rows = pq.read_table(path).to_pylist() if path.exists() else []
        keys = ("step", "repair", "ref", "column", "before", "after")
        return [tuple(row[key] for key in keys) for row in rows]

    def counts(self) -> list[tuple[int, int, int]]:
        return [(one.n_cells, one.n_rows, one.n_columns) for one in self.report.tables[0].repairs]

    def codes(self) -> set[str]:
        return {finding.code for finding in self.report.all_findings}


@pytest.fixture
def mended(tmp_path: Path):
    def make(data: str | bytes, *recipe: dict[str, Any], name: str = "a.csv") -> Mended:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        made = Mended(tmp_path, path, list(recipe))
        entries = sum(sum(counts) for counts in made.counts())
        assert len(made.log()) == entries  # counts add up to the log
        return made

    return make


def step(repair: str, column: str | None = None, **parameters: Any) -> dict[str, Any]:
    return {"repair": repair, "column": column, "parameters": parameters}


PLACES = "จังหวัด,จำนวน (คน),อัตรา\nกระบี่,1,5%\nกทม.,2,6\nรวม,3,7%\n"


def test_texts_are_rewritten_and_logged(mended) -> None:
    made = mended(
        PLACES, step("spell_as_listed", "จังหวัด", list="th-province"), step("unify_percent", "อัตรา")
    )
    assert [row[0] for row in made.rows()] == ["กระบี่", "กรุงเทพมหานคร", "รวม"]
    assert made.log() == [
        (0, "spell_as_listed", "A3", "จังหวัด", "กทม.", "กรุงเทพมหานคร"),
        (1, "unify_percent", "C2", "อัตรา", "5%", "5"),
        (1, "unify_percent", "C4", "อัตรา", "7%", "7"),
    ]
    assert made.counts() == [(1, 0, 0), (2, 0, 0)]
    assert "engine.percent_mixed" not in made.codes()


def test_rows_and_columns_are_taken_out_and_logged(mended) -> None:
    made = mended(
        PLACES,
        step("drop_totals"),
        step("take_out_unit"),
        step("rename_column", "อัตรา", to="ร้อยละ"),
    )
    assert made.names() == ["จังหวัด", "จำนวน", "ร้อยละ"]
    assert [row[:2] for row in made.rows()] == [("กระบี่", 1), ("กทม.", 2)]
    assert made.log() == [
        (0, "drop_totals", "4:4", None, '["รวม","3","7%"]', None),
        (1, "take_out_unit", "B:B", "จำนวน (คน)", "จำนวน (คน)", "จำนวน"),
        (2, "rename_column", "C:C", "อัตรา", "อัตรา", "ร้อยละ"),
    ]
    assert made.report.tables[0].n_total_rows == 0
    assert made.codes().isdisjoint({"reading.totals_inside", "engine.unit_in_header"})


def test_groups_are_filled_down_but_not_into_totals(mended) -> None:
    text = "ภาค,จังหวัด,n\nเหนือ,แพร่,1\n,น่าน,2\n,พะเยา,3\nใต้,ตรัง,4\n,พังงา,5\n,กระบี่,6\nรวม,,21\n"
    assert "reading.labels_blank" in mended(text).codes()


def test_groups_filled(mended) -> None:
    text = "ภาค,จังหวัด,n\nเหนือ,แพร่,1\n,น่าน,2\n,พะเยา,3\nใต้,ตรัง,4\n,พังงา,5\n,กระบี่,6\nรวม,,21\n"
    made = mended(text, step("fill_down", "ภาค"))
    assert [row[0] for row in made.rows()] == ["เหนือ"] * 3 + ["ใต้"] * 3 + ["รวม"]
    assert made.counts() == [(4, 0, 0)]
    assert "reading.labels_blank" not in made.codes()


def test_eras_become_one(mended) -> None:
    text = (
        "id,วันที่\n"
        + "".join(f"{i},{i}/1/2565\n" for i in range(1, 13))
        + "13,13/1/2022\n14,2022-01-14\n"
    )
    made = mended(text, step("unify_eras", "วันที่"))
    assert [day.isoformat() for _, day in made.rows()] == [f"2022-01-{i:02}" for i in range(1, 15)]
    assert made.counts() == [(12, 0, 0)]
    assert "engine.eras_mixed" not in made.codes()


def test_order_of_dates_is_the_stewards(mended) -> None:
    text = "id,date\n" + "".join(f"{i},{i}/2/2020\n" for i in range(1, 12))
    made = mended(text, step("set_date_order", "date", order="m/d/y"))
    assert [day.isoformat() for _, day in made.rows()][:2] == ["2020-01-02", "2020-02-02"]
    assert "engine.date_order_assumed" not in made.codes()


def test_codes_keep_their_zeros(mended) -> None:
    text = "รหัส,n\n" + "".join(f"{i},1\n" for i in (81, 5, 120, 7))
    made = mended(text, step("restore_zeros", "รหัส", length=3))
    assert [row[0] for row in made.rows()] == ["081", "005", "120", "007"]
    assert made.counts() == [(3, 0, 1)]


def test_type_is_the_stewards(mended) -> None:
    made = mended(
        "a,b\n1,5\n2,x\n3,y\n",
        step("set_type", "a", type="text"),
        step("set_type", "b", type="integer"),
    )
    assert [column.type for column in made.report.tables[0].columns] == ["text", "integer"]
    assert made.rows() == [("1", 5), ("2", None), ("3", None)]
    source = pq.read_table(made.folder / "table-0.parquet").to_pydict()["b__source"]
    assert source == [None, "x", "y"]


def test_repeated_rows_blank_columns_and_last_rows(mended) -> None:
    text = "a,,b\n1,,x\n1,,x\n2,,y\n3,,z\nปรับปรุงแล้ว,,ก\n"
    made = mended(
        text, step("drop_last_rows", n=1), step("drop_repeated_rows"), step("drop_blank_columns")
    )
    assert made.rows() == [(1, "x"), (2, "y"), (3, "z")]
    assert made.counts() == [(0, 1, 0), (0, 1, 0), (0, 0, 1)]
    assert [entry[2] for entry in made.log()] == ["6:6", "3:3", "B:B"]


def test_years_become_rows(mended) -> None:
    text = "จังหวัด,2564,2565,2566\nตรัง,1,2,3\nพังงา,4,,6\n"
    made = mended(text, step("unpivot_years"))
    assert made.names() == ["จังหวัด", "ปี", "ค่า"]
    assert made.rows() == [
        ("ตรัง", 2564, 1), ("ตรัง", 2565, 2), ("ตรัง", 2566, 3),
        ("พังงา", 2564, 4), ("พังงา", 2565, None), ("พังงา", 2566, 6),
    ]  # fmt: skip
    assert made.counts() == [(0, 0, 5)]
    assert "reading.years_as_columns" not in made.codes()


def test_codes_are_added_beside_names(mended) -> None:
    made = mended("จังหวัด,n\nตรัง,1\nเมืองสมมุติ,2\nKrabi,3\n", step("add_codes", "จังหวัด"))
    assert made.names() == ["จังหวัด", "รหัส จังหวัด", "n"]
    assert [row[:2] for row in made.rows()] == [("ตรัง", "92"), ("เมืองสมมุติ", None), ("Krabi", "81")]


def test_codes_of_districts_are_told_apart_by_their_province(mended) -> None:
    text = "จังหวัด,อำเภอ\nนครราชสีมา,เฉลิมพระเกียรติ\nน่าน,เฉลิมพระเกียรติ\nกระบี่,อ.เกาะลันตา\n"
    within = step("add_codes", "อำเภอ", list="th-amphoe", within="จังหวัด")
    assert [row[2] for row in mended(text, within).rows()] == ["3032", "5515", "8103"]


def test_coordinates_change_places(mended) -> None:
    rows = "".join(f"{100 + i / 10},{14 + i / 10}\n" for i in range(1, 9))
    made = mended(f"lat,lon\n{rows}", step("swap_coordinates", "lat", **{"with": "lon"}))
    assert made.names() == ["lon", "lat"]
    assert "engine.coordinates_swapped" not in made.codes()


def test_spelling_missing_and_tidy(mended) -> None:
    text = "make,note\nToyota,-\nToyota,ก  ข\nTOYOTA,n/a\nHonda, ค \n"
    made = mended(text, step("spell_one_way", "make"), step("empty_missing"), step("tidy_texts"))
    assert made.rows() == [("Toyota", None), ("Toyota", "ก ข"), ("Toyota", None), ("Honda", "ค")]
    assert made.counts() == [(1, 0, 0), (2, 0, 0), (2, 0, 0)]


def test_encoding_and_delimiter_are_the_stewards(mended) -> None:
    made = mended(
        "ก;ข,ค\n1;2,5\n".encode("cp874"),
        step("set_encoding", encoding="cp874"),
        step("set_delimiter", delimiter=";"),
    )
    assert made.report.encoding is not None
    assert (made.report.encoding.name, made.report.encoding.how) == ("cp874", "chosen")
    assert made.names() == ["ก", "ข,ค"]
    assert made.counts() == [(0, 0, 0), (0, 0, 0)]


def test_header_is_the_stewards(mended) -> None:
    text = "ก,ข\nชื่อ,จำนวน\nตรัง,1\nพังงา,2\n"
    made = mended(text, step("set_header", rows=[1]))
    assert made.names() == ["ชื่อ", "จำนวน"]
    assert (made.report.tables[0].preamble_rows, made.report.tables[0].header_rows) == ((0,), (1,))
    assert len(made.rows()) == 2


def test_sheets_become_one_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for i, name in enumerate(["มกราคม", "กุมภาพันธ์", "มีนาคม"]):
        sheet = book.create_sheet(name)
        sheet.append(["จังหวัด", "จำนวน"])
        for j in range(3):
            sheet.append([["ตรัง", "พังงา", "กระบี่"][j], 10 * i + j])
    other = book.create_sheet("อื่น")
    other.append(["ก", "ข"])
    other.append(["x", 1])
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    made = Mended(tmp_path, tmp_path / "a.xlsx", [step("join_sheets")])
    assert [(table.n_rows, table.name) for table in made.report.tables] == [(9, None), (1, "อื่น")]
    assert made.names() == ["ชีต", "จังหวัด", "จำนวน"]
    assert made.rows()[3] == ("กุมภาพันธ์", "ตรัง", 10)
    assert "reading.sheets_alike" not in made.codes()


REFUSED = [
    (step("tidy_texts", "ไม่มี"), Invalid, "no_such_column"),
    (step("rename_column", "a", to="B"), Invalid, "name_taken"),
    (step("rename_column", "a", to=" "), Invalid, "name_taken"),
    (step("unpivot_years"), Invalid, "no_years"),
    (step("join_sheets"), Invalid, "no_sheets_alike"),
    ({"repair": "drop_totals", "table": 3}, Absent, "no_such_table"),
]


@pytest.mark.parametrize(("told", "error", "code"), REFUSED)
def test_step_that_does_not_fit_is_refused(
    mended, told: dict[str, Any], error: type[Exception], code: str
) -> None:
    with pytest.raises(error, match=code):
        mended("a,b\n1,2\n3,4\n", told)


def test_without_a_recipe_nothing_changes(mended) -> None:
    made = mended(PLACES)
    assert made.report.to_json()["tables"][0]["repairs"] == []
    assert list(made.folder.glob("changes-*")) == []


def test_report_publishes_its_repairs(mended) -> None:
    told = json.loads((mended(PLACES, step("drop_totals")).folder / "report.json").read_bytes())
    assert told["tables"][0]["repairs"] == [
        {
            "repair": "drop_totals",
            "column": None,
            "parameters": {},
            "n_cells": 0,
            "n_rows": 1,
            "n_columns": 0,
        }
    ]
