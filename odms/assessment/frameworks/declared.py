"""A framework as it is declared: one head, groups of questions, and how answers are counted. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from odms.definitions import ROOT, document
from odms.errors import Absent

# what a framework is answered for: the centre, an agency, a dataset, or the users of all
SUBJECTS = ("centre", "agency", "dataset", "users")

# kinds of answers: yes, partly, no or none; a part from 0 to 1; a mark on a scale; a number; one of
# several; words
KINDS = ("yes_no", "share", "scale", "number", "choice", "text")

# how answers are counted: the points of all questions of a top group together, or means of means; or
# as `standards.scoring` marks datasets
SCORINGS = ("points", "means", "datasets")

_FOLDER = "frameworks"

Words = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One of the answers that a question offers, worth a part of its points."""

    code: str
    names: Words
    worth: float


@dataclass(frozen=True)
class Question:
    """A question: `computed` names the function of `assessment.evidence` that answers it, `process`
    the process of `publication` whose answers are its own. `span` are the ends of a scale, or of a
    number the values that earn nothing and all."""

    code: str
    names: Words
    kind: str
    points: float
    computed: str = ""
    process: str = ""
    choices: tuple[Choice, ...] = ()
    span: tuple[float, float] | None = None
    unit: Words | None = None
    is_unverified: bool = False


@dataclass(frozen=True)
class Group:
    """A dimension, a pillar, a part: of questions, or of groups. A weight of 0: shown, not counted."""

    code: str
    names: Words
    weight: float
    questions: tuple[Question, ...] = ()
    groups: tuple["Group", ...] = ()
    is_unverified: bool = False

    def all_questions(self) -> Iterator[Question]:
        """Its own questions and those of the groups in it."""
        yield from self.questions
        for group in self.groups:
            yield from group.all_questions()


@dataclass(frozen=True)
class Framework:
    """A framework: who asks what, of whom, and what a whole score is (`of`)."""

    code: str
    edition: str
    titles: Words
    source: Words
    url: str
    licence: str
    subjects: tuple[str, ...]
    scoring: str
    of: float
    bands: tuple[Mapping[str, Any], ...]
    groups: tuple[Group, ...]
    note: Words | None = None
    unverified: Words | None = None  # what of it is not verified, in a sentence

    def questions(self) -> Iterator[Question]:
        """All questions, in their order."""
        for group in self.groups:
            yield from group.all_questions()

    def question(self, code: str) -> Question:
        """The question with this code. Raises Absent."""
        for one in self.questions():
            if one.code == code:
                return one
        raise Absent("assessment.no_such_question", framework=self.code, question=code)


def get_framework(code: str) -> Framework:
    """The framework with this code. Raises Absent."""
    if code not in _codes():
        raise Absent("assessment.no_such_framework", framework=code)
    return _declared(code)


def list_frameworks(subject: str = "") -> list[Framework]:
    """Every framework, or those that are answered for a kind of SUBJECTS, by their codes."""
    found = [_declared(code) for code in _codes()]
    return [one for one in found if not subject or subject in one.subjects]


def summary(framework: Framework) -> dict[str, Any]:
    """The head of a framework for JSON, with how many questions there are and answer themselves."""
    asked = list(framework.questions())
    is_marked = framework.scoring == "datasets"
    return {
        "code": framework.code,
        "edition": framework.edition,
        "title": framework.titles,
        "source": framework.source,
        "url": framework.url,
        "licence": framework.licence,
        "subjects": list(framework.subjects),
        "scoring": framework.scoring,
        "of": framework.of,
        "n_questions": len(asked),
        "n_computed": sum(is_marked or bool(q.computed or q.process) for q in asked),
        "note": framework.note,
        "unverified": framework.unverified,
    }


def to_dict(framework: Framework) -> dict[str, Any]:
    """The whole framework for JSON."""
    return summary(framework) | {
        "bands": list(framework.bands),
        "groups": [_group_dict(one) for one in framework.groups],
    }


def read_framework(told: Mapping[str, Any]) -> Framework:
    """A framework from its document, which has the shape of `definitions.shapes.FRAMEWORK`."""
    groups = told.get("groups") or _groups_of_marks(told)
    return Framework(
        code=told["code"],
        edition=told["edition"],
        titles=told["title"],
        source=_words(told["source"]),
        url=told["source"].get("url", ""),
        licence=told["licence"],
        subjects=tuple(told["subjects"]),
        scoring=told.get("scoring", "datasets"),
        of=told["of"],
        bands=tuple(told["bands"]),
        groups=tuple(_group(one) for one in groups),
        note=told.get("note"),
        unverified=told.get("unverified"),
    )


@cache
def _codes() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in Path(ROOT, _FOLDER).glob("*.yaml")))


@cache
def _declared(code: str) -> Framework:
    return read_framework(document(f"{_FOLDER}/{code}.yaml"))


def _group_dict(group: Group) -> dict[str, Any]:
    return {
        "code": group.code,
        "name": group.names,
        "weight": group.weight,
        "is_unverified": group.is_unverified,
        "questions": [_question_dict(one) for one in group.questions],
        "groups": [_group_dict(one) for one in group.groups],
    }


def _question_dict(question: Question) -> dict[str, Any]:
    return {
        "code": question.code,
        "asks": question.names,
        "kind": question.kind,
        "points": question.points,
        "computed": question.computed,
        "process": question.process,
        "choices": [
            {"code": one.code, "name": one.names, "worth": one.worth} for one in question.choices
        ],
        "span": list(question.span) if question.span else None,
        "unit": question.unit,
        "is_unverified": question.is_unverified,
    }


def _group(told: Mapping[str, Any]) -> Group:
    return Group(
        code=told["code"],
        names=_words(told),
        weight=float(told.get("weight", 1)),
        questions=tuple(_question(one) for one in told.get("questions", ())),
        groups=tuple(_group(one) for one in told.get("groups", ())),
        is_unverified=told.get("is_unverified", False),
    )


def _question(told: Mapping[str, Any]) -> Question:
    process = told.get("process", "")
    span = told.get("span")
    return Question(
        code=told["code"],
        names=_words(_processes()[process] if process else told),
        kind=told["kind"],
        points=float(told.get("points", 1)),
        computed=told.get("computed", ""),
        process=process,
        choices=tuple(Choice(c["code"], _words(c), c["worth"]) for c in told.get("choices", ())),
        span=(span[0], span[1]) if span else None,
        unit=told.get("unit"),
        is_unverified=told.get("is_unverified", False),
    )


def _words(told: Mapping[str, Any]) -> Words:
    return {language: told[language] for language in ("th", "en")}


def _groups_of_marks(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The dimensions and metrics by which `standards.scoring` marks datasets, as groups of questions."""
    metrics, weights = told.get("metrics", ()), told.get("weights", {})
    found = []
    for code, names in told["dimensions"].items():
        own = [_metric(one) for one in metrics if one["dimension"] == code]
        # where nothing else is told a dimension weighs what its points come to
        weight = weights.get(code) or sum(one["points"] for one in own) or 1
        asked = own or [{"code": code, **names, "kind": "share"}]
        found.append({"code": code, **names, "weight": weight, "questions": asked})
    return found


def _metric(told: Mapping[str, Any]) -> dict[str, Any]:
    named = {part: told[part] for part in ("code", "th", "en", "points")}
    return {**named, "kind": "share"}


@cache
def _processes() -> dict[str, Mapping[str, Any]]:
    return {one["code"]: one for one in document("processes/odms-2565.yaml")["processes"]}
