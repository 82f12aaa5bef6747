"""schema.org's Dataset, as search engines read it: written for a dataset's page, and read from the
pages of others, whatever else stands on them.

It has one language for all texts and no roles but publisher, creator and maintainer. Sources:
schema.org, and Google's guide for Dataset.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

from odms.errors import Invalid
from odms.standards import codes, values
from odms.standards.dcat.places import checked_box
from odms.standards.description import (
    Agent,
    Checksum,
    Column,
    Concept,
    Description,
    Period,
    Place,
    Resource,
    in_language,
)
from odms.standards.housing import housed
from odms.standards.json_shapes import (
    FIRST_TEXT,
    KEYWORDS,
    MOMENT,
    ONE_OR_MORE,
    SIZE,
    TEXT,
    WORDS,
    Kind,
    Row,
    Shape,
    part,
    parts,
)
from odms.standards.reading import Reading, json_of_text, text_of

# under this name extras hold what schema.org says and no field does
KEPT = "schema"

# search engines read no more, and a page should stay small
_MOST_VARIABLES = 50
_PUBLIC = codes.authority("access-right", "PUBLIC")
_PREFIX = re.compile(
    r"^(?:https?://schema\.org/|schema:|sc:|https?://mlcommons\.org/croissant/|cr:)"
)
_PAGE = re.compile(r"\s*<")


def _row(field: str, keys: str, kind: Kind) -> Row:
    return Row(field, tuple(keys.split()), kind)


def _identifier(told: Any) -> str:
    """The first identifier: a text, or the value of a property."""
    for one in values.each(told):
        if isinstance(one, dict):
            one = values.first(one, "value", "@id", "url")
        if text := values.text(one):
            return text
    return ""


def _address_or_name(told: Any) -> str:
    """A work (such as a licence) by its address, else by its name."""
    first = next(values.each(told), None)
    if isinstance(first, dict):
        first = values.first(first, "url", "@id", "name", "identifier")
    return values.text(first)


def _addresses(told: Any) -> tuple[str, ...]:
    return values.texts([_address_or_name(one) for one in values.each(told)])


def _languages(told: Any) -> tuple[str, ...]:
    """Languages by their tags; objects of the type Language by code or name."""
    named = (
        values.first(one, "alternateName", "name", "identifier") if isinstance(one, dict) else one
        for one in values.each(told)
    )
    return values.texts(list(named))


def _periods(told: Any) -> tuple[Period, ...]:
    """`start/end` of ISO 8601, either end two dots where it is open; a single day is both."""
    found = []
    for one in values.texts(told):
        start, slash, end = one.partition("/")
        start, end = (part.strip() if part.strip() != ".." else "" for part in (start, end))
        found.append(Period(start, end if slash else start))
    return tuple(one for one in found if one != Period())


def _period(value: tuple[Period, ...], _: str) -> Any:
    told = [f"{one.start or '..'}/{one.end or '..'}" for one in value]
    return told[0] if len(told) == 1 else told


def _box(told: Any) -> Any:
    """South, west, north and east of a box, as schema.org orders them."""
    shape = next(values.each(told), None)
    if not isinstance(shape, dict):
        return None
    numbers = re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", values.text(shape.get("box")))
    if len(numbers) != 4:
        return None
    south, west, north, east = map(float, numbers)
    return checked_box(west, south, east, north)


def _geo(box: Any, _: str) -> dict[str, Any]:
    west, south, east, north = box
    return {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}


def _hash(name: str) -> Kind:
    """A hash by one function; schema.org has a property for each."""

    def read(told: Any) -> Checksum | None:
        text = values.text(told)
        return Checksum(name, text) if text else None

    def write(value: Checksum, _: str) -> str:
        return value.value if value.algorithm == name else ""

    return Kind(read, write, "hash")


_IDENTIFIER = Kind(_identifier, lambda value, _: value, "text")
_LINK = Kind(_address_or_name, lambda value, _: value, "address or name")
_LINKS = Kind(_addresses, lambda value, _: list(value), "addresses")
_LANGUAGES = Kind(_languages, lambda value, _: [_tag(one) for one in value], "language tags")
_PERIODS = Kind(_periods, _period, "start/end")
_BOX = Kind(_box, _geo, "box")
_CONCEPTS_KIND = Kind(
    lambda told: tuple(Concept(uri=one) for one in _addresses(told) if values.address(one)),
    lambda value, _: [one.uri for one in value if one.uri],
    "addresses",
)


class _AgentShape(Shape):
    """An agent, whose class tells whether it is a person."""

    def read(self, told: Any, **known: Any) -> Any:
        """As any shape, and the kind by the class."""
        kind = values.text(told.get("@type")).lower() if isinstance(told, dict) else ""
        if kind == "person" or "organization" in kind:
            known["kind"] = "person" if kind == "person" else "organization"
        return super().read(told, **known)

    def write(self, value: Any, language: str = "th") -> dict[str, Any]:
        """As any shape, with the class of its kind; of what is neither, that of a body."""
        kind = "Person" if value.kind == "person" else "Organization"
        return {"@type": kind, **super().write(value, language)}


AGENT = _AgentShape(
    Agent,
    (
        _row("names", "name legalName", WORDS),
        _row("uri", "@id", TEXT),
        _row("identifier", "identifier", _IDENTIFIER),
        _row("email", "email", TEXT),
        _row("phone", "telephone", TEXT),
        _row("homepage", "url", TEXT),
    ),
    words="names",
)
PLACE = Shape(
    Place,
    (_row("uri", "@id", TEXT), _row("labels", "name", WORDS), _row("bbox", "geo", _BOX)),
    always={"@type": "Place"},
    words="labels",
)
TERM = Shape(
    Concept,
    (
        _row("uri", "@id url", TEXT),
        _row("labels", "name", WORDS),
        _row("notation", "termCode", TEXT),
    ),
    always={"@type": "DefinedTerm"},
    words="labels",
)
DOWNLOAD = Shape(
    Resource,
    (
        _row("identifier", "identifier", _IDENTIFIER),
        _row("uri", "@id", TEXT),
        _row("titles", "name", WORDS),
        _row("descriptions", "description", WORDS),
        _row("download_urls", "contentUrl", FIRST_TEXT),
        _row("access_urls", "url", FIRST_TEXT),
        _row("media_type", "encodingFormat fileFormat", TEXT),
        _row("size_bytes", "contentSize", SIZE),
        _row("checksum", "sha256", _hash("sha256")),
        _row("licence", "license", _LINK),
        _row("issued", "datePublished uploadDate", MOMENT),
        _row("modified", "dateModified", MOMENT),
        _row("languages", "inLanguage", _LANGUAGES),
    ),
    kept=KEPT,
    always={"@type": "DataDownload"},
)


DATASET = Shape(
    Description,
    (
        _row("identifier", "identifier", _IDENTIFIER),
        _row("uri", "@id", TEXT),
        _row("titles", "name headline", WORDS),
        _row("descriptions", "description abstract", WORDS),
        _row("keywords", "keywords", KEYWORDS),
        _row("publisher", "publisher", part(AGENT)),
        _row("creators", "creator author", parts(AGENT)),
        _row("contacts", "maintainer", parts(AGENT)),
        _row("themes", "about", parts(TERM)),
        _row("languages", "inLanguage", _LANGUAGES),
        _row("places", "spatialCoverage spatial", parts(PLACE)),
        _row("periods", "temporalCoverage temporal", _PERIODS),
        _row("issued", "datePublished dateCreated", MOMENT),
        _row("modified", "dateModified", MOMENT),
        _row("landing_pages", "url", ONE_OR_MORE),
        _row("licence", "license", _LINK),
        _row("access_rights", "conditionsOfAccess", TEXT),
        _row("version", "version", TEXT),
        _row("other_identifiers", "sameAs", _CONCEPTS_KIND),
        _row("sources", "isBasedOn", _LINKS),
        _row("in_series", "isPartOf", _LINKS),
        _row("referenced_by", "subjectOf", _LINKS),
        _row("resources", "distribution encoding", parts(DOWNLOAD)),
    ),
    kept=KEPT,
    ignored=frozenset({"@context", "@type", "includedInDataCatalog", "isAccessibleForFree"}),
)


def to_dataset(
    description: Description, *, catalogue: Mapping[str, Any] | None = None, language: str = "th"
) -> dict[str, Any]:
    """The JSON-LD of a dataset, its words in `language` where there are any."""
    told = DATASET.write(description, language)
    other = in_language(description.titles, "en" if language == "th" else "th")
    is_public = description.access_rights == _PUBLIC
    if is_public:
        del told["conditionsOfAccess"]
    told |= {
        "creator": told.get("creator", told.get("publisher")),
        "alternateName": other if other != told.get("name") else "",
        "isAccessibleForFree": True if is_public else None,
        "variableMeasured": _variables(description, language),
        "includedInDataCatalog": {"@type": "DataCatalog", **catalogue} if catalogue else None,
    }
    head = {"@context": "https://schema.org/", "@type": "Dataset"}
    return head | {name: value for name, value in told.items() if value not in ("", [], None)}


def _variables(description: Description, language: str) -> list[dict[str, Any]]:
    """The columns of the tables; those of one table once, however many forms it has."""
    tables: list[tuple[Column, ...]] = []
    for resource in description.resources:
        if resource.columns not in tables:
            tables.append(resource.columns)
    return [
        {
            "@type": "PropertyValue",
            "name": column.name,
            "description": in_language(column.labels, language) or column.name,
            **({"unitText": column.unit} if column.unit else {}),
        }
        for column in [column for table in tables for column in table][:_MOST_VARIABLES]
    ]


def _tag(language: str) -> str:
    """The tag of a language, from its European address too."""
    return codes.recognise("languages", language) or language


def read_schema_org(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The datasets in a document of JSON-LD, or in the scripts of a page.

    Raises Invalid where there are none.
    """
    reading = Reading()
    text = text_of(document, reading, content_type)
    told = list(_of_page(text, reading)) if _PAGE.match(text) else [json_of_text(text)]
    for one in told:
        simple = plain(one)
        for node in nodes(simple, "DataCatalog"):
            reading.title = reading.title or values.text(node.get("name"))
        for node in nodes(simple, "Dataset"):
            reading.add(describe_schema_org(node, url))
    if not reading.descriptions and not reading.troubles:
        raise Invalid("standards.read.no_schema_org")
    return reading


