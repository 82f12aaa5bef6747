"""Which repairs a report calls for: the steps that mend its findings, as far as they are known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from odms.definitions import messages
from odms.engine.repairs.recipe import Step, repair_of

# What a finding tells of a parameter goes under this name among its facts.
_TOLD = ("list", "length")
_ASKED_FIRST = frozenset({"set_type", "unpivot_years", "join_sheets"})
_RENAMING = {"take_out_unit": 1, "swap_coordinates": 1, "unpivot_years": 2}
# What a person can be asked for; a finding that does not tell the rest calls for no repair.
ASKED = frozenset({"rows", "length", "encoding", "n"})
_ORDERS = ("d/m/y", "m/d/y")


@dataclass(frozen=True)
class Proposal:
    """A step that would mend a finding; `asks` are the parameters that a person has still to give,
    with their kinds, see `PARAMETERS` of the repairs."""

    step: Step
    code: str
    asks: Mapping[str, str] = field(default_factory=dict)


def proposals(report: Mapping[str, Any]) -> list[Proposal]:
    """The proposals for a report in its published form, each once, in the order of its findings."""
    found: dict[tuple[Any, ...], Proposal] = {}
    for table, finding in _findings(report):
        for repair in messages.catalogue()[finding["code"]].get("repairs", ()):
            for one in _of(repair, table, finding, report):
                step = one.step
                key = (repair, step.table, step.column, repr(sorted(step.parameters.items())))
                found.setdefault((*key, one.code), one)
    return list(found.values())


def one_click(report: Mapping[str, Any], codes: Sequence[str] | None = None) -> list[Step]:
    """The steps that mend findings of these codes and ask nothing, each once; without codes all
    that take nothing away which a person should be asked about."""
    steps: dict[str, Step] = {}
    for one in proposals(report):
        is_wanted = one.step.repair not in _ASKED_FIRST if codes is None else one.code in codes
        if is_wanted and not one.asks and one.step.repair != "set_date_order":
            steps.setdefault(repr(one.step.to_json()), one.step)
    # what gives columns other names comes last, so that every step finds its own
    return sorted(steps.values(), key=lambda step: _RENAMING.get(step.repair, 0))


def _findings(report: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from ((0, finding) for finding in report["findings"])
    for place, table in enumerate(report["tables"]):
        yield from ((place, finding) for finding in table["findings"])


def _of(
    repair: str, table: int, finding: Mapping[str, Any], report: Mapping[str, Any]
) -> Iterator[Proposal]:
    wanted: dict[str, str] = repair_of(repair).PARAMETERS
    facts, code, column = finding.get("facts", {}), finding["code"], finding["column"]
    told = {name: facts[name] for name in _TOLD if name in facts and name in wanted}
    match repair:
        case "set_date_order":
            ways: list[dict[str, Any]] = [{"order": order} for order in _ORDERS]
        case "set_type":
            ways = [{"type": "text"}]
        case "swap_coordinates":
            others = [
                other["column"]
                for other in report["tables"][table]["findings"]
                if other["code"] == code and other["column"] != column
            ]
            ways = [{"with": others[0]}] if others else []
        case "set_header":
            sheet = report["tables"][table]["name"]
            ways = [{"sheet": sheet} if sheet else {}]
        case _:
            ways = [told]
    for given in ways:
        asks = {n: k for n, k in wanted.items() if not n.endswith("?") and n not in given}
        if set(asks) <= ASKED:
            yield Proposal(Step(repair, table, column, given), code, asks)
