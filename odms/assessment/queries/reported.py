"""What a cycle reported, as values of pictures; first of all the survey of 2565, with which every
centre begins."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from odms.assessment import sums
from odms.assessment.charts import Source, Value
from odms.assessment.models import Cycle
from odms.assessment.queries.cycles import baseline, status


@cache
def values() -> dict[str, Value]:
    """Every figure of the survey of 2565 by its code: shares of one, and means from 1 to 5."""
    return values_of(chapter())


@cache
def source() -> Source:
    """Where they stand, and the day of the survey."""
    return source_of(baseline())


@cache
def chapter() -> dict[str, Any]:
    """The status chapter of the survey of 2565."""
    return status(baseline())


def values_of(told: Mapping[str, Any]) -> dict[str, Value]:
    """The figures of a status chapter (`queries.cycles.status`) by their codes."""
    n = told["n_agencies"]
    found = [Value("publishing", told["share_publishing"], told["n_publishing"], n)]
    found += [Value(f"enabler-{one['code']}", *_line(one)) for one in told["enablers"]]
    found += [Value(sums.process_code(one["process"]), *_line(one)) for one in told["processes"]]
    if users := told["satisfaction"]:
        n_users = users["n_users"]
        # the overall mean is kept as reported, where it was
        overall = users["overall_reported"] or users["overall_computed"]
        found.append(Value("satisfaction", overall, n_users, n_users))
        found += [
            Value(sums.satisfaction_code(one["code"]), one["mean"], n_users, n_users)
            for one in users["dimensions"]
        ]
        found += [
            Value(f"channel-{one['code']}", one["share"], None, n_users) for one in told["channels"]
        ]
    return {one.code: one for one in found}


def source_of(cycle: Cycle) -> Source:
    """Where the figures of a cycle stand, and the day on which they were asked for."""
    day: date = cycle.surveyed_date or cycle.opened_at.date()
    titles = {"th": cycle.title_th, "en": cycle.title_en}
    # of an imported cycle nobody may have said where it stands: then it is its own source
    return Source(day, {lang: cycle.source.get(lang) or title for lang, title in titles.items()})


def channel_names(told: Mapping[str, Any], language: str) -> dict[str, str]:
    """The channels of a status chapter, by the code of their figures."""
    return {f"channel-{one['code']}": one["name"][language] for one in told["channels"]}


def _line(one: Mapping[str, Any]) -> tuple[float | None, float, float]:
    return one["share"], one["n"], one["of"]
