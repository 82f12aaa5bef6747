"""Personal data in what a record says: names, telephones, addresses in titles and descriptions. Pure.

A national id there is refused by `standards.thai`; all else is told, for a name may be in its place
(a law, a prize, a street), and a person decides. The contact's own fields are not looked at.
"""

from collections.abc import Iterator

from odms.definitions.messages import LANGUAGES
from odms.engine.meanings.meaning import label
from odms.engine.meanings.personal import mentions
from odms.standards.record import Record
from odms.standards.thai import Lack

_FIELDS = (
    "title_th",
    "title_en",
    "description_th",
    "description_en",
    "tags",
    "data_source",
    "accessible_condition",
)


def list_mentions(record: Record) -> list[Lack]:
    """A warning for each kind of personal data in each text of a record, and in words of columns."""
    return [
        Lack("publication.personal_words", item, "warning", _named(kind))
        for item, kind in dict.fromkeys(_mentions(record))
    ]


def _mentions(record: Record) -> Iterator[tuple[str, str]]:
    for item, text in _texts(record):
        for one in mentions(text):
            if one.kind != "th-national-id":
                yield item, one.kind


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    for name in _FIELDS:
        value = getattr(record, name)
        yield name, " ".join(value) if isinstance(value, list) else value
    for columns in record.columns.values():
        for words in columns.values():
            yield from (("columns", text) for text in words.values())
    yield from (("extras", text) for text in record.extras.values())


def _named(kind: str) -> dict[str, str]:
    return {f"kind_{language}": label(kind, language) for language in LANGUAGES}
