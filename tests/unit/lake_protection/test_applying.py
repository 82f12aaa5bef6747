"""A plan done to a table version: what goes, what stays, and that nothing hidden is anywhere."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories import versions

from odms.errors import Conflict, Invalid
from odms.lake.protection import applying
from odms.lake.protection.measure import Column
from odms.lake.protection.plan import Protection, plan, step

SECRET = "ความลับ9876543210"
COLUMNS = {"id": "text", "name": "text", "born": "date", "age": "integer", "n": "integer"}
KINDS = {"id": "th-national-id", "name": "person-name", "born": "birth-date"}
ROWS = [
    ("1234567890121", f"นาย{SECRET}", date(1990, 2, 3), 36, 7),
    ("3456789012349", "นางสาวเพ็ญ ณ นคร", date(1960, 4, 5), 66, 3),
    (None, None, None, None, 12),
]
SOURCES = {
    "born": ["3 ก.พ. 2533", "5 เม.ย. 2503", "ไม่ทราบ"],
    "age": ["สามสิบหก", "หกสิบหก", "-"],
    "n": [None, "๓", None],
}
KEY = b"k" * 32


def column(name: str) -> Column:
    return Column(name, COLUMNS[name], None, KINDS.get(name, ""))


STEPS = [
    step("pseudonymise", column("id"), {}),
    step("mask", column("name"), {}),
    step("age", column("born"), {"on": "2026-11-26"}),
    step("drop", column("age"), {}),
]


def applied(folder: Path, protection: Protection, **options: Any) -> Any:
    source = versions.write(folder / "s.parquet", COLUMNS, ROWS, sources=SOURCES, **options)
    out = folder / "out"
    out.mkdir()
    told = versions.profile(COLUMNS, kinds=KINDS, n_rows=3, secret=SECRET)
    return applying.apply(source, told, out, protection, key=KEY)


def test_rows(tmp_path: Path) -> None:
    done = applied(tmp_path, plan(STEPS))
    rows = versions.read(tmp_path / "out" / "table.parquet")
    assert list(rows[0]) == ["_row", "id", "name", "born", "n", "n__source"]
    assert [(row["name"], row["born"], row["n"], row["n__source"]) for row in rows] == [
        ("ค.", "30–39", 7, None),
        ("พ. ณ. น.", "60–69", 3, "๓"),
        (None, None, 12, None),
    ]
    assert (done.n_rows_before, done.n_rows_after) == (3, 3)
    assert [
        (t.step.measure, t.step.column, t.n_values, t.n_touched, t.n_distinct_after)
        for t in done.touched
    ] == [
        ("drop", "age", 2, 2, 0),
        ("mask", "name", 2, 2, 2),
        ("pseudonymise", "id", 2, 2, 2),
        ("age", "born", 2, 2, 2),
    ]


def test_nothing_hidden_is_in_any_artefact(tmp_path: Path) -> None:
    """Not in the bytes, not in the statistics of the Parquet file, not in the profile."""
    import pyarrow.parquet as pq

    applied(tmp_path, plan(STEPS))
    out = tmp_path / "out"
    metadata = pq.ParquetFile(out / "table.parquet").metadata
    statistics = [
        str(metadata.row_group(g).column(c).statistics)
        for g in range(metadata.num_row_groups)
        for c in range(metadata.num_columns)
    ]
    told = " ".join([*statistics, str(metadata.metadata), (out / "profile.json").read_text()])
    hidden = [
        "1234567890121",
        "3456789012349",
        SECRET,
        "เพ็ญ",
        "2533",
        "1990-02",
        "1960-04",
        "สามสิบ",
    ]
    columns = versions.read_json(out / "profile.json")["columns"]
    by_name = {one["name"]: one for one in columns}
    # the one column without a measure keeps its own profile, which is the secret here
    kept = by_name.pop("n")
    assert kept["min"] == SECRET
    told = told.replace(str(kept["how"]), "").replace(SECRET, "", told.count(SECRET))
    assert SECRET not in str(by_name)
    for text in hidden:
        assert text not in told, text
        assert text.encode() not in (out / "table.parquet").read_bytes(), text


def test_profile_is_measured_anew(tmp_path: Path) -> None:
    applied(tmp_path, plan(STEPS))
    columns = versions.read_json(tmp_path / "out" / "profile.json")["columns"]
    by_name = {one["name"]: one for one in columns}
    assert list(by_name) == ["id", "name", "born", "n"]
    born = by_name["born"]
    assert {
        key: born[key] for key in ("type", "n", "n_missing", "n_distinct", "top", "measure")
    } == {
        "type": "text",
        "n": 3,
        "n_missing": 1,
        "n_distinct": 2,
        "top": [{"value": "30–39", "n": 1}, {"value": "60–69", "n": 1}],
        "measure": "age",
    }
    assert (born["min"], born["patterns"], born["personal"], born["how"]) == (None, [], None, None)


def test_every_profile_is_anew_where_rows_went(tmp_path: Path) -> None:
    steps = [step("sample", None, {"share": 0.34, "seed": 3})]
    done = applied(tmp_path, plan(steps))
    assert (done.n_rows_before, done.n_rows_after, done.touched[0].n_touched) == (3, 1, 2)
    told = versions.read_json(tmp_path / "out" / "profile.json")
    assert (told["n_rows"], SECRET in str(told)) == (1, False)


def test_sample_is_drawn_by_its_seed(tmp_path: Path) -> None:
    source = versions.write(tmp_path / "s.parquet", {"v": "integer"}, [(i,) for i in range(1000)])
    told = versions.profile({"v": "integer"})

    def drawn(seed: int) -> list[int]:
        applying.apply(
            source, told, tmp_path, plan([step("sample", None, {"share": 0.1, "seed": seed})])
        )
        rows = versions.read(tmp_path / "table.parquet")
        assert [row["_row"] for row in rows] == list(range(1, 101))
        return [row["v"] for row in rows]

    assert drawn(1) == drawn(1) == sorted(drawn(1))
    assert drawn(1) != drawn(2)


def test_totals_go_with_the_sample(tmp_path: Path) -> None:
    rows = [("a", 1), ("b", 2), ("sum", 3)]
    columns = {"g": "text", "n": "integer"}
    source = versions.write(tmp_path / "s.parquet", columns, rows, totals=[2])
    steps = [step("sample", None, {"share": 0.5})]
    applying.apply(source, versions.profile(columns), tmp_path, plan(steps))
    assert [row["_is_total"] for row in versions.read(tmp_path / "table.parquet")] == [False]


def test_small_groups_go_after_the_cells_were_done(tmp_path: Path) -> None:
    """Bands make groups larger: who is alone by age need not be alone by band."""
    columns = {"age": "integer", "sex": "text"}
    rows = [(31, "ช"), (32, "ช"), (39, "ช"), (71, "ญ")]
    source = versions.write(tmp_path / "s.parquet", columns, rows)
    steps = [step("small-groups", None, {}), step("band", Column("age", "integer"), {})]
    done = applying.apply(
        source, versions.profile(columns), tmp_path, plan(steps, quasi=["age", "sex"], k=3)
    )
    assert [row["age"] for row in versions.read(tmp_path / "table.parquet")] == ["30–39"] * 3
    assert [(t.step.measure, t.n_touched) for t in done.touched] == [
        ("band", 4),
        ("small-groups", 1),
    ]


def test_small_groups_need_quasi_identifiers(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no_quasi_identifiers"):
        applied(tmp_path, plan([step("small-groups", None, {})]))


def test_noise_is_of_whole_numbers_and_leaves_totals_empty(tmp_path: Path) -> None:
    pytest.importorskip("opendp", reason="the extra `privacy` is not installed")
    columns = {"g": "text", "n": "integer"}
    rows = [("a", 1000)] * 400 + [("b", None), ("sum", 400_000)]
    source = versions.write(tmp_path / "s.parquet", columns, rows, totals=[401])
    steps = [step("noise", Column("n", "integer"), {"epsilon": 0.5})]
    done = applying.apply(source, versions.profile(columns), tmp_path, plan(steps))
    found = [row["n"] for row in versions.read(tmp_path / "table.parquet")]
    assert found[400:] == [None, None]
    noise = [n - 1000 for n in found[:400]]
    assert all(isinstance(n, int) for n in noise)
    # discrete Laplace of scale 2: variance 2·e^(1/2)/(e^(1/2)-1)² = 7.8
    assert abs(sum(noise) / 400) < 1 and 4 < sum(n * n for n in noise) / 400 < 14
    assert dict(done.touched[0].step.values) == {"contribution": 1, "epsilon": 0.5}


def test_noise_without_its_extra_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    columns = {"n": "integer"}
    source = versions.write(tmp_path / "s.parquet", columns, [(1,)])
    with pytest.raises(Conflict, match="needs_extra"):
        applying.apply(
            source,
            versions.profile(columns),
            tmp_path,
            plan([step("noise", Column("n", "integer"), {})]),
        )


def test_samples(tmp_path: Path) -> None:
    source = versions.write(tmp_path / "s.parquet", COLUMNS, ROWS)
    told = versions.profile(COLUMNS, kinds=KINDS)
    steps = [step("mask", column("name"), {}), step("small-cells", column("n"), {})]
    assert applying.samples(source, told, steps, 2) == [["ค.", "พ. ณ. น."], []]


def test_keys_of_whole_columns_stay_keys(tmp_path: Path) -> None:
    source = versions.write(tmp_path / "s.parquet", COLUMNS, ROWS)
    told = versions.profile(COLUMNS, kinds=KINDS) | {"keys": [["id"], ["name", "n"], ["n"]]}
    applying.apply(source, told, tmp_path, plan(STEPS), key=KEY)
    assert versions.read_json(tmp_path / "profile.json")["keys"] == [["n"]]
