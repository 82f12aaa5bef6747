"""Answers that come as a table: which column is which question, and what each cell says. Pure.

Headings are known by code, Thai or English text, as forms of others write them: with numbers before
them, or the question in brackets after its dimension. Choices too, and marks by number or by word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from odms.definitions import national
from odms.errors import Invalid
from odms.voice.rules.documents import LISTS, Document, checked_answer, dimensions_of

# the fields that are no questions
OWN = (*LISTS, "at", "agency")

_NUMBERING = re.compile(r"^\s*[\d๐-๙]+(\.[\d๐-๙]+)*\s*[.)]\s*")
_BRACKETS = re.compile(r"[\[［](.+)[\]］]\s*$")
_SEPARATORS = re.compile(r"\s*[,;|\n]\s*")
_LEADING_MARK = re.compile(r"\s*([1-5๑-๕])(?:\.0+)?\s*(?:[=:(.\-–]\s*\D.*|\s\D.*)?", re.DOTALL)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})")
_FIRST_THAI_YEAR = 2400


@dataclass(frozen=True)
class Problem:
    """What was not understood: the row it stands in (None: a whole column), its heading, its text.

    Where it `is_refusal` the row was not taken.
    """

    row: int | None
    heading: str
    value: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    is_refusal: bool = False


@dataclass(frozen=True)
class Column:
    """A column by its distinct texts: `places` says which of `values` stands in each row."""

    heading: str
    values: Sequence[str | None]
    places: Sequence[int]


def plain(text: str) -> str:
    """A text without blanks, signs, numbering and case."""
    folded = _NUMBERING.sub("", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in folded if unicodedata.category(c)[0] in "LMN")


def fields_of(document: Document, headings: Sequence[str]) -> dict[int, str]:
    """The field of each column that has one: a name of OWN, or the code of a question."""
    known, found = _headings(document), {}
    for place, heading in enumerate(headings):
        name = next((known[text] for text in _spellings(heading) if text in known), "")
        if name and name not in found.values():
            found[place] = name
    return found


def unknown_headings(headings: Sequence[str], fields: Mapping[int, str]) -> Iterator[Problem]:
    """The columns that are nobody's, a problem each."""
    for place, heading in enumerate(headings):
        if place not in fields and heading:
            yield Problem(None, heading, "", "voice.import.heading", {"heading": heading[:200]})


def reader(document: Document, name: str, agencies: Mapping[str, str]) -> Callable[[str], Any]:
    """What reads a cell of a field; it raises Invalid. `agencies`: ids by their plain names."""
    if name in LISTS:
        return _choices(document[LISTS[name]], name)
    if name == "at":
        return _day
    if name == "agency":
        return lambda text: _agency(text, agencies)
    question = next(one for one in document["questions"] if one["code"] == name)
    return _reader_of(question)


def _spellings(heading: str) -> Iterator[str]:
    yield plain(heading)
    if inner := _BRACKETS.search(heading):
        yield plain(inner[1])


def _headings(document: Document) -> dict[str, str]:
    """The field of each heading that is known; the first that has a name keeps it."""
    known: dict[str, str] = {}
    for question in document["questions"]:
        for text in (question["code"], question["th"], question["en"]):
            known.setdefault(plain(text), question["code"])
    by_code = {one["code"]: one for one in document["dimensions"]}
    for code, questions in dimensions_of(document).items():
        if len(questions) == 1:
            for text in (code, by_code[code]["th"], by_code[code]["en"]):
                known.setdefault(plain(text), questions[0])
    for name, words in national("questionnaire.yaml")["headings"].items():
        if name not in LISTS or document[LISTS[name]]:
            for text in (name, *words):
                known.setdefault(plain(text), name)
    known.pop("", None)
    return known


def _reader_of(question: Mapping[str, Any]) -> Callable[[str], Any]:
    kind = question["kind"]
    if kind == "likert":
        return lambda text: checked_answer(question, _mark(text))
    if kind == "one":
        return _choices(question["choices"], question["code"])
    if kind == "many":
        one = _choices(question["choices"], question["code"])
        return lambda text: checked_answer(question, _several(text, one))
    if kind == "number":
        return lambda text: checked_answer(question, text.replace(",", "").strip())
    return lambda text: checked_answer(question, text)


def _choices(choices: Sequence[Mapping[str, str]], item: str) -> Callable[[str], str]:
    known: dict[str, str] = {}
    for choice in choices:
        for text in (choice["code"], choice["th"], choice["en"]):
            known.setdefault(plain(text), choice["code"])

    def read(text: str) -> str:
        if (code := known.get(plain(text))) is None:
            raise Invalid("voice.unknown_choice", item=item, choice=text[:100])
        return code

    return read


def _several(text: str, one: Callable[[str], str]) -> list[str]:
    """Choices in one cell, as forms of others join them; a choice may hold the sign itself."""
    try:
        return [one(text)]
    except Invalid:
        return [one(part) for part in _SEPARATORS.split(text) if part]


def _mark(text: str) -> int:
    if written := _LEADING_MARK.fullmatch(text):
        return int(written[1])
    if (mark := _marks().get(plain(text))) is None:
        raise Invalid("voice.wrong_mark", mark=text[:60])
    return mark


@cache
def _marks() -> dict[str, int]:
    marks = national("questionnaire.yaml")["marks"]
    return {plain(one[lang]): int(one["code"]) for one in marks for lang in ("th", "en")}


def _day(text: str) -> date:
    """The day of a moment: 2565-01-12, 12/1/2565 or the same in the common era, day before month."""
    if found := _DAY.match(text.strip()):
        year, month, day, day2, month2, year2 = found.groups()
        number = int(year or year2)
        try:
            return date(
                number - 543 if number >= _FIRST_THAI_YEAR else number,
                int(month or month2),
                int(day or day2),
            )
        except ValueError:
            pass
    raise Invalid("voice.import.no_day", value=text[:60])


def _agency(text: str, agencies: Mapping[str, str]) -> str:
    if (found := agencies.get(plain(text))) is None:
        raise Invalid("people.no_such_agency", slug=text[:100])
    return found
