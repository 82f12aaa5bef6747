"""Descriptions written as DCAT and read again are what they were, in every syntax."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import DCAT, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node
from samples.descriptions import addresses, descriptions, texts

from odms.standards import rdf
from odms.standards.dcat.reading import read_dcat
from odms.standards.dcat.writing import to_document
from odms.standards.description import Description
from odms.standards.record import Record

CATALOGUE = Description(
    uri="https://example.org/catalogue", kind="catalogue", titles={"th": "บัญชีข้อมูล"}
)


def once_around(one: Description, form: str) -> Description:
    """A description after it was written in a catalogue and read from it."""
    reading = read_dcat(rdf.written(to_document(CATALOGUE, [one]), form))
    assert reading.troubles == []
    assert reading.title == "บัญชีข้อมูล"
    (found,) = reading.descriptions
    return replace(found, record=Record())


@pytest.mark.parametrize("form", ["ttl", "jsonld", "rdf"])
@pytest.mark.parametrize("kind", ["dataset", "service", "series"])
def test_what_is_written_is_read_again(kind: str, form: str) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(descriptions(kind))
    def check(one: Description) -> None:
        assert once_around(one, form) == one

    check()


OWN = Namespace("https://example.org/own#")
foreign = st.one_of(
    texts.map(Literal),
    texts.map(lambda text: Literal(text, lang="th")),
    addresses.map(URIRef),
    st.just(Literal("12", datatype=XSD.integer)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    descriptions(uri=addresses), st.lists(st.tuples(st.sampled_from("abc"), foreign), max_size=4)
)
def test_a_graph_is_said_again_whole(one: Description, more: list[tuple[str, Node]]) -> None:
    """What has no field, on the dataset and its files and in nameless nodes, is said again too."""
    graph = Graph().parse(data=rdf.as_turtle(to_document(CATALOGUE, [one])), format="turtle")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    files = list(graph.objects(dataset, DCAT.distribution))
    for name, value in more:
        nameless = BNode()
        graph.add((dataset, OWN[name], nameless))
        graph.add((nameless, OWN.inside, value))
        for node in (dataset, *files):
            graph.add((node, OWN[name], value))
    reading = read_dcat(graph.serialize(format="nt").encode(), content_type="application/n-triples")
    again = Graph().parse(
        data=rdf.as_turtle(to_document(reading.catalogues[0], reading.descriptions)),
        format="turtle",
    )
    assert isomorphic(again, graph)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(descriptions("catalogue"))
def test_a_catalogue_is_read_again(one: Description) -> None:
    reading = read_dcat(rdf.written(to_document(one, []), "ttl"))
    (found,) = reading.catalogues
    assert found == one
