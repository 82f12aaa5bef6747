"""What a survey asks: its document, in the shape of `questionnaire.yaml`. Pure.

A document has a `title`, words `about` it, the lists `groups`, `channels` and `purposes` (each may be
empty, and is not asked then), `dimensions`, `questions`, and what was `reported` of it elsewhere.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from odms.definitions import national
from odms.errors import Invalid
from odms.voice.rules.lives import MARKS, MAX_LINE, MAX_TEXT

KINDS = ("likert", "one", "many", "number", "text")

# the three lists that stand before the questions, by the part of an answer that holds them
LISTS = {"group": "groups", "channel": "channels", "purpose": "purposes"}

MOST_QUESTIONS = 100
MOST_CHOICES = 50
MOST_NUMBER = 1e15
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Document = dict[str, Any]


def built_in() -> Document:
    """The centre's own questionnaire as a document of a survey."""
    found = national("questionnaire.yaml")
    kept = ("title", "about", *LISTS.values(), "dimensions", "questions")
    return {name: found[name] for name in kept}


def empty(title: Mapping[str, str]) -> Document:
    """The document of a new survey: the lists of the centre's questionnaire, and no question."""
    return built_in() | {"title": dict(title), "about": {"th": "", "en": ""}, "questions": []}


def questions_of(document: Document, *kinds: str) -> list[dict[str, Any]]:
    """The questions of a document, or those of some kinds."""
    return [one for one in document["questions"] if not kinds or one["kind"] in kinds]


def is_needed(question: Mapping[str, Any]) -> bool:
    """Whether a question must be answered: by default where it asks for a mark."""
    return bool(question.get("is_needed", question["kind"] == "likert"))


def dimensions_of(document: Document) -> dict[str, list[str]]:
    """The codes of the questions of each dimension that has any."""
    found: dict[str, list[str]] = {one["code"]: [] for one in document["dimensions"]}
    for question in questions_of(document, "likert"):
        if question.get("dimension"):
            found[question["dimension"]].append(question["code"])
    return {code: asked for code, asked in found.items() if asked}


def checked_document(document: Mapping[str, Any]) -> Document:
    """A document with every part in its place. Raises Invalid, `item` names the part."""
    standard = built_in()
    kept: Document = {
        "title": _words(document.get("title"), "title"),
        "about": _words(document.get("about"), "about", is_needed=False, most=MAX_TEXT),
    }
    for name in (*LISTS.values(), "dimensions"):
        kept[name] = _list(document.get(name, standard[name]), name)
    questions = document.get("questions", [])
    if not isinstance(questions, list) or len(questions) > MOST_QUESTIONS:
        raise Invalid("voice.survey_shape", item="questions")
    known = {one["code"] for one in kept["dimensions"]}
    kept["questions"] = [checked_question(one, known) for one in questions]
    _check_codes(kept["questions"], "questions")
    if reported := document.get("reported"):
        kept["reported"] = _reported(reported, known)
    return kept


def checked_question(question: Any, dimensions: set[str]) -> dict[str, Any]:
    """A question with nothing but what its kind has. Raises Invalid."""
    if not isinstance(question, Mapping) or question.get("kind") not in KINDS:
        raise Invalid("voice.survey_shape", item="kind")
    kind = question["kind"]
    kept = {"code": _code(question), "kind": kind, **_words(question, "th", most=1000)}
    if kind == "likert" and (dimension := question.get("dimension")):
        if dimension not in dimensions:
            raise Invalid("voice.unknown_choice", item="dimension", choice=str(dimension)[:100])
        kept["dimension"] = dimension
    if kind in ("one", "many"):
        kept["choices"] = _list(question.get("choices"), "choices", fewest=2)
    if kind == "number":
        kept |= {end: _number(question[end], end) for end in ("least", "most") if end in question}
    if "is_needed" in question:
        kept["is_needed"] = bool(question["is_needed"])
    return kept


