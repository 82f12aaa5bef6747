"""What is kept of a reading beside a released table: counts alone, and nothing of what is hidden."""

from typing import Any

from odms.engine import quality
from odms.engine.quality.kept import reading


def report() -> dict[str, Any]:
    counts = {"n_rows": 10, "n_rejected": 1, "n_footer_rows": 0, "n_total_rows": 0, "n_blank": 2}
    table = {"dialect": None, "preamble_rows": [0], "header_rows": [1], "columns": []} | counts
    secret = {"message": {"th": "secret"}, "cells": [{"row": 1}], "row": 1, "severity": "info"}
    findings = [
        {"code": "engine.digits_lost", "column": column, "n": 2} | secret
        for column in (None, "shown", "masked", "dropped")
    ]
    return {
        "format": "csv",
        "encoding": {"name": "utf-8"},
        "tables": [table | {"findings": []}, table | {"findings": findings}],
        "findings": [{"code": "x", "column": None, "n": 1} | secret],
    }


PROFILE = {"columns": [{"name": "shown"}, {"name": "masked", "measure": "mask"}]}


def test_counts_of_what_is_shown_alone() -> None:
    kept = reading(report(), 1, PROFILE)
    assert kept is not None
    (table,) = kept["tables"]
    assert table["findings"] == [
        {"code": "engine.digits_lost", "column": None, "n": 2},
        {"code": "engine.digits_lost", "column": "shown", "n": 2},
    ]
    assert kept["findings"] == [{"code": "x", "column": None, "n": 1}]
    assert "secret" not in str(kept)


def test_quality_can_be_told_from_it() -> None:
    kept = reading(report(), 0, PROFILE)
    assert kept is not None
    told = quality.assess(kept, [{"columns": []}]).to_json()
    points = {m["code"]: m["points"] for d in told["dimensions"] for m in d["measures"]}
    assert (points["rows_kept"], points["text_in_utf8"]) == (round(1000 / 11, 4), 100)


def test_reading_of_an_older_engine_is_not_kept() -> None:
    old = report()
    del old["tables"][0]["n_blank"]
    assert reading(old, 0, PROFILE) is None
