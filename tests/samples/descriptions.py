"""Descriptions of every kind, as hypothesis makes them: all that the fields can say."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import count
from typing import Any

from hypothesis import strategies as st

from odms.standards.description import (
    Agent,
    Checksum,
    Concept,
    Description,
    Entry,
    Period,
    Place,
    Resource,
)

Made = st.SearchStrategy[Any]

# what every syntax can hold: no control characters, no halves of pairs
_characters = st.characters(
    exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffe\uffff"
)
texts = st.one_of(
    st.sampled_from(["ปริมาณฝนรายจังหวัด", "Rain & shine <b>", 'He said "no"\\', "ก\nข\tค", "😀"]),
    st.text(_characters, min_size=1, max_size=20).map(str.strip).filter(bool),
)
addresses = st.builds("https://example.org/{}".format, st.integers(0, 10**6))
links = st.one_of(addresses, texts.filter(lambda text: ":" not in text))
languages = st.sampled_from(["", "th", "en", "fr", "zh-hant"])
words = st.dictionaries(languages, texts, max_size=3)
moments = st.sampled_from(
    ["2021", "2021-03", "2021-03-01", "2021-03-01T10:00:00+07:00", "2021-03-01T10:00:00Z", "ปี 2564"]
)
durations = st.sampled_from(["P1Y", "P1M", "PT1H30M", "P1DT12H"])
degrees = st.floats(-80, 80).map(lambda number: round(number, 6) + 0.0)
metres = st.floats(0.001, 10**6).map(lambda number: round(number, 3))


def some(strategy: Made, most: int = 2) -> Made:
    """A few different values."""
    return st.lists(strategy, max_size=most, unique_by=repr).map(tuple)


def maybe(strategy: Made) -> Made:
    """A text, or none."""
    return st.one_of(st.just(""), strategy)


def told(strategy: Made) -> Made:
    """What says something."""
    return strategy.filter(lambda value: value != type(value)())


def boxes() -> Made:
    return st.tuples(degrees, degrees, degrees, degrees).map(
        lambda n: (min(n[0], n[2]), min(n[1], n[3]), max(n[0], n[2]), max(n[1], n[3]))
    )


agents = told(
    st.builds(
        Agent,
        names=words,
        uri=maybe(addresses),
        identifier=maybe(texts),
        kind=st.sampled_from(["", "person", "organization"]),
        type=maybe(links),
        email=st.sampled_from(["", "data@example.go.th"]),
        phone=st.sampled_from(["", "+66-2-123-4567"]),
        homepage=maybe(links),
    )
).filter(lambda agent: agent != Agent(kind=agent.kind))
concepts = told(st.builds(Concept, uri=maybe(addresses), labels=words, notation=maybe(texts)))
periods = told(st.builds(Period, start=maybe(moments), end=maybe(moments)))
geometries = st.sampled_from(
    ["POINT(100.5 13.7)", '{"type":"Point","coordinates":[100.5,13.7]}', "LINESTRING(0 0, 1 1)"]
)
places = told(
    st.builds(
        Place,
        uri=maybe(addresses),
        labels=words,
        bbox=st.one_of(st.none(), boxes()),
        geometry=maybe(geometries),
        centroid=maybe(geometries),
    )
)
checksums = st.one_of(
    st.none(), st.builds(Checksum, st.sampled_from(["sha256", "md5"]), st.just("00ff"))
)
resources = told(
    st.builds(
        Resource,
        identifier=maybe(texts),
        uri=maybe(addresses),
        titles=words,
        descriptions=words,
        access_urls=some(addresses),
        download_urls=some(addresses),
        format=maybe(links),
        media_type=st.sampled_from(["", "text/csv", "application/geo+json"]),
        compress_format=maybe(addresses),
        package_format=maybe(addresses),
        size_bytes=st.one_of(st.none(), st.integers(0, 10**15)),
        checksum=checksums,
        licence=maybe(links),
        rights=some(concepts),
        policies=some(addresses),
        legislation=some(addresses),
        issued=maybe(moments),
        modified=maybe(moments),
        availability=maybe(links),
        status=maybe(links),
        languages=some(links),
        conforms_to=some(concepts),
        pages=some(links),
        services=some(addresses),
        temporal_resolution=maybe(durations),
        spatial_resolutions_m=some(metres),
    )
)
entries = st.builds(
    Entry,
    uri=maybe(addresses),
    titles=words,
    descriptions=words,
    issued=maybe(moments),
    modified=moments,
    status=maybe(links),
    languages=some(links),
    conforms_to=some(concepts),
    source=maybe(addresses),
)

_OF_ALL: dict[str, Made] = {
    "identifier": texts,
    "uri": maybe(addresses),
    "titles": told(words),
    "descriptions": words,
    "keywords": st.dictionaries(
        languages, st.lists(texts, min_size=1, max_size=3, unique=True), max_size=2
    ),
    "publisher": st.one_of(st.none(), agents),
    "creators": some(agents),
    "contacts": some(agents),
    "attributions": some(st.tuples(maybe(links), agents)),
    "themes": some(concepts),
    "types": some(concepts),
    "languages": some(links),
    "places": some(places),
    "periods": some(periods),
    "issued": maybe(moments),
    "modified": maybe(moments),
    "frequency": maybe(links),
    "landing_pages": some(links),
    "pages": some(links),
    "licence": maybe(links),
    "access_rights": maybe(links),
    "rights": some(concepts),
    "provenances": some(concepts),
    "conforms_to": some(concepts),
    "legislation": some(addresses),
    "other_identifiers": some(concepts),
    "version": maybe(texts),
    "version_notes": words,
    "versions": some(addresses),
    "sources": some(addresses),
    "relations": some(addresses),
    "qualified_relations": some(st.tuples(maybe(links), addresses)),
    "referenced_by": some(addresses),
    "generated_by": some(addresses),
    "in_series": some(addresses),
    "temporal_resolution": maybe(durations),
    "spatial_resolutions_m": some(metres),
    "entry": st.one_of(st.none(), entries),
}
_OF_ONE: dict[str, dict[str, Made]] = {
    "dataset": {"resources": some(resources), "samples": some(addresses)},
    "series": {"resources": some(resources)},
    "service": {
        "endpoints": some(addresses),
        "endpoint_descriptions": some(links),
        "serves": some(addresses),
    },
    "catalogue": {
        "homepage": maybe(links),
        "taxonomies": some(concepts),
        "entry": st.none(),
    },
}


def descriptions(kind: str = "dataset", **fixed: Made) -> st.SearchStrategy[Description]:
    """Descriptions of a kind; every node inside has an address of its own or none."""
    parts = _OF_ALL | _OF_ONE[kind] | fixed
    return st.fixed_dictionaries(parts).map(
        lambda told: moved(Description(kind=kind, **told), "https://example.org/nodes/")
    )


def moved(one: Description, base: str) -> Description:
    """The same with each `uri` another, under a base: what two nodes say must not run together."""
    return _moved(one, base, count())  # type: ignore[no-any-return]


def _moved(value: Any, base: str, numbers: Iterator[int]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            part.name: _moved(getattr(value, part.name), base, numbers) for part in fields(value)
        }
        if changed.get("uri"):
            changed["uri"] = f"{base}{next(numbers)}"
        return replace(value, **changed)
    return tuple(_moved(one, base, numbers) for one in value) if isinstance(value, tuple) else value
