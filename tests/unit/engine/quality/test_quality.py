"""Quality: every measure against a number worked out by hand, and how points come together."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from odms.definitions import messages, national
from odms.engine import quality
from odms.engine.quality import Circumstances
from odms.engine.quality.measures import MEASURES

RULES = national("quality.yaml")


def column(name: str, **about: Any) -> dict[str, Any]:
    """A column's profile of ten rows of different texts, all there."""
    plain = {
        "source_name": name, "type": "text", "meaning": None, "n": 10, "n_missing": 0,
        "n_suppressed": 0, "n_failed": 0, "n_distinct": 10, "min": None, "max": None, "patterns": [],
    }  # fmt: skip
    return {"name": name} | plain | about


def table(*findings: dict[str, Any], **about: Any) -> dict[str, Any]:
    plain = {
        "dialect": {}, "preamble_rows": [], "header_rows": [0], "n_rows": 10, "n_rejected": 0,
        "n_footer_rows": 0, "n_total_rows": 0, "n_blank": 0,
    }  # fmt: skip
    return plain | {"findings": list(findings)} | about


def finding(code: str, column: str | None, n: int) -> dict[str, Any]:
    return {"code": code, "column": column, "n": n}


def assess(
    *columns: dict[str, Any], of: Any = None, report: Any = None, **around: Any
) -> quality.Quality:
    told = {
        "format": "csv",
        "encoding": {"name": "utf-8"},
        "tables": [of or table()],
        "findings": [],
    }
    profile = {"columns": list(columns) or [column("a")]}
    return quality.assess(told | (report or {}), [profile], Circumstances(**around))


def points(found: quality.Quality, code: str) -> float | None:
    (one,) = [m for d in found.dimensions for m in d.measures if m.code == code]
    return None if one.points is None else round(one.points, 4)


PATTERNS = [{"pattern": "999", "n": 8, "share": 0.8}, {"pattern": "99", "n": 2, "share": 0.2}]
WORDS = [{"pattern": "ก+", "n": 9, "share": 0.9}]
CHANGE = {"n_columns_before": 4, "columns_removed": ["x"], "columns_retyped": [{"name": "y"}]}
AT = date(2026, 6, 30)

