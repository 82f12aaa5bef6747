"""A catalogue in RDF, read: datasets, services, series, nested catalogues, cards, and next pages."""

from dataclasses import replace
from typing import Any

from rdflib import RDF, Graph, URIRef
from rdflib.term import Node

from odms.errors import Invalid
from odms.standards.dcat.graphs import read_graph
from odms.standards.dcat.kinds import text_of
from odms.standards.dcat.shapes import KEPT
from odms.standards.dcat.tables import RECORD, SHAPES
from odms.standards.dcat.vocabulary import whole
from odms.standards.description import Description, Entry
from odms.standards.housing import housed
from odms.standards.reading import Reading

_CLASSES = {
    "catalogue": ("dcat:Catalog",),
    "series": ("dcat:DatasetSeries",),
    "service": ("dcat:DataService",),
    "dataset": ("dcat:Dataset", "adms:Asset", "schema:Dataset", "dctype:Dataset"),
}
_MEMBERS = {
    "dataset": "dcat:dataset",
    "service": "dcat:service",
    "series": "dcat:datasetSeries",
    "catalogue": "dcat:catalog",
}
_PAGING = ("hydra:next", "hydra:nextPage")
# how nodes hang together, and nothing that one says of itself
_STRUCTURE = (*_MEMBERS.values(), "dcat:record", "hydra:view", "hydra:member", "dct:hasPart")
_CARD = "foaf:isPrimaryTopicOf"


def read_dcat(document: bytes, *, content_type: str = "", url: str = "") -> Reading:
    """The catalogue in a document of Turtle, RDF/XML, JSON-LD or N-Triples.

    Raises Invalid where nothing of it can be read.
    """
    reading = Reading()
    graph = read_graph(document, reading, content_type=content_type, url=url)
    return describe_graph(graph, reading)


def describe_graph(graph: Graph, reading: Reading) -> Reading:
    """The reading, with what a graph holds added to it."""
    found = _subjects(graph)
    if not found and not reading.troubles and not _pages(graph):
        raise Invalid("standards.read.no_catalogue", n=len(graph))
    cards = _cards(graph)
    for node, kind in found.items():
        told: Description = SHAPES[kind].read(graph, node, kind=kind, entry=cards.get(node))
        if kind == "catalogue":
            reading.catalogues.append(_without(told, *_STRUCTURE))
        else:
            reading.add(housed(_without(told, _CARD)))
    main = _main(graph, reading, found)
    reading.title = main.title() if main else ""
    reading.next_pages += [page for page in _pages(graph) if page not in reading.next_pages]
    reading.n_total = _total(graph)
    return reading


def _subjects(graph: Graph) -> dict[Node, str]:
    """What is described, with its kind, in the order of the document."""
    found: dict[Node, str] = {}
    for kind, classes in _CLASSES.items():
        for name in classes:
            for node in graph.subjects(RDF.type, URIRef(whole(name))):
                found.setdefault(node, kind)
    for kind, name in _MEMBERS.items():
        for node in graph.objects(None, URIRef(whole(name))):
            if (node, None, None) in graph:
                found.setdefault(node, kind)
    return found


def _cards(graph: Graph) -> dict[Node, Entry]:
    """The cards of the catalogue, by what they are about."""
    pairs = [(about, card) for about, card in graph.subject_objects(_node(_CARD))]
    pairs += [(about, card) for card, about in graph.subject_objects(_node("foaf:primaryTopic"))]
    return {about: RECORD.read(graph, card) for about, card in pairs}


def _without(description: Description, *names: str) -> Description:
    """A description without properties that lead to other descriptions."""
    kept: dict[str, Any] = description.extras.get(KEPT, {})
    if not kept.keys() & set(names):
        return description
    own = {name: told for name, told in kept.items() if name not in names}
    return replace(description, extras={KEPT: own} if own else {})


def _main(graph: Graph, reading: Reading, found: dict[Node, str]) -> Description | None:
    """The catalogue that is in no other one."""
    nested = {str(node) for node in graph.objects(None, URIRef(whole("dcat:catalog")))}
    nested |= {str(node) for node in graph.objects(None, URIRef(whole("dct:hasPart")))}
    outer = [one for one in reading.catalogues if not one.uri or one.uri not in nested]
    return next(iter(outer or reading.catalogues), None)


def _pages(graph: Graph) -> list[str]:
    """Addresses of next pages, in the dialects of Hydra."""
    named = (text_of(graph, node) for name in _PAGING for node in graph.objects(None, _node(name)))
    return list(dict.fromkeys(page for page in named if page.startswith(("http://", "https://"))))


def _total(graph: Graph) -> int | None:
    told = (text_of(graph, node) for node in graph.objects(None, _node("hydra:totalItems")))
    return next((int(text) for text in told if text.isdecimal()), None)


def _node(name: str) -> URIRef:
    return URIRef(whole(name))
