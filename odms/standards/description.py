"""A description: what any catalogue says of a dataset, in the words of this house.

A `Record` is what this centre asks of its own publishers. Other catalogues say more (many creators,
languages, files elsewhere, a bounding box) and less. A description is the record and all that
beside it, so that a standard read into one and written from it again loses nothing that the
standard can say. Every reader of a standard makes descriptions, every writer takes them; the
fields follow DCAT 3 and DCAT-AP 3.0.1.

Texts in several languages are `Words`: {language tag: text}, "" where no language is told. Moments
and days are ISO 8601 text as precise as the source told them ("2021", "2021-03", "2021-03-01T…").
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from odms.standards.record import Record

Words = dict[str, str]

# what a description can be of; a service or a series is described by the same fields
KINDS = ("dataset", "service", "series")


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
    """A value of some vocabulary: a theme, a frequency, a status, a language."""

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

    algorithm: str
    value: str


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
    rights: tuple[str, ...] = ()
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
    extras: dict[str, Any] = field(default_factory=dict)  # what has no field here, as told

    @property
    def url(self) -> str:
        """Where the bytes are, or else where to ask for them."""
        return next(iter((*self.download_urls, *self.access_urls)), "")


@dataclass(frozen=True)
class Description:
    """One dataset, service or series of a catalogue, as that catalogue describes it.

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
    licence: str = ""
    access_rights: str = ""
    rights: tuple[str, ...] = ()
    provenances: tuple[str, ...] = ()
    conforms_to: tuple[Concept, ...] = ()
    legislation: tuple[str, ...] = ()
    other_identifiers: tuple[str, ...] = ()
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


def to_dict(value: Any) -> Any:
    """A description, or a part of one, for JSON: what says nothing is left out."""
    if isinstance(value, Record):
        return {k: v for k, v in value.to_dict().items() if v not in ("", [], {}, None)}
    if hasattr(value, "__dataclass_fields__"):
        told = ((part.name, to_dict(getattr(value, part.name))) for part in fields(value))
        return {name: part for name, part in told if part not in ("", [], {}, None)}
    if isinstance(value, dict):
        return {key: to_dict(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [to_dict(part) for part in value]
    return value


def from_dict(told: Mapping[str, Any]) -> Description:
    """The description that `to_dict` wrote."""
    parts = dict(told)
    for name, of_one in _ONE.items():
        if name in parts:
            parts[name] = of_one(parts[name])
    for name, of_each in _EACH.items():
        parts[name] = _all(of_each, parts.get(name, ()))
    for name in _TUPLES - parts.keys():
        parts[name] = ()
    shaped: dict[str, Any] = {k: tuple(v) if k in _TUPLES else v for k, v in parts.items()}
    return Description(**shaped)


def _all(of_each: Callable[[Any], Any], values: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(of_each(value) for value in values)


def _place(told: Mapping[str, Any]) -> Place:
    bbox = told.get("bbox")
    return Place(**{**told, "bbox": tuple(bbox) if bbox else None})


def _resource(told: Mapping[str, Any]) -> Resource:
    parts: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in told.items()}
    if "checksum" in parts:
        parts["checksum"] = Checksum(**told["checksum"])
    parts["conforms_to"] = _all(_concept, told.get("conforms_to", ()))
    return Resource(**parts)


def _concept(told: Mapping[str, Any]) -> Concept:
    return Concept(**told)


def _agent(told: Mapping[str, Any]) -> Agent:
    return Agent(**told)


_ONE: dict[str, Callable[[Any], Any]] = {"record": Record.from_dict, "publisher": _agent}
_EACH: dict[str, Callable[[Any], Any]] = {
    "creators": _agent,
    "contacts": _agent,
    "attributions": lambda pair: (pair[0], _agent(pair[1])),
    "resources": _resource,
    "themes": _concept,
    "types": _concept,
    "conforms_to": _concept,
    "places": _place,
    "periods": lambda told: Period(**told),
    "qualified_relations": tuple,
}
_TUPLES = {part.name for part in fields(Description) if str(part.type).startswith("tuple")}