# measure, what it is told, and its points by hand
BY_HAND: list[tuple[str, dict[str, Any], float | None]] = [
    # 20 − 2 missing − 2 suppressed = 16 there, 4 fail
    ("values_of_type", {"columns": [column("a", n_missing=2, n_suppressed=2), column("b", n_failed=4)]}, 75),
    ("values_of_type", {"columns": [column("a", n_missing=10)]}, None),
    ("values_in_list", {"columns": [column("a")]}, None),
    (
        "values_in_list",
        {
            "columns": [column("p", meaning="th-province", n_missing=2), column("b")],
            "of": table(finding("engine.name_not_in_list", "p", 1), finding("engine.name_not_in_list", "p", 1)),
        },
        75,
    ),
    # suppressed cells can be damaged too: 10 − 2 missing
    ("cells_undamaged", {"columns": [column("a", n_missing=2)], "of": table(finding("engine.digits_lost", "a", 2))}, 75),
    # what is told more often than there are cells takes no more than all
    ("cells_undamaged", {"of": table(finding("engine.text_repaired", "a", 12))}, 0),
    ("values_plausible", {"columns": [column("a", type="number"), column("t")], "of": table(finding("engine.value_far_off", "a", 1))}, 90),
    ("values_plausible", {"columns": [column("t")]}, None),
    ("cells_filled", {"columns": [column("a", n_missing=5), column("b", n_suppressed=5)]}, 75),
    ("rows_kept", {"of": table(n_rows=9, n_rejected=1)}, 90),
    ("rows_kept", {"of": table(n_rows=0)}, None),
    ("columns_named", {"columns": [column("a"), column("a_2", source_name="a"), column("c", source_name=None), column("d")]}, 50),
    ("years_present", {"columns": [column("y", type="year", n_distinct=3, min=2560, max=2563)]}, 75),
    ("years_present", {"columns": [column("y", type="year", n_distinct=1, min=2560, max=2560)]}, None),
    ("items_stated", {"n_items": 14, "n_items_stated": 7}, 50),
    ("items_stated", {}, None),
    ("columns_described", {"columns": [column("a"), column("b")], "n_columns_described": 1}, 50),
    (
        "one_form_a_column",
        {
            "columns": [column("a"), column("b")],
            "of": table(finding("engine.eras_mixed", "a", 3), finding("engine.date_order_mixed", "a", 1)),
        },
        50,
    ),
    ("values_in_usual_pattern", {"columns": [column("a", patterns=PATTERNS)]}, 80),
    ("values_in_usual_pattern", {"columns": [column("a", patterns=WORDS)]}, None),
    ("values_in_usual_pattern", {"columns": [column("a", type="number", patterns=PATTERNS)]}, None),
    ("values_spelt_one_way", {"of": table(finding("engine.spellings_mixed", "a", 2))}, 80),
    ("rows_once", {"of": table(finding("engine.row_repeated", None, 1), n_rows=12, n_total_rows=2)}, 90),
    ("rows_once", {"of": table(n_rows=9)}, None),
    ("columns_as_before", {"change": CHANGE}, 50),
    ("columns_as_before", {}, None),
    # a period of 30 days: 60 days old is two periods, half way between one and three
    ("data_within_promise", {"at": AT, "promised_days": 30, "data_to": date(2026, 5, 1)}, 50),
    ("data_within_promise", {"at": AT, "promised_days": 30, "data_to": date(2026, 6, 1)}, 100),
    ("data_within_promise", {"at": AT, "promised_days": 30, "data_to": date(2020, 1, 1)}, 0),
    ("data_within_promise", {"at": AT, "data_to": date(2026, 5, 1)}, None),
    ("data_within_promise", {"at": AT, "promised_days": 30}, None),
    # the year 2569 of the Buddhist era ends on 31 December 2026: later than today, and a plan
    (
        "data_within_promise",
        {
            "columns": [column("y", type="year", min=2560, max=2569), column("d", type="date", max="2026-05-01")],
            "at": AT,
            "promised_days": 30,
        },
        50,
    ),
    ("delivered_within_promise", {"at": AT, "promised_days": 30, "delivered_at": date(2026, 5, 1)}, 50),
    ("requests_answered", {"n_requests": 4, "n_requests_answered": 3}, 75),
    ("requests_answered", {"n_requests": 0, "n_requests_answered": 0}, None),
    ("satisfaction", {"satisfaction": 4.0}, 75),
    ("is_used", {"n_uses": 1}, 100),
    ("is_used", {"n_uses": 0}, 0),
    ("is_used", {}, None),
    ("machine_readable", {"report": {"format": "xls"}}, 50),
    ("machine_readable", {"report": {"format": "zip"}}, None),
    ("read_as_it_stands", {}, 100),
    ("read_as_it_stands", {"of": table(header_rows=[0, 1])}, 0),
    ("read_as_it_stands", {"of": table(n_total_rows=1)}, 0),
    ("read_as_it_stands", {"of": table(header_rows=[])}, 0),
    ("read_as_it_stands", {"of": table(header_rows=[], dialect=None)}, 100),
    ("text_in_utf8", {"report": {"encoding": {"name": "cp874"}}}, 0),
    ("text_in_utf8", {"report": {"encoding": None}}, None),
    ("licence_open", {"licence_is_open": False}, 0),
    ("licence_open", {}, None),
    ("links_answered", {"n_checks": 10, "n_checks_answered": 9}, 90),
]  # fmt: skip


@pytest.mark.parametrize(("code", "told", "expected"), BY_HAND)
def test_measure(code: str, told: dict[str, Any], expected: float | None) -> None:
    columns = told.get("columns", ())
    rest = {name: value for name, value in told.items() if name != "columns"}
    assert points(assess(*columns, **rest), code) == expected


