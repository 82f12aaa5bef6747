"""Quality as DQV: JSON-LD and Turtle say the same, and both can be read."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import PROV, SKOS, XSD

from odms.engine import quality
from odms.engine.quality import Circumstances
from odms.standards import dqv, rdf

DQV = Namespace("http://www.w3.org/ns/dqv#")
SUBJECT = "http://centre.example/api/v1/distributions/1"
PAGE = "http://centre.example/api/v1/quality"
AT = datetime(2026, 11, 27, 1, 2, 3, tzinfo=UTC)


def document() -> dict[str, Any]:
    report = {"format": "xls", "encoding": None, "tables": [], "findings": []}
    told = quality.assess(report, [], Circumstances(licence_is_open=True)).to_json()
    return dqv.to_json_ld(told, subject=SUBJECT, page=PAGE, at=AT)


# rdflib's reader of JSON-LD warns of a class that it uses itself
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_turtle_and_json_ld_are_one_graph() -> None:
    told = document()
    one = Graph().parse(data=json.dumps(told), format="json-ld")
    other = Graph().parse(data=rdf.as_turtle(told), format="turtle")
    assert isomorphic(one, other)
    assert len(one) > 100


def test_what_was_measured_has_value_day_and_metric() -> None:
    graph = Graph().parse(data=rdf.as_turtle(document()), format="turtle")
    found = {
        str(graph.value(one, DQV.isMeasurementOf)): one
        for one in graph.subjects(RDF.type, DQV.QualityMeasurement)
    }
    assert set(found) == {
        f"{PAGE}#{code}" for code in ("machine_readable", "licence_open", "overall")
    }
    one = found[f"{PAGE}#machine_readable"]
    assert graph.value(one, DQV.value) == Literal("50.0000", datatype=XSD.decimal)
    assert graph.value(one, DQV.computedOn) == URIRef(SUBJECT)
    assert graph.value(one, PROV.generatedAtTime) == Literal(AT)
    assert (URIRef(SUBJECT), DQV.hasQualityMeasurement, one) in graph


def test_every_metric_stands_in_a_dimension_with_words_in_both_languages() -> None:
    graph = Graph().parse(data=rdf.as_turtle(document()), format="turtle")
    dimensions = set(graph.subjects(RDF.type, DQV.Dimension))
    assert len(dimensions) == 6
    metrics = list(graph.subjects(RDF.type, DQV.Metric))
    assert len(metrics) == 26
    for metric in metrics:
        assert set(graph.objects(metric, DQV.inDimension)) <= dimensions
        assert {label.language for label in graph.objects(metric, SKOS.prefLabel)} == {"th", "en"}
