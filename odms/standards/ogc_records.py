"""OGC API Records: a record is a GeoJSON feature. Written for our own door, and read from others'.

It has one language for all texts. `created` and `updated` are those of the record in its catalogue.
Source: OGC 20-004r1, OGC API Records Part 1: Core, version 1.0 (2025).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from odms.errors import Invalid
from odms.standards import values
from odms.standards.dcat.places import box_of
from odms.standards.description import (
    Agent,
    Concept,
    Description,
    Entry,
    Period,
    Place,
    Resource,
    in_language,
)
from odms.standards.housing import housed
from odms.standards.json_shapes import KEYWORDS, MOMENT, TEXT, WORDS, Kind, Row, Shape
from odms.standards.reading import Reading, json_of

# under this name extras hold what a record says and no field does
KEPT = "ogc"
MEDIA_TYPE = "application/geo+json"
CONFORMANCE = "http://www.opengis.net/spec/ogcapi-records-1/1.0"
CLASSES = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    f"{CONFORMANCE}/conf/record-core",
    f"{CONFORMANCE}/conf/record-collection",
    f"{CONFORMANCE}/conf/record-core-query-parameters",
    f"{CONFORMANCE}/conf/records-api",
    f"{CONFORMANCE}/conf/json",
)
_OF_RECORD = f"{CONFORMANCE}/req/record-core"

# parameters that a page of items takes (record-core-query-parameters)
PARAMETERS = ("bbox", "datetime", "limit", "q", "type", "ids", "externalIds")

# types of records by ours, and what others call them
_TYPES = {"dataset": "dataset", "series": "series", "service": "service", "catalogue": "catalog"}
_KINDS = {
    "service": "service",
    "api": "service",
    "series": "series",
    "datasetseries": "series",
    "catalog": "catalogue",
}
_FILES = ("enclosure", "download")
_ACCESS = ("item", "items", "data", "tiles", "map", "coverage")
_PAGES = ("describedby", "documentation", "related", "help")
_LANDING = ("about", "alternate", "canonical", "landing-page")
_ROLES = {"publisher": "publisher", "creator": "creators", "pointOfContact": "contacts"}
_LIKE = {
    "owner": "publisher",
    "custodian": "publisher",
    "distributor": "publisher",
    "author": "creators",
    "originator": "creators",
    "contact": "contacts",
    "pointofcontact": "contacts",
    "point_of_contact": "contacts",
}


def _row(field: str, key: str, kind: Kind) -> Row:
    return Row(field, (key,), kind)


def _codes(told: Any) -> tuple[str, ...]:
    """Languages, each an object with a code, or a code."""
    named = (one.get("code") if isinstance(one, dict) else one for one in values.each(told))
    return values.texts(list(named))


def _themes(told: Any) -> tuple[Concept, ...]:
    return tuple(
        Concept(
            uri=values.address(concept.get("url")) or values.address(concept.get("id")),
            labels=values.words(concept.get("title")),
            notation="" if values.address(concept.get("id")) else values.text(concept.get("id")),
        )
        for theme in values.each(told)
        if isinstance(theme, dict)
        for concept in values.each(theme.get("concepts"))
        if isinstance(concept, dict)
    )


def _concepts(themes: tuple[Concept, ...], language: str) -> list[dict[str, Any]]:
    told = [
        _some(
            id=one.notation or one.uri or in_language(one.labels, language),
            title=in_language(one.labels, language),
            url=one.uri,
        )
        for one in themes
    ]
    return [{"concepts": told}]


def _identifiers(told: Any) -> tuple[Concept, ...]:
    return tuple(
        Concept(notation=values.text(one.get("value")))
        for one in values.each(told)
        if isinstance(one, dict) and one.get("value")
    )


_LANGUAGES = Kind(_codes, lambda told, _: [{"code": one} for one in told], "language codes")
_THEMES = Kind(_themes, _concepts, "concepts")
_IDENTIFIERS = Kind(
    _identifiers,
    lambda told, _: [{"value": one.notation or one.uri} for one in told],
    "identifiers",
)
_RIGHTS = Kind(
    lambda told: tuple(Concept(labels=words) for one in values.texts(told) if (words := {"": one})),
    lambda told, language: "\n".join(in_language(one.labels, language) or one.uri for one in told),
    "text",
)

# of the feature and of its properties alike; contacts, links, place and time have forms of their own
RECORD = Shape(
    Description,
    (
        _row("identifier", "id", TEXT),
        _row("titles", "title", WORDS),
        _row("descriptions", "description", WORDS),
        _row("keywords", "keywords", KEYWORDS),
        _row("languages", "resourceLanguages", _LANGUAGES),
        _row("themes", "themes", _THEMES),
        _row("other_identifiers", "externalIds", _IDENTIFIERS),
        _row("licence", "license", TEXT),
        _row("rights", "rights", _RIGHTS),
        _row("version", "version", TEXT),
    ),
    kept=KEPT,
    ignored=values.names(
        "type geometry bbox time links conformsTo contacts created updated formats",
        "linkTemplates properties",
    ),
)
LINK = Shape(
    Resource,
    (
        _row("titles", "title", WORDS),
        _row("media_type", "type", TEXT),
        _row("modified", "updated", MOMENT),
        _row("size_bytes", "length", Kind(values.size, lambda told, _: told, "number of bytes")),
    ),
)
# what has a form of its own, beside the rows
SAYS = RECORD.says | {
    "kind",
    "publisher",
    "creators",
    "contacts",
    "resources",
    "places",
    "periods",
    "landing_pages",
    "pages",
    "endpoints",
    "entry",
}


def to_record(description: Description, *, language: str = "th") -> dict[str, Any]:
    """The feature of a description."""
    flat = RECORD.write(description, language)
    entry = description.entry or Entry(issued=description.issued, modified=description.modified)
    properties = {
        "type": _TYPES[description.kind],
        **{name: told for name, told in flat.items() if name != "id"},
        **_some(created=entry.issued, updated=entry.modified),
        **_some(contacts=list(_contacts(description, language)), formats=_formats(description)),
    }
    return {
        "id": flat.get("id", ""),
        "type": "Feature",
        "conformsTo": [_OF_RECORD],
        "geometry": _geometry(description.places),
        "time": _time(description.periods),
        "properties": properties,
        "links": list(_links(description, language)),
    }


def kinds_of(types: Iterable[str]) -> tuple[str, ...]:
    """Our kinds by the types of records that are asked for; types that we have none of are none."""
    named = {told: kind for kind, told in _TYPES.items()}
    return tuple(named[one] for one in types if one in named)


def describe_record(feature: Mapping[str, Any]) -> Description:
    """What a feature says."""
    properties = feature.get("properties")
    told = {
        **feature,
        **(properties if isinstance(properties, dict) else {}),
        "id": feature.get("id"),
    }
    kind = _KINDS.get(values.text(told.get("type")).lower().replace("_", ""), "dataset")
    found: Description = RECORD.read(told, kind=kind)
    created, updated = values.moment(told.get("created")), values.moment(told.get("updated"))
    links = values.objects(feature.get("links"))
    return housed(
        replace(
            found,
            **_people(told.get("contacts")),
            resources=tuple(_resources(links)),
            landing_pages=_hrefs(links, *_LANDING),
            pages=_hrefs(links, *_PAGES),
            endpoints=_hrefs(links, "service", "service-desc") if kind == "service" else (),
            licence=found.licence or next(iter(_hrefs(links, "license")), ""),
            places=_places(feature),
            periods=_periods(told.get("time")),
            issued=created,
            modified=updated,
            entry=Entry(issued=created, modified=updated) if created or updated else None,
        )
    )


def read_records(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The records of a page of items, or one record. Raises Invalid where there are none."""
    reading = Reading()
    told = json_of(document, reading, content_type)
    features = told.get("features") if isinstance(told, dict) else None
    if isinstance(told, dict) and told.get("type") == "Feature":
        features = [told]
    if not isinstance(told, dict) or not isinstance(features, list):
        raise Invalid("standards.read.no_records")
    reading.title = values.text(told.get("title"))
    reading.n_total = values.size(told.get("numberMatched"))
    links = values.objects(told.get("links"))
    reading.next_pages = list(_hrefs(links, "next"))
    for number, one in enumerate(features, start=1):
        if isinstance(one, dict):
            reading.add(describe_record(one))
        else:
            reading.trouble("standards.read.no_record", f"#{number}", left_out=True)
    return reading


