"""Assessment as pages tell it: answers, marks, bands and states in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from odms.assessment import queries
from odms.assessment.chapter import SATISFACTION
from odms.assessment.frameworks import Framework, Group, GroupMark, Mark, Question
from odms.assessment.frameworks.values import NOT_ASKED, YES_NO
from odms.assessment.queries.answers import Sides
from odms.assessment.rules import SIDES
from odms.web import formats
from odms.web.told import language, words

Told = dict[str, Any]

# the sign of what a yes-or-no question is answered with
SIGNS = {"yes": "ok", "partly": "up", "no": "no", "none": "na"}
CYCLE_SIGNS = {
    "open": "",
    "declaring": "up",
    "reviewing": "up",
    "appealing": "up",
    "closed": "",
    "published": "ok",
}


def band_words(code: str, framework: str = SATISFACTION) -> str:
    """The name of a band of a framework in the language of the page."""
    for one in queries.get_framework(framework).bands:
        if one["code"] == code:
            return str(one[language()])
    return ""


def value_words(question: Question, value: Any) -> str:
    """An answer in words."""
    if value is None:
        return "–"
    if value == NOT_ASKED or question.kind == "yes_no":
        return words(f"{'process' if question.process else 'assessment'}.answer.{value}")
    if question.kind == "share":
        return f"{float(value) * 100:.1f}%"
    if question.kind == "choice":
        return next((c.names[language()] for c in question.choices if c.code == value), str(value))
    if question.kind in ("number", "scale"):
        unit = question.unit[language()] if question.unit else ""
        return f"{value:g} {unit}".strip()
    return str(value)


def lines(answers: Iterable[Sides]) -> list[Told]:
    """Questions with their three answers, as a table shows them; who said it is in `by`."""
    return [line(one) for one in answers]


def line(sides: Sides) -> Told:
    """One question with its three answers."""
    question = sides.question
    return {
        "code": question.code,
        "number": question.code if question.code[0].isdecimal() else "",
        "asks": question.names[language()],
        "points": f"{question.points:g}",
        "process": question.process,
        "is_unverified": question.is_unverified,
        "is_apart": sides.is_apart,
        "is_outdated": sides.is_outdated,
        **{side: _side(question, told) for side, told in sides.to_dict().items()},
        "value": value_words(question, sides.value),
        "sign": SIGNS.get(str(sides.value), "") if question.kind == "yes_no" else "",
    }


def groups(framework: Framework, answers: Iterable[Sides], mark: Mark) -> list[Told]:
    """The top groups of a framework, each with its bar and its questions."""
    told = {one["code"]: one for one in lines(answers)}
    marks = {one.code: one for one in mark.groups}
    return [_group(one, marks[one.code], told) for one in framework.groups]


def mark_rows(framework: Framework, marks: Mapping[str, Mark]) -> list[Told]:
    """What each side comes to: points, and how many questions have an answer at all."""
    return [
        {
            "side": words(f"assessment.side.{side}"),
            "points": points_words(framework, marks[side]),
            "n_answered": marks[side].n_answered,
            "n_questions": marks[side].n_questions,
        }
        for side in SIDES
    ]


def points_words(framework: Framework, mark: Mark) -> str:
    """A score in words; none where nothing is answered."""
    if mark.points is None or not mark.n_answered:
        return "–"
    return f"{mark.points:g} / {framework.of:g}"


def state_words(state: str) -> str:
    """The name of a state of a cycle."""
    return words(f"assessment.state.{state}")


def choices(question: Question) -> list[tuple[str, str]]:
    """What a question of a list can be answered with."""
    if question.kind == "yes_no":
        codes = (*YES_NO, NOT_ASKED)
        return [(code, words(f"assessment.answer.{code}")) for code in codes]
    return [(one.code, one.names[language()]) for one in question.choices]


def _group(group: Group, mark: GroupMark, told: Mapping[str, Told]) -> Told:
    share = mark.share or 0
    return {
        "code": group.code,
        "name": group.names[language()],
        "is_unverified": group.is_unverified,
        "share": f"{share * 100:.1f}%",
        "width": f"{share * 100:.1f}%",
        "n_answered": mark.n_answered,
        "n_questions": mark.n_questions,
        "parts": [
            {"name": one.names[language()], "lines": [told[q.code] for q in one.all_questions()]}
            for one in (group.groups or (group,))
        ],
    }


def _side(question: Question, told: Told | None) -> Told | None:
    if told is None or told.get("value") is None:
        return None
    at = told.get("at")
    return {
        "value": value_words(question, told["value"]),
        "sign": SIGNS.get(str(told["value"]), "") if question.kind == "yes_no" else "",
        "says": words(told["code"], told["facts"]) if told.get("code") else "",
        "link": told.get("link", ""),
        "note": told.get("note", ""),
        "url": told.get("url", ""),
        "file_name": told.get("file_name", ""),
        "file_sha256": told.get("file_sha256", ""),
        "by": told.get("by", ""),
        "by_id": told.get("by_id", ""),
        "at": formats.as_date(at) if at else None,
        "hash": told.get("hash", ""),
    }