def test_every_measure_is_worked_out_by_hand() -> None:
    assert {code for code, _, _ in BY_HAND} == set(MEASURES)


def test_every_declared_measure_is_computed_and_every_computed_one_declared() -> None:
    assert list(RULES["measures"]) == list(MEASURES)


def test_declarations_name_what_there_is() -> None:
    codes = messages.catalogue()
    for told in RULES["measures"].values():
        assert told["dimension"] in RULES["dimensions"]
        assert told["from"] in {"file", "metadata", "dates", "use", "links"}
        assert told["weight"] > 0
        assert [code for code in told.get("findings", ()) if code not in codes] == []
    assert [band["least"] for band in RULES["bands"]] == [90, 75, 60, 0]


def test_every_format_that_is_no_archive_is_worth_something() -> None:
    """Those that an inspection can name."""
    schema = Path(__file__).resolve().parents[4] / "docs" / "reference" / "inspection.schema.json"
    named = set(json.loads(schema.read_text())["$defs"]["report"]["properties"]["format"]["enum"])
    archives = {"zip", "7z", "tar", "gz", "bz2", "xz", "zst"}
    assert set(RULES["formats"]) == named - archives


def test_whole_is_the_weighted_mean_of_what_was_measured() -> None:
    found = assess(column("a", n_missing=5), column("b", n_failed=3))
    by_code = {dimension.code: dimension for dimension in found.dimensions}
    # 12 of 15 values parse (weight 3) and none is damaged (2); no column has a list (2) or sizes (1)
    assert by_code["accuracy"].points == pytest.approx((3 * 80 + 2 * 100) / 5)
    assert by_code["accuracy"].measured == pytest.approx(5 / 8)
    # 15 of 20 cells are filled (3), rows (2) and names (1) are whole
    assert by_code["completeness"].points == pytest.approx((3 * 75 + 2 * 100 + 100) / 6)
    assert by_code["relevancy"].points is None
    measured = [(25, 88), (20, 87.5), (15, 100), (15, 100)]
    whole = sum(weight * points for weight, points in measured) / 75
    assert found.points == pytest.approx(whole)
    told = found.to_json()
    assert (told["points"], told["band"]["code"]) == (round(whole, 4), "excellent")
    # of relevancy and timeliness nothing: 25 · 5/8 + 20 · 6/10 + 15 · 5/9 + 15 · 5/9
    assert told["measured"] == pytest.approx((125 / 8 + 12 + 75 / 9 + 75 / 9) / 100, abs=1e-4)


def test_too_little_measured_gives_no_band() -> None:
    report = {"format": "zip", "encoding": None, "tables": [], "findings": []}
    found = quality.assess(report, [], Circumstances(licence_is_open=True))
    assert (found.points, found.band) == (100, None)
    assert quality.assess(report, []).to_json()["points"] is None


def test_steps_say_what_the_whole_gains_and_come_cheapest_first() -> None:
    columns = [column("a", n_missing=5), column("b", n_failed=3)]
    found = assess(*columns)
    steps = {step.measure.code: step for step in found.steps()}
    assert list(steps) == ["values_of_type", "cells_filled"]
    mended = assess(columns[0], column("b"))
    gained = (mended.points or 0) - (found.points or 0)
    assert steps["values_of_type"].gain == pytest.approx(gained)
    assert steps["values_of_type"].minutes == pytest.approx(2 + 3 * 0.2)
    assert steps["values_of_type"].to_json()["places"] == [{"table": 0, "column": "b", "n": 3}]


def test_every_score_says_how_it_was_derived() -> None:
    told = assess(column("a", n_failed=1)).to_json()
    for dimension in told["dimensions"]:
        for measure in dimension["measures"]:
            assert set(measure["formula"]) == {"th", "en", "math"}
            assert measure["inputs"]
            if measure["points"] is not None and measure["code"] not in ("data_within_promise",):
                assert measure["points"] == pytest.approx(100 * measure["good"] / measure["of"])
