"""A description: what any catalogue says of a dataset, in the words of this house.

A `Record` is what this centre asks of its own publishers. Other catalogues say more (many creators,
languages, files elsewhere, a bounding box) and less. A description is the record and all that
beside it, so that a standard read into one and written from it again loses nothing that the
standard can say. Every reader of a standard makes descriptions, every writer takes them; the
fields follow DCAT 3 and DCAT-AP 3.0.1.

Texts in several languages are `Words`: {language tag: text}, "" where no language is told. Moments
and days are ISO 8601 text as precise as the source told them ("2021", "2021-03", "2021-03-01T…").
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from odms.standards.record import Record

Words = dict[str, str]
Part = TypeVar("Part")

# what a description can be of; all are described by the same fields
KINDS = ("dataset", "service", "series", "catalogue")


@dataclass(frozen=True)
class Agent:
    """Who publishes, creates or answers for something. `kind` is `person`, `organization` or ""."""

    names: Words = field(default_factory=dict)
    uri: str = ""
    identifier: str = ""
    kind: str = ""
    type: str = ""  # an address or label of the kind of body, as told (dct:type)
    email: str = ""
    phone: str = ""
    homepage: str = ""


@dataclass(frozen=True)
class Concept:
    """A value of some vocabulary, or a statement in words: a theme, a standard, a right, another
    identifier (its text is the notation)."""

    uri: str = ""
    labels: Words = field(default_factory=dict)
    notation: str = ""


@dataclass(frozen=True)
class Period:
    """A stretch of time; either end may be open."""

    start: str = ""
    end: str = ""


@dataclass(frozen=True)
class Place:
    """An area. Geometries are text as told, WKT or GeoJSON; `bbox` is west, south, east, north in
    degrees of WGS 84."""

    uri: str = ""
    labels: Words = field(default_factory=dict)
    bbox: tuple[float, float, float, float] | None = None
    geometry: str = ""
    centroid: str = ""


@dataclass(frozen=True)
class Checksum:
    """The hash of a file; the algorithm in lower case without marks (`sha256`) where it is known."""

    algorithm: str = ""
    value: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table; `type` as this house names types (`integer`, `date`, `text` …)."""

    name: str = ""
    labels: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    type: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Resource:
    """A distribution: a file or an address under which a dataset can be had."""

    identifier: str = ""
    uri: str = ""
    titles: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    access_urls: tuple[str, ...] = ()
    download_urls: tuple[str, ...] = ()
    format: str = ""  # as told: a label or an address of a vocabulary
    media_type: str = ""  # `text/csv`
    compress_format: str = ""
    package_format: str = ""
    size_bytes: int | None = None
    checksum: Checksum | None = None
    licence: str = ""  # an address or label, as told
    rights: tuple[Concept, ...] = ()
    policies: tuple[str, ...] = ()
    legislation: tuple[str, ...] = ()
    issued: str = ""
    modified: str = ""
    availability: str = ""
    status: str = ""
    languages: tuple[str, ...] = ()
    conforms_to: tuple[Concept, ...] = ()
    pages: tuple[str, ...] = ()
    services: tuple[str, ...] = ()  # addresses of the services that give it (dcat:accessService)
    temporal_resolution: str = ""
    spatial_resolutions_m: tuple[float, ...] = ()
    columns: tuple[Column, ...] = ()
    extras: dict[str, Any] = field(default_factory=dict)  # what has no field here, as told

    @property
    def url(self) -> str:
        """Where the bytes are, or else where to ask for them."""
        return next(iter((*self.download_urls, *self.access_urls)), "")


