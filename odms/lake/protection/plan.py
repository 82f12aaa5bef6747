"""What is to be done to a table version: a plan of steps, each a measure with its parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from odms.errors import Invalid
from odms.lake.protection.measure import Column, Measure
from odms.lake.protection.measures import MEASURES, get

THRESHOLDS = (3, 5, 10, 20)
DEFAULT_K = 5
_ORDER = {code: place for place, code in enumerate(MEASURES)}


@dataclass(frozen=True)
class Step:
    """One measure, of a column or (where `column` is empty) of the whole table.

    `values` are its parameters as pairs, `kind` is the kind of personal data in the column.
    """

    measure: str
    column: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    kind: str = ""

    @property
    def of(self) -> Measure:
        """The measure itself."""
        return MEASURES[self.measure]


@dataclass(frozen=True)
class Protection:
    """The steps in the order in which they are done, and by what the risk is told.

    `quasi` are the quasi-identifiers, `sensitive` the columns whose values must not be learned, `k`
    the least size of a group that counts as safe. A column has one step at most.
    """

    steps: tuple[Step, ...] = ()
    quasi: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    k: int = DEFAULT_K

    @property
    def dropped(self) -> frozenset[str]:
        """The columns that go."""
        return frozenset(step.column for step in self.steps if step.measure == "drop")

    @property
    def by_column(self) -> dict[str, Step]:
        """The step of each column that has one."""
        return {step.column: step for step in self.steps if step.column}

    @property
    def takes_rows(self) -> bool:
        """Whether rows may go."""
        return any(step.of.is_of_table for step in self.steps)

    def measure_of(self, column: str) -> str:
        """The code of the measure of a column, empty for none."""
        step = self.by_column.get(column)
        return step.measure if step else ""


NOTHING = Protection()


def step(code: str, column: Column | None, given: Mapping[str, Any]) -> Step:
    """A step that can be done. Raises Invalid for an unknown measure, a column that it does not
    fit, and parameters that it does not take."""
    measure = get(code)
    if measure.is_of_table is not (column is None):
        raise Invalid("protection.wrong_place", measure=code)
    if column is not None and not measure.fits(column):
        raise Invalid("protection.does_not_fit", measure=code, column=column.name, type=column.type)
    values = tuple(sorted(measure.read(given).items()))
    return Step(code, column.name if column else "", values, column.kind if column else "")


def plan(
    steps: Iterable[Step],
    *,
    quasi: Iterable[str] = (),
    sensitive: Iterable[str] = (),
    k: int = DEFAULT_K,
) -> Protection:
    """A plan with its steps in order."""
    ordered = sorted(steps, key=lambda one: _ORDER[one.measure])
    return Protection(tuple(ordered), tuple(quasi), tuple(sensitive), k)
