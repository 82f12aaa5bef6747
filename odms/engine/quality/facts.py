"""What quality is computed from: the report and profiles of a file, and its circumstances."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from odms.definitions import national


@dataclass(frozen=True)
class Circumstances:
    """What the file itself does not show. `None` is not known, and then nothing is said of it.

    `at` is the day for which ages are told; `promised_days` the length of one promised period, in
    days; `data_to` the last day that the data tells of, where somebody stated it. `change` is what
    `odms.lake.drift.changes` tells against the version before, with `n_columns_before`. Counts
    of requests, checks and uses are of the period that their measure names; `satisfaction` is a
    mean of marks from 1 to 5.
    """

    at: date | None = None
    promised_days: float | None = None
    data_to: date | None = None
    delivered_at: date | None = None
    n_items: int | None = None
    n_items_stated: int | None = None
    n_columns_described: int | None = None
    licence_is_open: bool | None = None
    change: Mapping[str, Any] | None = None
    n_requests: int | None = None
    n_requests_answered: int | None = None
    satisfaction: float | None = None
    n_uses: int | None = None
    n_checks: int | None = None
    n_checks_answered: int | None = None


@dataclass(frozen=True)
class Facts:
    """The published report of a file, the profiles of its tables in order, and circumstances."""

    report: Mapping[str, Any]
    profiles: Sequence[Mapping[str, Any]]
    around: Circumstances = field(default_factory=Circumstances)

    @property
    def tables(self) -> Sequence[Mapping[str, Any]]:
        """The tables as the report has them."""
        tables: Sequence[Mapping[str, Any]] = self.report["tables"]
        return tables

    def columns(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Every column's profile, with the place of its table."""
        for place, profile in enumerate(self.profiles):
            for column in profile["columns"]:
                yield place, column

    @property
    def n_columns(self) -> int:
        """Columns of all tables."""
        return sum(len(profile["columns"]) for profile in self.profiles)

    def findings(self, codes: Sequence[str]) -> list[tuple[int | None, Mapping[str, Any]]]:
        """The findings of these codes, with the place of their table; None for the file's own."""
        wanted = frozenset(codes)
        found: list[tuple[int | None, Mapping[str, Any]]] = [
            (None, finding) for finding in self.report["findings"] if finding["code"] in wanted
        ]
        for place, table in enumerate(self.tables):
            found += [(place, f) for f in table["findings"] if f["code"] in wanted]
        return found

    def data_to(self) -> date | None:
        """The last day of the data: as stated, else the greatest date or year of a column.

        Days after the day of delivery are plans and due dates, and say nothing of freshness.
        """
        if self.around.data_to is not None:
            return self.around.data_to
        ends = [end for _, column in self.columns() if (end := last_day(column))]
        until = self.around.delivered_at or self.around.at
        return max((end for end in ends if until is None or end <= until), default=None)


def present(column: Mapping[str, Any]) -> int:
    """Values of a column that are there: neither missing nor kept back on purpose."""
    return int(column["n"]) - int(column["n_missing"]) - int(column["n_suppressed"])


def last_day(column: Mapping[str, Any]) -> date | None:
    """The last day that a column of dates or years tells of; a year lasts to its end."""
    last = column["max"]
    if last is None:
        return None
    if column["type"] in ("date", "datetime"):
        return _day(str(last)[:10])
    if column["type"] == "year":
        rules = national("prefill.yaml")
        year = int(last) - (rules["era_years"] if last >= rules["era_from"] else 0)
        return _day(f"{year:04}-12-31")
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
