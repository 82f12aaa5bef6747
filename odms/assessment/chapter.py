"""The status chapter of a cycle: how many agencies do what, and what users say. Pure.

It has the shape of the chapter of the guideline of พ.ศ. 2565, so that every later cycle stands beside
that one: `n_publishing` of `n_agencies`, four enablers, sixteen processes in two colours, five
dimensions with their bands, channels. Shares are from 0 to 1, as printed to three places.
"""

from collections.abc import Mapping
from typing import Any

from odms.assessment.frameworks import Group, Question, get_framework
from odms.assessment.frameworks.scoring import band
from odms.assessment.rules import share
from odms.definitions import national

READINESS = "odms-2565"
SATISFACTION = "satisfaction-2565"

Chapter = dict[str, Any]


def reported() -> Chapter:
    """The chapter of the survey before the guideline, every figure as it was printed there."""
    survey = national("survey.yaml")
    told = {one["code"]: one for one in survey["enablers"]}
    told |= {str(one["number"]): one for one in survey["processes"]}
    chapter = _readiness({code: one["n"] for code, one in told.items()}, survey["n_agencies"])
    for one in (*chapter["enablers"], *chapter["processes"]):
        one["share"] = told[one["code"]]["share"]
    return chapter | {
        "n_publishing": survey["n_publishing"],
        "share_publishing": survey["share_publishing"],
        "satisfaction": satisfaction(
            {one["code"]: one["mean"] for one in survey["dimensions"]},
            n_users=survey["n_users"],
            overall=survey["satisfaction"],
        ),
        "channels": [
            {"code": one["code"], "name": _words(one), "share": one["share"]}
            for one in survey["channels"]
        ],
        "agencies": [{"place": n, "name": one} for n, one in enumerate(survey["agencies"], 1)],
        "agencies_on": survey["agencies_on"].isoformat(),
    }


def counted(
    n_yes: Mapping[str, int], *, n_agencies: int, n_publishing: int, is_asked: bool = True
) -> Chapter:
    """The chapter of agencies whose answers were counted: `n_yes` by question of READINESS; without a
    share where they were not asked for that (`is_asked`)."""
    return _readiness(n_yes, n_agencies if is_asked else 0) | {
        "n_agencies": n_agencies,
        "n_publishing": n_publishing,
        "share_publishing": share(n_publishing, n_agencies),
        "satisfaction": None,
        "channels": [],
        "agencies": [],
        "agencies_on": None,
    }


def satisfaction(
    means: Mapping[str, float], *, n_users: int, overall: float | None = None
) -> Chapter:
    """What users say: each dimension with its band; the overall mean as reported, where it was, and
    as the mean of the dimensions beside it."""
    framework = get_framework(SATISFACTION)
    recomputed = round(sum(means.values()) / len(means), 3) if means else None
    told = overall if overall is not None else recomputed
    return {
        "n_users": n_users,
        "overall_reported": overall,
        "overall_computed": recomputed,
        "band": band(framework.bands, told),
        "dimensions": [
            {
                "code": one.code,
                "name": one.names,
                "mean": means[one.code],
                "band": band(framework.bands, means[one.code]),
            }
            for one in framework.questions()
            if one.code in means
        ],
    }


def threshold() -> float:
    """The share of agencies under which a process is to be promoted (▲)."""
    return float(national("survey.yaml")["threshold"])


def _readiness(n_yes: Mapping[str, int], n_agencies: int) -> Chapter:
    enablers, processes = get_framework(READINESS).groups
    told = [
        _line(one, n_yes.get(one.code, 0), n_agencies) | {"number": number}
        for number, one in enumerate(processes.questions, 1)
    ]
    return {
        "n_agencies": n_agencies,
        "threshold": threshold(),
        "enablers": _lines(enablers, n_yes, n_agencies),
        "processes": [
            one | {"is_weak": one["share"] is not None and one["share"] < threshold()}
            for one in told
        ],
    }


def _lines(group: Group, n_yes: Mapping[str, int], of: int) -> list[Chapter]:
    return [_line(one, n_yes.get(one.code, 0), of) for one in group.questions]


def _line(question: Question, n: int, of: int) -> Chapter:
    told = {"code": question.code, "process": question.process, "name": question.names}
    return told | {"n": n, "of": of, "share": share(n, of)}


def _words(told: Mapping[str, Any]) -> dict[str, str]:
    return {language: told[language] for language in ("th", "en")}