@dataclass(frozen=True)
class Entry:
    """A catalogue's own card of a dataset: when it was listed there, changed, and from where."""

    uri: str = ""
    titles: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    issued: str = ""
    modified: str = ""
    status: str = ""
    languages: tuple[str, ...] = ()
    conforms_to: tuple[Concept, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Description:
    """One dataset, service, series or catalogue, as a catalogue describes it.

    `identifier` is what the catalogue calls it and never changes there; `uri` is its address as a
    node of a graph, or "".
    """

    identifier: str = ""
    uri: str = ""
    kind: str = "dataset"
    record: Record = field(default_factory=Record)
    titles: Words = field(default_factory=dict)
    descriptions: Words = field(default_factory=dict)
    keywords: dict[str, list[str]] = field(default_factory=dict)  # by language
    publisher: Agent | None = None
    creators: tuple[Agent, ...] = ()
    contacts: tuple[Agent, ...] = ()
    attributions: tuple[tuple[str, Agent], ...] = ()  # role (an address) and who has it
    resources: tuple[Resource, ...] = ()
    themes: tuple[Concept, ...] = ()
    types: tuple[Concept, ...] = ()
    languages: tuple[str, ...] = ()  # addresses or tags, as told
    places: tuple[Place, ...] = ()
    periods: tuple[Period, ...] = ()
    issued: str = ""
    modified: str = ""
    frequency: str = ""  # an address, ISO 8601 duration or label, as told
    landing_pages: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    licence: str = ""  # an address or label, as told
    access_rights: str = ""
    rights: tuple[Concept, ...] = ()
    provenances: tuple[Concept, ...] = ()
    conforms_to: tuple[Concept, ...] = ()
    legislation: tuple[str, ...] = ()
    other_identifiers: tuple[Concept, ...] = ()
    version: str = ""
    version_notes: Words = field(default_factory=dict)
    versions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    qualified_relations: tuple[tuple[str, str], ...] = ()  # role and what is related
    referenced_by: tuple[str, ...] = ()
    generated_by: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    in_series: tuple[str, ...] = ()
    temporal_resolution: str = ""
    spatial_resolutions_m: tuple[float, ...] = ()
    # of a service
    endpoints: tuple[str, ...] = ()
    endpoint_descriptions: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    # of a catalogue
    homepage: str = ""
    taxonomies: tuple[Concept, ...] = ()
    # of the catalogue's card of it
    entry: Entry | None = None
    extras: dict[str, Any] = field(default_factory=dict)  # what has no field here, as told

    def title(self, language: str = "th") -> str:
        """The title in a language, or in the one that there is."""
        return in_language(self.titles, language)


def in_language(words: Mapping[str, str], *languages: str) -> str:
    """The text in the first of these languages that there is, then without one, English, any."""
    for language in (*languages, "", "en"):
        if text := words.get(language):
            return text
    return next((text for text in words.values() if text), "")


def altered(value: Part, **parts: Any) -> Part:
    """A description, or a part of one, with these parts otherwise, as `dataclasses.replace` makes it;
    that one asks each of forty fields anew, which takes a tenth of the time of reading a catalogue."""
    made = object.__new__(type(value))
    made.__dict__.update(value.__dict__, **parts)
    return made


def to_dict(value: Any) -> Any:
    """A description, or a part of one, for JSON: what says nothing is left out."""
    kind = type(value)
    if kind is str:
        return value
    if kind is tuple or kind is list:
        return [to_dict(part) for part in value]
    if kind is dict:
        return {key: to_dict(part) for key, part in value.items()}
    if is_dataclass(kind):
        return _said(value)
    return value


def _said(value: Any) -> dict[str, Any]:
    """The fields of a dataclass that say something; a number says something where it is 0 too."""
    told = {}
    for name, part in value.__dict__.items():
        if part or isinstance(part, int | float):
            made = part if type(part) is str else to_dict(part)
            if made != {}:
                told[name] = made
    return told


def from_dict(told: Mapping[str, Any]) -> Description:
    """The description that `to_dict` wrote."""
    described: Description = _built(Description, told)
    return described


def _built(type_: type, told: Mapping[str, Any]) -> Any:
    of_part = _builders(type_)
    made: Any = object.__new__(type_)
    # what `__init__` does, which asks for each of forty fields again
    parts = made.__dict__
    for name, default, make in _defaults(type_):
        parts[name] = make() if make else default
    for name, part in told.items():
        if name in of_part:
            parts[name] = part if type(part) is str else of_part[name](part)
    return made


@cache
def _builders(type_: type) -> dict[str, Callable[[Any], Any]]:
    """What makes each field of a type from its JSON."""
    if type_ is Record:
        return dict.fromkeys((part.name for part in fields(Record)), _as_told)
    hints = get_type_hints(type_)
    return {part.name: _builder(hints[part.name]) for part in fields(type_)}


@cache
def _defaults(type_: type) -> list[tuple[str, Any, Callable[[], Any] | None]]:
    """The fields of a type that may be left out, in order, each with its default or what makes it."""
    return [
        (one.name, one.default, None if one.default_factory is MISSING else one.default_factory)
        for one in fields(type_)
        if one.default is not MISSING or one.default_factory is not MISSING
    ]


def _builder(hint: Any) -> Callable[[Any], Any]:
    if get_origin(hint) is UnionType:  # such as `Agent | None`; what is None was not written
        return _builder(get_args(hint)[0])
    if get_origin(hint) is tuple:
        first, *rest = get_args(hint)
        if rest == [...]:
            of_each = _builder(first)
            return lambda told: tuple(of_each(part) for part in told)
        of_all = [_builder(part) for part in (first, *rest)]
        return lambda told: tuple(of(part) for of, part in zip(of_all, told, strict=True))
    if is_dataclass(hint):
        return lambda told: _built(hint, told)  # type: ignore[arg-type]
    return _as_told


def _as_told(told: Any) -> Any:
    return told
