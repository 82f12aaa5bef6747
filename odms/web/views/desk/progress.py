"""How far a case has come on its way to the approver: its steps, and the gates that it must pass."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.intake import queries as intake
from odms.publication.rules import GATES
from odms.web.told import words
from odms.web.views.desk.badges import Badge, Words

# the page that mends what a gate lacks
MENDED_AT = {
    "file-read": "desk-delivery",
    "tables-chosen": "desk-delivery",
    "personal-data": "desk-case-personal",
    "description": "desk-case-description",
    "classification": "desk-case-description",
    "licence": "desk-case-description",
    "rights": "desk-case-description",
    "second-person": "",
}

# the way of a file from hand to approver: code, the page, the name, the gates it must pass
STEPS: tuple[tuple[str, str, Words, tuple[str, ...]], ...] = (
    ("file", "", gettext_lazy("File"), ()),
    (
        "understood",
        "desk-delivery",
        gettext_lazy("What we understood"),
        ("file-read", "tables-chosen"),
    ),
    ("personal", "desk-case-personal", gettext_lazy("Personal data"), ("personal-data",)),
    ("columns", "desk-case-columns", gettext_lazy("Columns"), ()),
    (
        "description",
        "desk-case-description",
        gettext_lazy("Description"),
        ("description", "classification", "licence", "rights"),
    ),
    ("review", "desk-case-review", gettext_lazy("Review"), ()),
)
WITHOUT_FILE = ("description", "review")


@dataclass(frozen=True)
class Step:
    """One step from a file to a submitted case."""

    name: Words
    address: str = ""
    is_done: bool = False
    is_current: bool = False


class Lacking(NamedTuple):
    """What a gate found lacking, in words; `error` keeps it closed, `warning` is advice."""

    sentence: str
    severity: str


@dataclass(frozen=True)
class Cell:
    """One gate of a case: passed, lacking or not yet due, and where it is mended."""

    code: str
    name: Words
    state: str
    address: str = ""
    lacks: list[Lacking] = field(default_factory=list)

    @property
    def step(self) -> Words:
        """The step in which it is mended."""
        return next(
            (name for _step, route, name, _needs in STEPS if route == MENDED_AT[self.code]),
            self.name,
        )

    @property
    def badge(self) -> Badge:
        if self.state == "ok":
            return Badge("ok", _("Passed"))
        if self.state == "na":
            return Badge("na", _("Not yet"))
        return Badge("up", _("Lacking"))

    @property
    def words(self) -> str:
        return f"{self.name}: {self.badge.words}"


@dataclass(frozen=True)
class Gates:
    """The gates of a case in order."""

    cells: list[Cell]

    @property
    def n_lacking(self) -> int:
        return sum(cell.state == "up" for cell in self.cells)

    @property
    def next(self) -> Cell | None:
        """The first gate that lacks something."""
        return next((cell for cell in self.cells if cell.state == "up"), None)

    @property
    def summary(self) -> str:
        passed = sum(cell.state == "ok" for cell in self.cells)
        return _("%(passed)s of %(of)s gates passed") % {"passed": passed, "of": len(self.cells)}


def steps(
    current: str, *, case: Any = None, delivery: Any = None, gates: Gates | None = None
) -> list[Step]:
    """The steps to a submitted case, `current` marked; before there is a case nothing is linked."""
    passed = {cell.code for cell in gates.cells if cell.state == "ok"} if gates else set()
    has_file = delivery is not None or case is None
    return [
        Step(
            name=name,
            address=_step_address(route, case, delivery),
            is_done=_is_done(code, needs, passed, delivery, case),
            is_current=code == current,
        )
        for code, route, name, needs in STEPS
        if has_file or code in WITHOUT_FILE
    ]


def gates_of(case: Any, gates: Iterable[Any]) -> Gates:
    """The gates of a case as the pages show them."""
    return Gates([_cell(case, gate) for gate in gates])


def _cell(case: Any, gate: Any) -> Cell:
    name = words(f"publication.gate.{gate.code}")
    lacks = [Lacking(words(lack.code, lack.facts), lack.severity) for lack in gate.lacks]
    if gate.is_passed:
        return Cell(gate.code, name, "ok", lacks=lacks)
    if GATES[gate.code] == "approve":
        return Cell(gate.code, name, "na")
    return Cell(
        gate.code, name, "up", _step_address(MENDED_AT[gate.code], case, case.delivery), lacks
    )


def _step_address(route: str, case: Any, delivery: Any) -> str:
    """Where a step is done; empty where it cannot be gone to yet."""
    if route == "desk-delivery" and delivery is None:
        return f"{reverse('desk-new')}?dataset={case.dataset.slug}" if case else ""
    if route == "desk-delivery":
        return reverse(route, kwargs={"id": delivery.id})
    return reverse(route, kwargs={"id": case.id}) if route and case else ""


def _is_done(code: str, needs: tuple[str, ...], passed: set[str], delivery: Any, case: Any) -> bool:
    if code == "file":
        return delivery is not None
    if code == "columns":
        return case is not None and _are_columns_named(case)
    if code == "review":
        return case is not None and case.state != "draft"
    return bool(needs) and passed >= set(needs)


def _are_columns_named(case: Any) -> bool:
    """Whether every column that is to be published has a name in Thai."""
    if case.delivery is None:
        return False
    for table in intake.list_chosen(case.delivery):
        said = case.record.get("columns", {}).get(str(table.position), {})
        for column in table.columns:
            is_dropped = table.decisions.get(column["name"], {}).get("deed") == "drop"
            named = said.get(column["name"], {}).get("label_th", column.get("label_th"))
            if not named and not is_dropped:
                return False
    return True
