"""Descriptions as a data.json of DCAT-US 1.1, the version that its harvesters read.

It has one language for all texts, one place, one stretch of time and one licence a dataset.
Source: Project Open Data Metadata Schema v1.1.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from odms.standards.data_json import LEVELS
from odms.standards.dcat.shapes import KEPT
from odms.standards.description import (
    Agent,
    Concept,
    Description,
    Period,
    Place,
    Resource,
    Words,
    in_language,
)

SCHEMA = "https://project-open-data.cio.gov/v1.1/schema"
_NOTHING: tuple[Any, ...] = ("", None, [], {})
_POD = "pod:"
_LEVEL_OF = {uri: level for level, uri in LEVELS.items()}

Say = Callable[[Any, str], Any]


def to_data_json(
    catalogue: Description, descriptions: Iterable[Description], *, language: str = "th"
) -> dict[str, Any]:
    """A catalogue with its datasets; services and series, which version 1.1 has not, are left out."""
    return {
        "@context": f"{SCHEMA}/catalog.jsonld",
        "@id": f"{catalogue.homepage}/data.json" if catalogue.homepage else catalogue.uri,
        "@type": "dcat:Catalog",
        "conformsTo": SCHEMA,
        "describedBy": f"{SCHEMA}/catalog.json",
        "title": in_language(catalogue.titles, language),
        "dataset": [
            to_dataset(one, language=language) for one in descriptions if one.kind == "dataset"
        ],
    }


def to_dataset(description: Description, *, language: str = "th") -> dict[str, Any]:
    """The object of one dataset."""
    told = {"@type": "dcat:Dataset", **_told(description, SAYS, language)}
    told.setdefault("accessLevel", "public")
    kept = description.extras.get(KEPT, {})
    return told | {
        name.removeprefix(_POD): _plain(values)
        for name, values in kept.items()
        if name.startswith(_POD)
    }


def _told(value: Any, says: Mapping[str, tuple[str, Say]], language: str) -> dict[str, Any]:
    told = {key: say(getattr(value, field), language) for field, (key, say) in says.items()}
    return {key: one for key, one in told.items() if one not in _NOTHING}


def _words(value: Words, language: str) -> str:
    return in_language(value, language)


def _text(value: str, _: str) -> str:
    return value


def _texts(value: Iterable[str], _: str) -> list[str]:
    return list(value)


def _first(value: Iterable[str], _: str) -> str:
    return next(iter(value), "")


def _keywords(value: Mapping[str, list[str]], _: str) -> list[str]:
    return list(dict.fromkeys(word for words in value.values() for word in words))


def _publisher(value: Agent | None, language: str) -> dict[str, str]:
    if value is None:
        return {}
    return {"@type": "org:Organization", "name": in_language(value.names, language)}


def _contact(value: tuple[Agent, ...], language: str) -> dict[str, str]:
    for one in value:
        email = {"hasEmail": f"mailto:{one.email}"} if one.email else {}
        return {"@type": "vcard:Contact", "fn": in_language(one.names, language), **email}
    return {}


def _level(value: str, _: str) -> str:
    return _LEVEL_OF.get(value, "")


def _concepts(value: Iterable[Concept], language: str) -> list[str]:
    return [in_language(one.labels, language) or one.uri for one in value]


def _standard(value: tuple[Concept, ...], _: str) -> str:
    return next((one.uri for one in value if one.uri), "")


def _statements(value: tuple[Concept, ...], language: str) -> str:
    return "\n".join(in_language(one.labels, language) or one.uri for one in value)


def _place(value: tuple[Place, ...], language: str) -> str:
    for one in value:
        box = ",".join(repr(number) for number in one.bbox) if one.bbox else ""
        return box or in_language(one.labels, language) or one.geometry or one.uri
    return ""


def _period(value: tuple[Period, ...], _: str) -> str:
    return next((f"{one.start}/{one.end}" for one in value), "")


def _files(value: tuple[Resource, ...], language: str) -> list[dict[str, Any]]:
    return [{"@type": "dcat:Distribution", **_told(one, OF_FILE, language)} for one in value]


# our field: the key of version 1.1 and how it is said there
SAYS: dict[str, tuple[str, Say]] = {
    "identifier": ("identifier", _text),
    "titles": ("title", _words),
    "descriptions": ("description", _words),
    "keywords": ("keyword", _keywords),
    "modified": ("modified", _text),
    "issued": ("issued", _text),
    "publisher": ("publisher", _publisher),
    "contacts": ("contactPoint", _contact),
    "access_rights": ("accessLevel", _level),
    "licence": ("license", _text),
    "rights": ("rights", _statements),
    "places": ("spatial", _place),
    "periods": ("temporal", _period),
    "frequency": ("accrualPeriodicity", _text),
    "conforms_to": ("conformsTo", _standard),
    "languages": ("language", _texts),
    "landing_pages": ("landingPage", _first),
    "pages": ("references", _texts),
    "themes": ("theme", _concepts),
    "in_series": ("isPartOf", _first),
    "resources": ("distribution", _files),
}
OF_FILE: dict[str, tuple[str, Say]] = {
    "titles": ("title", _words),
    "descriptions": ("description", _words),
    "access_urls": ("accessURL", _first),
    "download_urls": ("downloadURL", _first),
    "media_type": ("mediaType", _text),
    "format": ("format", _text),
    "conforms_to": ("conformsTo", _standard),
}


def _plain(told: Any) -> Any:
    """What was kept of a plain key, as it stood there."""
    if isinstance(told, list):
        parts = [_plain(one) for one in told]
        return parts[0] if len(parts) == 1 else parts
    if "@value" in told:
        return told["@value"]
    if told.keys() == {"@id"}:
        return told["@id"]
    return {name.rpartition(":")[2]: _plain(one) for name, one in told.items() if name[:1] != "@"}
