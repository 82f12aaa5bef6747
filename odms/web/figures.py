"""The figures of a picture: what the profile knows, and groups counted once a table version."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from odms.intake import queries as intake
from odms.lake.groups import Group, grouped
from odms.pictures.choice import Choice

MAX_POINTS = 400


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


def thinned(groups: Sequence[Group], how: str) -> tuple[Sequence[Group], str]:
    """Groups of days put together until a line can show them, and `month` or `year` if they were."""
    reached = _precision(groups)
    for length, kind in ((7, "month"), (4, "year")):
        if len(groups) <= MAX_POINTS or not isinstance(groups[0][0], date):
            break
        groups, reached = _together(groups, how, length), kind
    return groups[-MAX_POINTS:], reached


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
