"""What answers come to in a framework. Pure.

An answer earns a part of its question's points, from 0 to 1; what nobody answered earns nothing, and
what does not concern the subject (`none`) is not asked. How parts become a score is the framework's
`scoring`, and how many questions have an answer at all is told beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from odms.assessment.frameworks.declared import Framework, Group, Question

Values = Mapping[str, Any]  # by the question's code

_OF_YES_NO = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@dataclass(frozen=True)
class GroupMark:
    """What a group comes to: `share` from 0 to 1, None where nothing is asked; points got of points."""

    code: str
    share: float | None
    points: float
    of: float
    n_answered: int
    n_questions: int
    groups: tuple["GroupMark", ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The mark for JSON."""
        return {
            "code": self.code,
            "share": self.share,
            "points": self.points,
            "of": self.of,
            "n_answered": self.n_answered,
            "n_questions": self.n_questions,
            "groups": [one.to_dict() for one in self.groups],
        }


@dataclass(frozen=True)
class Mark:
    """What a subject comes to in a framework: `points` of `of`, its band, and each group."""

    framework: str
    points: float | None
    of: float
    band: str
    n_answered: int
    n_questions: int
    groups: tuple[GroupMark, ...]

    @property
    def share(self) -> float | None:
        """The score from 0 to 1."""
        return None if self.points is None else self.points / self.of

    @property
    def coverage(self) -> float:
        """The part of the questions that have an answer at all, from 0 to 1."""
        return self.n_answered / self.n_questions if self.n_questions else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The mark for JSON."""
        return {
            "framework": self.framework,
            "points": self.points,
            "of": self.of,
            "band": self.band,
            "n_answered": self.n_answered,
            "n_questions": self.n_questions,
            "groups": [one.to_dict() for one in self.groups],
        }


def mark(framework: Framework, values: Values) -> Mark:
    """What these answers come to."""
    groups = tuple(_of_group(one, values, framework.scoring) for one in framework.groups)
    share = _mean((g.share, of.weight) for g, of in zip(groups, framework.groups, strict=True))
    points = None if share is None else round(share * framework.of, 2)
    return Mark(
        framework=framework.code,
        points=points,
        of=framework.of,
        band=band(framework.bands, points),
        n_answered=sum(one.n_answered for one in groups),
        n_questions=sum(one.n_questions for one in groups),
        groups=groups,
    )


def earned(question: Question, value: Any) -> float | None:
    """The part of its points that an answer earns; None where it is not asked of this subject.

    Shares and numbers earn in proportion; words earn all by being there.
    """
    if value is None or value == "":
        return 0.0
    if value == "none":
        return None
    match question.kind:
        case "yes_no":
            return _OF_YES_NO[value]
        case "share":
            return min(1.0, max(0.0, float(value)))
        case "scale" | "number":
            return _within(question, float(value))
        case "choice":
            return next((one.worth for one in question.choices if one.code == value), 0.0)
    return 1.0


def band(bands: Iterable[Mapping[str, Any]], points: float | None) -> str:
    """The code of the band that points fall in: half-open, its beginning belongs to it."""
    if points is None:
        return ""
    fitting = [one for one in bands if points >= one["from"]]
    return str(max(fitting, key=lambda one: one["from"])["code"]) if fitting else ""


def _within(question: Question, value: float) -> float:
    """How far a value is on the way from what earns nothing to what earns all."""
    if question.span is None:
        return 1.0
    none, full = question.span
    return min(1.0, max(0.0, (value - none) / (full - none)))


def _of_group(group: Group, values: Values, scoring: str) -> GroupMark:
    within = tuple(_of_group(one, values, scoring) for one in group.groups)
    asked = [one for one in group.questions if values.get(one.code) != "none"]
    got = sum(one.points * (earned(one, values.get(one.code)) or 0) for one in asked)
    points = got + sum(one.points for one in within)
    of = sum(one.points for one in asked) + sum(one.of for one in within)
    share = points / of if of else None
    if scoring == "means" and within:
        share = _mean((g.share, told.weight) for g, told in zip(within, group.groups, strict=True))
    return GroupMark(
        code=group.code,
        share=share,
        points=round(points, 2),
        of=of,
        n_answered=_n_answered(group, values) + sum(one.n_answered for one in within),
        n_questions=len(group.questions) + sum(one.n_questions for one in within),
        groups=within,
    )


def _n_answered(group: Group, values: Values) -> int:
    return sum(values.get(one.code) not in (None, "") for one in group.questions)


def _mean(parts: Iterable[tuple[float | None, float]]) -> float | None:
    """The weighted mean of what is there."""
    told = [(share, weight) for share, weight in parts if share is not None and weight]
    weights = sum(weight for _, weight in told)
    return sum(share * weight for share, weight in told) / weights if weights else None
