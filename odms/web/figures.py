"""The figures of a picture: what the profile knows, and groups counted once a table version."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from odms.intake import queries as intake
from odms.lake import groups as lake_groups
from odms.lake.groups import Group, grouped
from odms.pictures.choice import Choice

MAX_POINTS = 400
# days from which on the rows of events are counted by months, and the span that takes
MANY_DAYS = 60
MANY_MONTHS = 6


def profiled(release: Any) -> list[dict[str, Any]]:
    """A release's columns with what the profile knows of each."""
    profiles = _profiles(release.table_key)
    return [profiles.get(column["name"], {}) | _filled(column) for column in release.columns]


@lru_cache(maxsize=500)
def _profiles(table_key: str) -> dict[str, dict[str, Any]]:
    profile = intake.lake().profile(table_key)
    return {column["name"]: column for column in profile.get("columns", ())}


@lru_cache(maxsize=500)
def groups(table_key: str, chosen: Choice) -> tuple[Group, ...]:
    """The groups of a picture, without rows that sum up others."""
    path = intake.lake().table_path(table_key)
    found = grouped(
        path, chosen.by, measure=chosen.measure, how=chosen.how, only_latest=chosen.latest
    )
    return tuple(found)


@lru_cache(maxsize=500)
def latest(table_key: str, column: str) -> Any:
    """The last value of a column of times, of rows that sum up no others."""
    return lake_groups.latest(intake.lake().table_path(table_key), column)


def precision(column: Mapping[str, Any]) -> str:
    """`year` or `month` where all dates of a column are the first days of one, else empty."""
    ends = [column.get("min"), column.get("max"), *(column.get("quantiles") or {}).values()]
    days = [str(day) for day in ends if day]
    if column.get("type") != "date" or len(set(days)) < 2:
        return ""
    if all(day[4:10] == "-01-01" for day in days):
        return "year"
    return "month" if all(day[7:10] == "-01" for day in days) else ""


def as_said(column: Mapping[str, Any]) -> dict[str, Any]:
    """A column with the precision of its dates for a type: months and years read without days."""
    reached = precision(column)
    return {**column, "type": reached} if reached else dict(column)


def thinned(groups: Sequence[Group], how: str) -> tuple[Sequence[Group], str]:
    """Groups of days put together until a line can show them, and `month` or `year` if they were.

    Days of events, of which some have more rows than others, are told by the month.
    """
    reached = _precision(groups)
    for length, kind in ((7, "month"), (4, "year")):
        if not isinstance(groups[0][0], date):
            break
        if len(groups) <= MAX_POINTS and not (kind == "month" and not reached and _events(groups)):
            break
        groups, reached = _together(groups, how, length), kind
    return groups[-MAX_POINTS:], reached


def _events(groups: Sequence[Group]) -> bool:
    """Whether days are those of single events, over months, and not of regular readings."""
    first, last = groups[0][0], groups[-1][0]
    n_days = (last - first).days + 1
    is_uneven = len({n for *_, n in groups}) > 1 or len(groups) < n_days / 2
    return len(groups) >= MANY_DAYS and n_days > MANY_MONTHS * 31 and is_uneven


def _precision(groups: Sequence[Group]) -> str:
    """`year` where all dates are first days of years, `month` where they are of months."""
    days = [key for key, *_ in groups]
    if not all(isinstance(day, date) and day.day == 1 for day in days):
        return ""
    return "year" if all(day.month == 1 for day in days) else "month"


def _together(groups: Sequence[Group], how: str, length: int) -> list[Group]:
    """Groups of one month (7 letters of the ISO date) or year (4) as one, on its first day."""
    found: dict[str, list[Group]] = {}
    for group in groups:
        found.setdefault(group[0].isoformat()[:length], []).append(group)
    return [
        (
            date.fromisoformat((start + "-01-01")[:10]),
            sum(x * n for _, x, n in members) / sum(n for *_, n in members)
            if how == "mean"
            else sum(x for _, x, _ in members),
            sum(n for *_, n in members),
        )
        for start, members in found.items()
    ]


def _filled(column: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in column.items() if value not in (None, "")}
