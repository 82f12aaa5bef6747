"""data.json: a catalogue as DCAT-US writes it in plain JSON; versions 1.1 and 3.0 are read.

The names of version 3.0 are those of DCAT's properties, so DCAT's tables read both; what version
1.1 writes in forms of its own is put into theirs first. `data_json_writing` writes it.
Sources: Project Open Data Metadata Schema v1.1, and DCAT-US 3.0.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from odms.errors import Invalid
from odms.standards.dcat.places import checked_box
from odms.standards.dcat.plain import graph_of
from odms.standards.dcat.shapes import KEPT
from odms.standards.dcat.tables import RECORD, SHAPES
from odms.standards.description import Description, Entry, Place
from odms.standards.housing import housed
from odms.standards.reading import Reading, json_of

ACCESS_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
# what version 1.1 says by words of its own, and the European terms for them
LEVELS = {
    "public": f"{ACCESS_RIGHTS}PUBLIC",
    "restricted public": f"{ACCESS_RIGHTS}RESTRICTED",
    "non-public": f"{ACCESS_RIGHTS}NON_PUBLIC",
}
_LISTS = {
    "dataset": "dataset",
    "service": "service",
    "datasetSeries": "series",
    "catalog": "catalogue",
}
_SERIES_MEMBERS = ("seriesMember", "first", "last")
# where a record of a kind may hold others whole
_INNER = {"series": _SERIES_MEMBERS, "service": ("servesDataset",)}
_REPEATS = re.compile(r"R\d*/(P.+)")
_BOX = re.compile(r"\s*,\s*".join([r"\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*"] * 4))
_MOST_DEEP = 20


def read_data_json(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The catalogue in a data.json. Raises Invalid where there is none in it."""
    reading = Reading()
    told = json_of(document, reading, content_type)
    if isinstance(told, list):
        told = {"dataset": told}
    if not isinstance(told, dict) or not any(name in told for name in _LISTS):
        raise Invalid("standards.read.no_data_json")
    reading.title = str(told.get("title") or "")
    _Catalogue(reading, _cards(told), _members(told)).read(told)
    return reading


@dataclass(frozen=True)
class _Catalogue:
    """What is known of a catalogue as a whole while its records are read."""

    reading: Reading
    cards: dict[str, Entry]
    series: dict[str, list[str]]  # of each dataset by its identifier

    def read(self, told: Mapping[str, Any], depth: int = 0) -> None:
        """All records of a catalogue, and of those nested in it."""
        if depth > _MOST_DEEP:
            raise Invalid("standards.read.too_deep")
        own = {name: value for name, value in told.items() if name not in {*_LISTS, "record"}}
        self.reading.catalogues.append(_described(own, "catalogue"))
        for name, kind in _LISTS.items():
            for number, one in enumerate(_listed(told.get(name)), start=1):
                if not isinstance(one, dict):
                    place = f"{name} {number}"
                    self.reading.trouble("standards.read.no_record", place, left_out=True)
                elif kind == "catalogue":
                    self.read(one, depth + 1)
                else:
                    self._record(one, kind)

    def _record(self, told: Mapping[str, Any], kind: str) -> None:
        """One record, and those that stand whole inside it."""
        inner = [one for name in _INNER.get(kind, ()) for one in _dicts(told, name)]
        alone = {name: value for name, value in told.items() if name not in _SERIES_MEMBERS}
        if kind == "service":
            alone["servesDataset"] = [_name(one) for one in _listed(told.get("servesDataset"))]
        described = _described(alone, kind)
        name = described.identifier or described.uri
        card = self.cards.get(name) or self.cards.get(described.uri)
        series = tuple(dict.fromkeys((*described.in_series, *self.series.get(name, ()))))
        self.reading.add(housed(replace(described, entry=card, in_series=series)))
        for one in inner:
            self._record(one, "dataset")


def _members(told: Mapping[str, Any]) -> dict[str, list[str]]:
    """The series that name a dataset as theirs, by the dataset's identifier."""
    found: dict[str, list[str]] = {}
    for series in _dicts(told, "datasetSeries"):
        name = _name(series.get("identifier")) or str(series.get("@id") or "")
        for one in (one for part in _SERIES_MEMBERS for one in _listed(series.get(part))):
            member = _name(
                one.get("identifier") or one.get("@id") if isinstance(one, dict) else one
            )
            if member and name and name not in found.setdefault(member, []):
                found[member].append(name)
    return found


def _described(told: Mapping[str, Any], kind: str) -> Description:
    plain = {**told, "identifier": _name(told.get("identifier"))}
    plain |= _temporal(told) | _modified(told) | _publisher(told)
    graph, node = graph_of(plain)
    described: Description = SHAPES[kind].read(graph, node, kind=kind)
    places = tuple(_boxed(place) for place in described.places)
    level = str(told.get("accessLevel") or "").strip().lower()
    rights = described.access_rights or LEVELS.get(level, "")
    if level in LEVELS:
        kept = {n: v for n, v in described.extras[KEPT].items() if n != "pod:accessLevel"}
        described = replace(described, extras={KEPT: kept} if kept else {})
    return replace(described, places=places, access_rights=rights)


def _name(told: Any) -> str:
    """An identifier, told plainly or as a node with address or notation."""
    if isinstance(told, dict):
        names = ("@id", "notation", "identifier", "title")
        return next((str(told[name]) for name in names if told.get(name)), "")
    return str(told or "").strip()


def _temporal(told: Mapping[str, Any]) -> dict[str, Any]:
    """`start/end` as a period with both ends."""
    periods = []
    for one in _listed(told.get("temporal")):
        if isinstance(one, str):
            start, _, end = one.partition("/")
            one = {"startDate": start.strip(" ."), "endDate": end.strip(" .")}
        periods.append(one)
    return {"temporal": periods} if periods else {}


def _modified(told: Mapping[str, Any]) -> dict[str, Any]:
    """`R/P1W` tells how often it changes, and not when."""
    found = _REPEATS.fullmatch(str(told.get("modified") or ""))
    if not found:
        return {}
    often = told.get("accrualPeriodicity") or found[0]
    return {"modified": None, "accrualPeriodicity": often}


def _publisher(told: Mapping[str, Any]) -> dict[str, Any]:
    """A publisher is a body; of the bodies above it only itself is kept."""
    body = told.get("publisher")
    if not isinstance(body, dict):
        return {}
    return {"publisher": {"@type": "Organization"} | body}


def _boxed(place: Place) -> Place:
    """A place that is told as four numbers is a box: west, south, east, north."""
    label = next(iter(place.labels.values()), "")
    found = _BOX.fullmatch(label)
    if found is None or place.bbox:
        return place
    box = checked_box(*map(float, found.groups()))
    return Place(bbox=box) if box else place


def _cards(told: Mapping[str, Any]) -> dict[str, Entry]:
    """The cards of the catalogue, by the identifier of what they are about."""
    cards: dict[str, Entry] = {}
    for one in _dicts(told, "record"):
        graph, node = graph_of(one)
        for topic in _listed(one.get("primaryTopic")):
            cards[_name(topic)] = RECORD.read(graph, node)
    return cards


def _dicts(told: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    return (one for one in _listed(told.get(name)) if isinstance(one, dict))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