def _some(**told: Any) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}


def _contacts(description: Description, language: str) -> Iterator[dict[str, Any]]:
    named = [("publisher", description.publisher)] if description.publisher else []
    named += [("creator", one) for one in description.creators]
    named += [("pointOfContact", one) for one in description.contacts]
    for role, agent in named:
        name = in_language(agent.names, language)
        yield _some(
            identifier=agent.identifier or agent.uri,
            **{"name" if agent.kind == "person" else "organization": name},
            emails=[{"value": agent.email}] if agent.email else [],
            phones=[{"value": agent.phone}] if agent.phone else [],
            links=[{"href": agent.homepage, "rel": "about"}] if agent.homepage else [],
        ) | {"roles": [role]}


def _people(told: Any) -> dict[str, Any]:
    """Publisher, creators and contacts by their roles; one without a role is a contact."""
    found: dict[str, list[Agent]] = {"publisher": [], "creators": [], "contacts": []}
    for one in values.each(told):
        if isinstance(one, dict):
            for role in values.texts(one.get("roles")) or ("contact",):
                field = _ROLES.get(role) or _LIKE.get(role.lower(), "contacts")
                found[field].append(_agent(one))
    return {
        "publisher": next(iter(found["publisher"]), None),
        "creators": tuple(found["creators"]),
        "contacts": tuple(found["contacts"]),
    }


