"""What a description of another catalogue says in the terms of our own record.

The record asks less and by codes: the Thai and English words, the licence, theme, frequency and
languages that our code lists know, the contact, the stretch of time. What a field cannot hold is
left out of it; the description keeps it as told.
"""

import re
from collections.abc import Iterator
from typing import Any

from odms.errors import Invalid
from odms.standards import codes, licences, often
from odms.standards.description import Description, Words, altered, in_language
from odms.standards.record import FIELDS, Record, read_value

_THAI = re.compile(r"[\u0e01-\u0e5b]")
_LANGUAGES = {"th": ("th", "tha"), "en": ("en", "eng")}
_MAX_LINE = 300
_MAX_TEXT = 20_000
_MAX_TAG = 100
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def housed(description: Description) -> Description:
    """The description with its record filled from it; what the record has already stays."""
    told = description.record.to_dict()
    for name, value in _told(description):
        if not told[name] and value:
            told[name] = _fitting(name, value)
    return altered(description, record=Record.from_dict(told))


def _told(description: Description) -> Iterator[tuple[str, Any]]:
    """Fields of the record with what the description has for them."""
    for name, words, most in (
        ("title", description.titles, _MAX_LINE),
        ("description", description.descriptions, _MAX_TEXT),
    ):
        thai, english = _in(words, "th"), _in(words, "en")
        yield f"{name}_th", thai[:most]
        yield f"{name}_en", (english or ("" if thai else in_language(words)))[:most]
    tags = (word.strip() for words in description.keywords.values() for word in words)
    yield "tags", [word for word in tags if len(word) <= _MAX_TAG]
    if description.publisher:
        yield "publisher", in_language(description.publisher.names, "th")
    for contact in description.contacts[:1]:
        yield "maintainer", in_language(contact.names, "th")
        yield "maintainer_email", contact.email
    told = (description.licence, *(one.licence for one in description.resources))
    yield from _licence([text for text in told if text])
    themes = [text for one in description.themes for text in (one.uri, *one.labels.values())]
    yield "theme", next((code for one in themes if (code := _code("themes", one))), "")
    unit, interval = often.recognise(description.frequency)
    yield "frequency_unit", unit
    yield "frequency_interval", interval
    found = codes.find("frequencies", unit)
    yield "frequency_unit_other", description.frequency if found and found.is_other else ""
    languages = (_code("languages", one) for one in description.languages)
    yield "language", [code for code in languages if code]
    for period in description.periods[:1]:
        yield "period_start", _day(period.start)
        yield "period_end", _day(period.end)
    yield "url", next(iter(description.landing_pages), "")


def _in(words: Words, language: str) -> str:
    """The text in a language; a text without one is in Thai where it has Thai letters."""
    for tag, text in words.items():
        if tag.partition("-")[0] in _LANGUAGES[language]:
            return text
    plain = words.get("", "")
    return plain if bool(_THAI.search(plain)) == (language == "th") else ""


def _code(name: str, text: str) -> str:
    return codes.recognise(name, text) or "" if text else ""


def _licence(told: list[str]) -> Iterator[tuple[str, Any]]:
    """The first that our list has; another is the other one, as told."""
    known = next((code for text in told if (code := licences.recognise(text))), "")
    yield "licence", known or ("other" if told else "")
    yield "licence_other", "" if known or not told else told[0][:_MAX_LINE]


def _day(text: str) -> str:
    """The day of a moment; the year or month of a less precise one names none."""
    found = _DAY.match(text)
    return found[0] if found else ""


def _fitting(name: str, value: Any) -> Any:
    """The value as the field takes it; its empty value where it cannot."""
    try:
        return read_value(name, value)
    except Invalid:
        return [] if FIELDS[name].name in ("words", "codes") else ""
