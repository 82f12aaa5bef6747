"""DCAT told in plain JSON, without the algorithm of JSON-LD: keys are the bare names of properties.

DCAT-US writes catalogues so (`{"title": …, "contactPoint": {"fn": …}}`). Such a value becomes a
graph by a table of names, so that the tables of DCAT read it; a key that is no name of theirs is a
property of the `pod` namespace, and is kept as told.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from odms.standards.dcat.graphs import empty_graph
from odms.standards.dcat.places import PLACE
from odms.standards.dcat.tables import (
    AGENT,
    CHECKSUM,
    CONCEPT,
    CONTACT,
    DISTRIBUTION,
    PERIOD,
    RECORD,
    SHAPES,
)
from odms.standards.dcat.vocabulary import whole

_SHAPES = (
    *SHAPES.values(),
    DISTRIBUTION,
    RECORD,
    AGENT,
    CONTACT,
    CONCEPT,
    PERIOD,
    CHECKSUM,
    PLACE,
)
# names that are not simply those of the table, or that two properties share
_NAMES = {
    "name": "foaf:name",
    "title": "dct:title",
    "description": "dct:description",
    "fn": "vcard:fn",
    "hasEmail": "vcard:hasEmail",
    "hasTelephone": "vcard:hasTelephone",
    "tel": "vcard:hasTelephone",
    "references": "foaf:page",
    "isPartOf": "dcat:inSeries",
    "agent": "prov:agent",
    "hadRole": "dcat:hadRole",
    "primaryTopic": "foaf:primaryTopic",
    "distribution": "dcat:distribution",
    "type": "dct:type",
    "label": "rdfs:label",
    "identifier": "dct:identifier",
    "email": "vcard:hasEmail",
}


def names() -> dict[str, str]:
    """The property for each bare name."""
    found: dict[str, str] = {}
    for shape in _SHAPES:
        for row in shape.rows:
            for name in row.properties:
                found.setdefault(name.partition(":")[2], name)
    return found | _NAMES


_PROPERTIES = {name: URIRef(whole(term)) for name, term in names().items()}


def graph_of(told: Mapping[str, Any]) -> tuple[Graph, Node]:
    """A graph of one plain record, and its node."""
    graph = empty_graph()
    return graph, _node(graph, told)


def _node(graph: Graph, told: Mapping[str, Any]) -> Node:
    address = told.get("@id")
    node = URIRef(address) if isinstance(address, str) and ":" in address else BNode()
    for name, value in told.items():
        if name == "@type":
            for kind in _each(value):
                graph.add((node, RDF.type, URIRef(_type(str(kind)))))
        elif not name.startswith("@"):
            for one in _each(value):
                graph.add((node, _property(name), _value(graph, one)))
    return node


def _value(graph: Graph, told: Any) -> Node:
    if isinstance(told, dict):
        return _node(graph, told)
    if isinstance(told, bool):
        return Literal(str(told).lower())
    return Literal(str(told))


def _each(value: Any) -> Iterator[Any]:
    """The values told, those of nested lists too; nulls and empty texts tell nothing."""
    if isinstance(value, list):
        for one in value:
            yield from _each(one)
    elif value not in (None, "", {}):
        yield value


def _property(name: str) -> URIRef:
    found = _PROPERTIES.get(name)
    if found is None:
        return URIRef(whole(name if ":" in name else f"pod:{name}"))
    return found


def _type(name: str) -> str:
    """The class behind a name: `Dataset` and `dcat:Dataset` are one."""
    if ":" in name:
        return whole(name)
    prefix = {"Organization": "foaf", "Person": "foaf", "Agent": "foaf", "Kind": "vcard"}
    return whole(f"{prefix.get(name, 'dcat')}:{name}")
