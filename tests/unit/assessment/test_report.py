"""What the report says follows from its figures: comparisons, and recommendations by stated rules."""

from datetime import date
from typing import Any

import pytest

from odms.assessment.charts import Source, Value
from odms.assessment.report import State, compose, worded
from odms.definitions import national
from odms.pictures import summary

SOURCE = Source(date(2026, 11, 23), {"th": "ที่มา", "en": "source"})
BEFORE = Source(date(2022, 1, 12), {"th": "เดิม", "en": "before"})


def state(year: int, source: Source, **values: float) -> State:
    codes = {name.replace("_", "-"): value for name, value in values.items()}
    return State(year, source, {code: Value(code, v, 1, 2) for code, v in codes.items()})


NOW = state(
    2569, SOURCE, publishing=0.9, process_approval=0.3, process_quality=0.59, satisfaction=3.3
)
THEN = state(2565, BEFORE, publishing=0.813, process_approval=0.727)


def test_each_figure_is_held_against_the_year_before() -> None:
    told = {one["code"]: one for one in compose(NOW, THEN)["figures"]}
    assert told["publishing"]["compared"] == {"year": 2565, "value": 81.3, "change": 8.7}
    assert told["process-approval"]["compared"]["change"] == -42.7
    assert told["process-quality"]["compared"] is None
    assert {one["code"]: one["value"] for one in told.values()} == {
        "satisfaction": 3.3,
        "publishing": 90.0,
        "process-quality": 59.0,
        "process-approval": 30.0,
    }


def test_what_is_furthest_below_its_limit_comes_first() -> None:
    told = compose(NOW, None)["recommendations"]
    assert [(one["code"], one["value"], one["below"]) for one in told] == [
        ("authorise", 30.0, 60.0),
        ("satisfy", 3.3, 3.4),
        ("check-quality", 59.0, 60.0),
    ]


def test_nothing_below_a_limit_recommends_nothing() -> None:
    assert compose(state(2569, SOURCE, publishing=0.99), None)["recommendations"] == []


def test_every_rule_names_a_figure_that_there_is() -> None:
    from odms.assessment import sums

    enablers = {f"enabler-{one['code']}" for one in national("survey.yaml")["enablers"]}
    named = {rule["figure"] for rule in national("recommendations.yaml")["rules"]}
    assert named <= set(sums.declared()) | enablers


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("before", [None, THEN])
def test_it_is_drawn_whatever_is_missing(language: str, before: Any) -> None:
    for now in (NOW, state(2569, SOURCE, publishing=0.5)):
        document = worded(compose(now, before), language)
        assert summary.pdf(document).startswith(b"%PDF")
        assert "<h2>" in summary.body(document)
        assert document.title in summary.text(document)