def describe_schema_org(told: Mapping[str, Any], url: str = "") -> Description:
    """What a node of the type Dataset says; without an address of its own it is the page's."""
    found: Description = DATASET.read(told)
    pages = found.landing_pages or ((url,) if values.address(url) else ())
    rights = found.access_rights
    if not rights and values.is_true(told.get("isAccessibleForFree")):
        rights = _PUBLIC
    return housed(replace(found, landing_pages=pages, access_rights=rights))


def _of_page(page: str, reading: Reading) -> Iterator[Any]:
    """What the scripts of a page hold; a broken one costs itself."""
    scripts = _Scripts()
    scripts.feed(page)
    for script in scripts.found:
        try:
            yield json_of_text(script)
        except Invalid as error:
            reading.is_complete = False
            reading.refused(error)


class _Scripts(HTMLParser):
    """The scripts of a page that hold JSON-LD."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A script of that type opens."""
        kind = (dict(attrs).get("type") or "").partition(";")[0].strip().lower()
        if tag == "script" and kind == "application/ld+json":
            self._is_inside = True
            self.found.append("")

    def handle_data(self, data: str) -> None:
        """A piece of a script."""
        if self._is_inside:
            self.found[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """A script ends."""
        if tag == "script":
            self._is_inside = False


def plain(told: Any) -> Any:
    """The same with bare names for terms, and values for the objects that JSON-LD wraps them in."""
    if isinstance(told, list):
        parts = [plain(one) for one in told]
        tagged = [one for one in told if isinstance(one, dict) and "@language" in one]
        if tagged and len(tagged) == len(told):
            return {one["@language"]: one.get("@value", "") for one in tagged}
        return parts
    if not isinstance(told, dict):
        return told
    if "@value" in told:
        return {told["@language"]: told["@value"]} if "@language" in told else told["@value"]
    if told.keys() == {"@id"}:
        return told["@id"]
    return {
        _bare(name): _types(one) if name == "@type" else plain(one) for name, one in told.items()
    }


def _types(told: Any) -> Any:
    """The class of a node by its bare name; that of a dataset before others."""
    names = [_bare(one) for one in values.texts(told)]
    return "Dataset" if "Dataset" in names else next(iter(names), "")


def _bare(name: str) -> str:
    return _PREFIX.sub("", name)


def nodes(told: Any, name: str) -> Iterator[dict[str, Any]]:
    """The nodes of a class, however deep they stand; not those inside one of them."""
    if isinstance(told, list):
        for one in told:
            yield from nodes(one, name)
    elif isinstance(told, dict):
        if told.get("@type") == name:
            yield told
        else:
            for one in told.values():
                yield from nodes(one, name)
