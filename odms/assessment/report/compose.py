"""The report as a document: every figure a number with code, source, day and what it is compared with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from odms.assessment import sums
from odms.assessment.charts import Source, Value
from odms.assessment.rules import per_cent
from odms.definitions import document, national
from odms.definitions.days import BUDDHIST_ERA
from odms.publication.answering import processes

_MEANS = ("satisfaction",)


@dataclass(frozen=True)
class State:
    """What is known of a year of the Buddhist era.

    `names` are the words of codes that are not declared elsewhere (channels, purposes), `used` the
    groups of data used most (code, names, number of uses), `publishers` the agencies in order.
    """

    year: int
    source: Source
    values: Mapping[str, Value]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    used: tuple[tuple[str, Mapping[str, str], float], ...] = ()
    publishers: tuple[str, ...] = ()
    publishers_on: date | None = None
    is_whole: bool = True  # whether all publishers are named
    is_live: bool = False


def compose(now: State, before: State | None) -> dict[str, Any]:
    """The report of a year, held against an earlier one; shares are in per cent to one place."""
    guideline = national("guideline.yaml")
    figures = list(_figures(now, before))
    return {
        "report": "open-data",
        "year": now.year,
        "year_ce": now.year - BUDDHIST_ERA,
        "title": guideline["title"],
        "as_of": now.source.day.isoformat(),
        "source": dict(now.source.names),
        "is_live": now.is_live,
        "compared_with": None
        if before is None
        else {
            "year": before.year,
            "as_of": before.source.day.isoformat(),
            "source": dict(before.source.names),
        },
        "figures": figures,
        "publishers": {
            "as_of": now.publishers_on.isoformat() if now.publishers_on else None,
            "is_whole": now.is_whole,
            "names": list(now.publishers),
        },
        "recommendations": recommendations(figures),
        "guideline": guideline,
    }


def recommendations(figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What follows from the figures by the rules of `recommendations.yaml`: each figure that is below
    its limit gives its sentence, the one that is furthest below (in parts of the limit) first."""
    told, known = national("recommendations.yaml"), {one["code"]: one for one in figures}
    found = []
    for rule in told["rules"]:
        figure = known.get(rule["figure"])
        if figure is None or figure["value"] is None:
            continue
        limit = rule["below"] * (100 if figure["unit"] == "percent" else 1)
        if figure["value"] < limit:
            found.append(
                {
                    "code": rule["code"],
                    "figure": figure["code"],
                    "value": figure["value"],
                    "below": round(limit, 2),
                    "unit": figure["unit"],
                    "text": {"th": rule["th"], "en": rule["en"]},
                }
            )
    found.sort(key=lambda one: (one["value"] / one["below"], one["code"]))
    return found[: told["most"]]


def _figures(now: State, before: State | None) -> Iterator[dict[str, Any]]:
    for code in _codes(now):
        if (value := now.values.get(code)) is not None and value.value is not None:
            yield _figure(value, now, before)
    for code, names, n in now.used:
        yield _told(f"category-{code}", names, "count", n, None, None, now) | {"compared": None}


def _codes(now: State) -> Iterator[str]:
    """The codes of figures in the order of the chapters."""
    yield "satisfaction"
    for one in national("questionnaire.yaml")["dimensions"]:
        yield sums.satisfaction_code(one["code"])
    yield from sorted(
        (code for code in now.values if code.startswith("channel-")),
        key=lambda code: -(now.values[code].value or 0),
    )
    yield from sorted(
        (code for code in now.values if code.startswith("purpose-")),
        key=lambda code: -(now.values[code].value or 0),
    )
    yield "publishing"
    for one in national("survey.yaml")["enablers"]:
        yield f"enabler-{one['code']}"
    for process in processes():
        yield sums.process_code(process)
    yield "datasets"
    yield "fresh"


def _figure(value: Value, now: State, before: State | None) -> dict[str, Any]:
    unit = _unit(value.code)
    told = _told(value.code, _names(value.code, now), unit, value.value, value.n, value.of, now)
    earlier = before.values.get(value.code) if before else None
    compared = None
    if before is not None and earlier is not None and earlier.value is not None:
        was = _number(earlier.value, unit)
        compared = {
            "year": before.year,
            "value": was,
            "change": round(told["value"] - was, 2),
        }
    return told | {"compared": compared}


def _told(
    code: str,
    names: Mapping[str, str],
    unit: str,
    value: float | None,
    n: float | None,
    of: float | None,
    now: State,
) -> dict[str, Any]:
    number = _number(value, unit)
    told = {
        "code": code,
        "name": dict(names),
        "unit": unit,
        "value": number,
        "n": n,
        "of": of,
        "source": dict(now.source.names),
        "date": now.source.day.isoformat(),
    }
    if unit == "mean" and value is not None:
        told["band"] = sums.band(value)
    if code.startswith(("process-", "enabler-")) and value is not None:
        told["is_weak"] = value < sums.threshold()
    return told


def _unit(code: str) -> str:
    if code.startswith(_MEANS):
        return "mean"
    return "count" if code == "datasets" else "percent"


def _number(value: float | None, unit: str) -> Any:
    """A share of one in per cent to one place, a mean to two, a count whole."""
    if value is None:
        return None
    if unit == "percent":
        return per_cent(value)
    return round(value, 2) if unit == "mean" else int(value)


def _names(code: str, now: State) -> Mapping[str, str]:
    if code in now.names:
        return now.names[code]
    for one in national("survey.yaml")["enablers"]:
        if code == f"enabler-{one['code']}":
            return _enabler(one["code"])
    return sums.get_declared(code).names


def _enabler(code: str) -> Mapping[str, str]:
    groups = document("frameworks/odms-2565.yaml")["groups"]
    listed = next(one["questions"] for one in groups if one["code"] == "enablers")
    told = next(one for one in listed if one["code"] == code)
    return {"th": told["th"], "en": told["en"]}
