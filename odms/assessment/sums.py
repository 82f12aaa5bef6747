"""Figures as `definitions/figures.yaml` declares them, and what they come to. Pure.

A subject (an agency, a ministry, a theme, a province, the nation) keeps counts that can be added: the
nation's are the sum of its agencies'. Every figure is one count, or one count over another, so that
what stands above is computed from what stands below and from nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from odms.definitions import document, national
from odms.errors import Absent
from odms.publication.answering import processes
from odms.standards.scoring.mark import band as reached

NATION = "nation"
KINDS = ("agency", "ministry", "theme", "province", NATION)

# of the one subject that is the nation
ALL = "all"

Counts = Mapping[str, float]

_SATISFACTION = "satisfaction-"
_PROCESS = "process-"


@dataclass(frozen=True)
class Declared:
    """A figure as it is declared: `have` and `of` name counts."""

    code: str
    unit: str  # count, share, mean, points
    have: str
    of: str
    rows: str  # agencies or datasets: what it opens to
    names: Mapping[str, str]
    about: Mapping[str, str]
    baseline: str = ""
    is_inside: bool = False

    @property
    def process(self) -> str:
        """The process that it is the share of; empty for another figure."""
        return self.code.removeprefix(_PROCESS) if self.code.startswith(_PROCESS) else ""


@dataclass(frozen=True)
class Figure:
    """What a figure comes to: `n` of `of` things, or as many as `of` were measured; `value` is None
    where there is nothing to measure."""

    declared: Declared
    value: float | None
    n: float
    of: float | None
    at: datetime | None = None

    @property
    def code(self) -> str:
        """The code under which it is declared."""
        return self.declared.code


@cache
def declared() -> dict[str, Declared]:
    """Every figure by its code, in the order in which they are told."""
    listed = [_declared(one) for one in document("figures.yaml")]
    return {one.code: one for one in (*listed, *_of_processes(), *_of_satisfaction())}


def get_declared(code: str) -> Declared:
    """The figure with this code. Raises Absent."""
    if code not in declared():
        raise Absent("assessment.no_such_figure", code=code)
    return declared()[code]


def process_code(process: str) -> str:
    """The code of the figure that is a process's share of agencies."""
    return _PROCESS + process


def satisfaction_code(dimension: str) -> str:
    """The code of the figure that is the mean of a dimension of satisfaction."""
    return _SATISFACTION + dimension


def figure(code: str, counts: Counts, at: datetime | None = None) -> Figure:
    """What a figure comes to from these counts. Raises Absent."""
    one = get_declared(code)
    n = counts.get(one.have, 0)
    if not one.of:
        return Figure(one, n, n, None, at)
    of = counts.get(one.of, 0)
    return Figure(one, n / of if of else None, n, of, at)


def figures(counts: Counts, *, at: datetime | None = None, inside: bool = False) -> list[Figure]:
    """Every figure of a subject; those of the centre's people only where asked for."""
    told = (one for one in declared().values() if inside or not one.is_inside)
    return [figure(one.code, counts, at) for one in told]


def total(parts: Iterable[Counts]) -> dict[str, float]:
    """The counts of several subjects together, without those that are nought."""
    found: dict[str, float] = {}
    for counts in parts:
        for name, n in counts.items():
            found[name] = found.get(name, 0) + n
    return {name: n for name, n in found.items() if n}


def process_counts(states: Mapping[str, str]) -> dict[str, float]:
    """What an agency adds to the counts, from the state of each of its processes."""
    asked = [code for code, state in states.items() if state != "none"]
    done = [code for code in asked if states[code] == "done"]
    found: dict[str, float] = {f"asked:{code}": 1 for code in asked}
    found |= {f"done:{code}": 1 for code in done}
    return found | {"asked": len(asked), "done": len(done)}


def satisfaction_counts(means: Mapping[str, float], n: int) -> dict[str, float]:
    """What `n` answers add to the counts, from the mean of each dimension."""
    found: dict[str, float] = {f"satisfaction:{code}": mean * n for code, mean in means.items()}
    if means:
        found |= {"satisfaction": sum(means.values()) / len(means) * n}
    return found | {"n_satisfaction": n}


def band(mean: float) -> str:
    """The band of a mean from 1 to 5 as it is printed: half-open, the highest closed."""
    return reached(bands(), round(mean, 2))


def bands() -> list[dict[str, Any]]:
    """The bands of satisfaction, the highest first, each with where it begins and its words."""
    found: list[dict[str, Any]] = document("frameworks/satisfaction-2565.yaml")["bands"]
    return found


@cache
def threshold() -> float:
    """The share of agencies from which a process counts as done well."""
    return float(national("survey.yaml")["threshold"])


def _declared(one: Mapping[str, Any]) -> Declared:
    return Declared(
        code=one["code"],
        unit=one["unit"],
        have=one["have"],
        of=one.get("of", ""),
        rows=one["rows"],
        names={"th": one["th"], "en": one["en"]},
        about={"th": one["about_th"], "en": one["about_en"]},
        baseline=one.get("baseline", ""),
        is_inside=one.get("is_inside", False),
    )


def _of_processes() -> Iterable[Declared]:
    for code, one in processes().items():
        yield Declared(
            code=process_code(code),
            unit="share",
            have=f"done:{code}",
            of=f"asked:{code}",
            rows="agencies",
            names=one.names,
            about={
                "th": "หน่วยงานที่ทำกระบวนการนี้ครบแล้ว ต่อหน่วยงานที่ต้องทำ",
                "en": "agencies by which it is done, of those of which it is asked",
            },
            baseline=process_code(code),
        )


def _of_satisfaction() -> Iterable[Declared]:
    for one in national("questionnaire.yaml")["dimensions"]:
        yield Declared(
            code=satisfaction_code(one["code"]),
            unit="mean",
            have=f"satisfaction:{one['code']}",
            of="n_satisfaction",
            rows="agencies",
            names={"th": one["th"], "en": one["en"]},
            about={
                "th": "ค่าเฉลี่ยของคำตอบแบบสอบถามในด้านนี้ เต็ม 5",
                "en": "mean of the answers to the questionnaire, of 5",
            },
            baseline=satisfaction_code(one["code"]),
        )