def checked_answers(document: Document, given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the questions of a document. Raises Invalid, `item` names the question."""
    kept = {}
    for question in document["questions"]:
        value = checked_answer(question, given.get(question["code"]))
        if value is None and is_needed(question):
            raise Invalid("voice.missing", item=question["code"])
        if value is not None:
            kept[question["code"]] = value
    return kept


def checked_answer(question: Mapping[str, Any], value: Any) -> Any:
    """One answer as it is kept, None for none. Raises Invalid."""
    if value in (None, "", []):
        return None
    return _CHECKS[question["kind"]](question, value)


def checked_choice(document: Document, part: str, code: str) -> str:
    """The choice of one of the lists before the questions; empty where it is not asked."""
    if not document[LISTS[part]]:
        return ""
    _check_choice(document[LISTS[part]], code, part)
    return code


def checked_shares(document: Document, shares: Mapping[str, Any]) -> dict[str, float]:
    """The share of each group in the population, which together are one. Raises Invalid."""
    kept = {}
    for code, share in shares.items():
        _check_choice(document["groups"], code, "shares")
        kept[code] = _number(share, "shares")
    if kept and (min(kept.values()) < 0 or abs(sum(kept.values()) - 1) > 0.005):
        raise Invalid("voice.survey_shares", item="shares", total=round(sum(kept.values()), 3))
    return kept


def _mark(question: Mapping[str, Any], value: Any) -> int:
    if isinstance(value, bool) or str(value) not in {str(mark) for mark in MARKS}:
        raise Invalid("voice.wrong_mark", item=question["code"], mark=str(value)[:20])
    return int(value)


def _one(question: Mapping[str, Any], value: Any) -> str:
    _check_choice(question["choices"], value, question["code"])
    return str(value)


def _many(question: Mapping[str, Any], value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    for code in given:
        _check_choice(question["choices"], code, question["code"])
    return [one["code"] for one in question["choices"] if one["code"] in given]


def _figure(question: Mapping[str, Any], value: Any) -> float:
    number = _number(value, question["code"])
    least, most = question.get("least", -MOST_NUMBER), question.get("most", MOST_NUMBER)
    if not least <= number <= most:
        raise Invalid("voice.number_beyond", item=question["code"], least=least, most=most)
    return number


def _text(question: Mapping[str, Any], value: Any) -> str | None:
    return str(value).replace("\0", "").strip()[:MAX_TEXT] or None


_CHECKS = {"likert": _mark, "one": _one, "many": _many, "number": _figure, "text": _text}


def _check_choice(choices: Sequence[Mapping[str, Any]], code: Any, item: str) -> None:
    if code not in [one["code"] for one in choices]:
        raise Invalid("voice.unknown_choice", item=item, choice=str(code)[:100])


def _words(
    given: Any, item: str, *, is_needed: bool = True, most: int = MAX_LINE
) -> dict[str, str]:
    """Words in both languages; English may be missing, and is empty then."""
    found = given if isinstance(given, Mapping) else {"th": given or ""}
    kept = {lang: str(found.get(lang) or "").replace("\0", "").strip() for lang in ("th", "en")}
    if is_needed and not kept["th"]:
        raise Invalid("voice.missing", item=item)
    if (n := max(map(len, kept.values()))) > most:
        raise Invalid("voice.too_long", item=item, most=most, n=n)
    return kept


def _list(given: Any, item: str, *, fewest: int = 0) -> list[dict[str, str]]:
    if not isinstance(given, list) or not fewest <= len(given) <= MOST_CHOICES:
        raise Invalid("voice.survey_list", item=item, fewest=fewest, most=MOST_CHOICES)
    kept = [{"code": _code(one), **_words(one, item)} for one in given]
    _check_codes(kept, item)
    return kept


def _code(given: Any) -> str:
    code = str(given.get("code", "")) if isinstance(given, Mapping) else ""
    if not _CODE.fullmatch(code):
        raise Invalid("voice.survey_code", item="code", code=code[:60])
    return code


def _check_codes(things: Sequence[Mapping[str, Any]], item: str) -> None:
    codes = [one["code"] for one in things]
    if repeated := next((code for i, code in enumerate(codes) if code in codes[:i]), None):
        raise Invalid("voice.survey_code_repeated", item=item, code=repeated)


def _number(value: Any, item: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Invalid("voice.no_number", item=item, value=str(value)[:60]) from None
    if not abs(number) <= MOST_NUMBER:
        raise Invalid("voice.no_number", item=item, value=str(value)[:60])
    return int(number) if number.is_integer() else number


def _reported(given: Any, dimensions: set[str]) -> dict[str, Any]:
    """Figures as somebody else printed them: `overall`, `dimensions`, `n`, `source`, `surveyed_on`."""
    if not isinstance(given, Mapping):
        raise Invalid("voice.survey_shape", item="reported")
    kept: dict[str, Any] = {
        name: _number(given[name], name) for name in ("overall", "n") if name in given
    }
    told = given.get("dimensions", {})
    kept["dimensions"] = {code: _number(told[code], code) for code in dimensions & set(told)}
    kept["source"] = _words(given.get("source"), "source", is_needed=False)
    kept["surveyed_on"] = str(given.get("surveyed_on", ""))[:10]
    return kept
