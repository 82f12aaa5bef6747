"""What the pages of the desk are made of: badges, steps, gates, trails and previews.

The tables below give each state its sign and its words; a test holds them against the states of
the rooms.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from odms.errors import Absent, Refused
from odms.intake import queries as intake
from odms.people.rules import can_do
from odms.publication import queries as publication
from odms.publication.rules import GATES
from odms.web import formats
from odms.web.doors import person_of, status_of
from odms.web.told import language, words

Words = str | Promise


class Badge(NamedTuple):
    """A state's sign (`ok`, `up`, `no`, `na` or none) and its words."""

    state: str
    words: Words


# the sign of each state; its words stand in `definitions/messages`
DELIVERY_SIGNS = {"received": "", "reading": "", "read": "ok", "failed": "no", "discarded": "na"}
CASE_SIGNS = {
    "draft": "up",
    "submitted": "",
    "approved": "",
    "published": "ok",
    "withdrawn": "na",
    "discarded": "na",
}
DATASET_SIGNS = {"draft": "", "published": "ok", "withdrawn": "na"}


def delivery_badge(delivery: Any) -> Badge:
    """Where a delivery stands."""
    return Badge(DELIVERY_SIGNS[delivery.state], words(f"intake.state.{delivery.state}"))


def case_badge(case: Any) -> Badge:
    """Where a case stands."""
    return Badge(CASE_SIGNS[case.state], words(f"publication.state.{case.state}"))


def dataset_badge(dataset: Any) -> Badge:
    """Where a dataset stands."""
    return Badge(DATASET_SIGNS[dataset.state], words(f"catalogue.state.{dataset.state}"))


# the page that mends what a gate lacks
MENDED_AT = {
    "file-read": "desk-delivery",
    "tables-chosen": "desk-delivery",
    "personal-data": "desk-case-personal",
    "description": "desk-case-description",
    "classification": "desk-case-description",
    "licence": "desk-case-description",
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
        ("description", "classification", "licence"),
    ),
    ("review", "desk-case-review", gettext_lazy("Review"), ()),
)
WITHOUT_FILE = ("description", "review")

LACK_BADGES = {
    "error": Badge("up", gettext_lazy("Needed")),
    "warning": Badge("", gettext_lazy("Advice")),
    "info": Badge("", gettext_lazy("Note")),
}


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


@dataclass(frozen=True)
class Trace:
    """One entry of a history."""

    label: str
    words: str
    actor_name: str
    at: Any


def trail(entries: Sequence[Any]) -> list[Trace]:
    """Entries of the ledger, newest first."""
    return [
        Trace(
            label=words(f"ledger.verb.{entry.verb}"),
            words=str(entry.facts.get("reason") or entry.facts.get("note") or ""),
            actor_name=entry.actor_name,
            at=entry.at,
        )
        for entry in reversed(entries)
    ]


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
    if route == "desk-delivery":
        return reverse(route, kwargs={"id": delivery.id}) if delivery else ""
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


def delivery_of(case: Any) -> Any:
    """The delivery of a case. Raises Absent where the case changes words alone."""
    if case.delivery is None:
        raise Absent("web.no_file_in_case")
    return case.delivery


def dataset_title(dataset: Any) -> str:
    """A dataset's title in the language of the page, in Thai where it has no other."""
    return formats.in_language(dataset, "title", language())[0]


def title_of(case: Any) -> str:
    """The title a case proposes; that of its dataset until there is one."""
    return formats.in_language(case.record, "title", language())[0] or dataset_title(case.dataset)


def agency_name(agency: Any) -> str:
    """An agency's name in the language of the page."""
    return formats.in_language(agency, "name", language())[0]


def case_line(case: Any) -> dict[str, Any]:
    """A case in a list."""
    return {
        "number": case.number,
        "title": title_of(case),
        "address": reverse("desk-case", kwargs={"id": case.id}),
        "badge": case_badge(case),
        "words": f"{case.opened_by.name} · {formats.moment(case.opened_at, language())}",
    }


def case_page(request: HttpRequest, case: Any, current: str) -> dict[str, Any]:
    """What every page of a case shows: title, agency, gates, steps, and whether it can be edited."""
    gates = gates_of(case, publication.list_gates(case))
    return {
        "case": case,
        "title": title_of(case),
        "agency": agency_name(case.dataset.agency),
        "gates": gates,
        "n_lacking": gates.n_lacking,
        "steps": steps(current, case=case, delivery=case.delivery, gates=gates),
        "may_edit": case.state == "draft"
        and can_do(person_of(request), "case.edit", case.dataset.agency_id),
    }


def status(refused: Refused) -> int:
    """The status of a form that comes back with a refusal: 422 for what was typed wrong."""
    found = status_of(refused)
    return 422 if found == 400 else found


def refusal(refused: Refused) -> dict[str, str]:
    """A refusal that a page shows above its content."""
    return {"sentence": words(refused.code, refused.facts)}