def _agent(told: Mapping[str, Any]) -> Agent:
    body = values.words(told.get("organization"))
    identifier = values.text(told.get("identifier"))
    uri = values.address(identifier)
    return Agent(
        names=values.words(told.get("name")) or body,
        uri=uri,
        identifier="" if uri else identifier,
        kind="organization" if body and not told.get("name") else "person" if not body else "",
        email=_value(told.get("emails")),
        phone=_value(told.get("phones")),
        homepage=next(iter(_hrefs(told.get("links"), "about")), ""),
    )


def _value(told: Any) -> str:
    first = next(values.each(told), None)
    return values.text(first.get("value") if isinstance(first, dict) else first)


def _links(description: Description, language: str) -> Iterator[dict[str, Any]]:
    for one in description.resources:
        rel = "enclosure" if one.download_urls else "item"
        yield {"href": one.url, "rel": rel, **LINK.write(one, language)}
    for rel, addresses in (
        ("about", description.landing_pages),
        ("describedby", description.pages),
        ("service", description.endpoints),
    ):
        yield from ({"href": one, "rel": rel} for one in addresses)
    if values.address(description.licence):
        yield {"href": description.licence, "rel": "license"}


def _resources(links: list[dict[str, Any]]) -> Iterator[Resource]:
    for one in links:
        rel, href = values.text(one.get("rel")).rpartition("/")[2], values.text(one.get("href"))
        if href and rel in (*_FILES, *_ACCESS):
            where = "download_urls" if rel in _FILES else "access_urls"
            yield LINK.read(one, **{where: (href,)})


def _hrefs(links: Any, *rels: str) -> tuple[str, ...]:
    named = [
        one.get("href") for one in values.objects(links) if values.text(one.get("rel")) in rels
    ]
    return values.texts(named)


def _formats(description: Description) -> list[dict[str, str]]:
    told = dict.fromkeys((one.media_type or one.format) for one in description.resources)
    return [{"mediaType": one} if "/" in one else {"name": one} for one in told if one]


def _geometry(places: tuple[Place, ...]) -> dict[str, Any] | None:
    """The first place that has a shape."""
    for place in places:
        if place.bbox:
            west, south, east, north = place.bbox
            ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
            return {"type": "Polygon", "coordinates": [ring]}
        if place.geometry.startswith("{"):
            told: dict[str, Any] = orjson.loads(place.geometry)
            return told
    return None


def _places(feature: Mapping[str, Any]) -> tuple[Place, ...]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        return ()
    told = orjson.dumps(geometry).decode()
    box = box_of(told) if geometry.get("type") == "Polygon" else None
    is_box = box is not None and _geometry((Place(bbox=box),)) == geometry
    return (Place(bbox=box, geometry="" if is_box else told),)


def _time(periods: tuple[Period, ...]) -> dict[str, Any] | None:
    for one in periods:
        return {"interval": [one.start or "..", one.end or ".."]}
    return None


def _periods(told: Any) -> tuple[Period, ...]:
    if not isinstance(told, dict):
        return ()
    interval = told.get("interval")
    if not isinstance(interval, list):
        interval = [values.first(told, "timestamp", "date")] * 2
    ends = ["" if one == ".." else values.text(one) for one in interval]
    period = Period(*ends[:2])
    return (period,) if period != Period() else ()
