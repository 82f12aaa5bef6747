"""Turtle: a class of resources is a table, and plain slips are mended and told."""

import pytest
from factories.grids import read

from odms.engine.errors import Damaged, LimitPassed, NotATable
from odms.engine.formats import turtle

SEEN = '["http://ex.org/def#a","http://ex.org/def#b"]'
GRAPH = """@prefix ex: <http://ex.org/def#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<http://ex.org/o/1> a ex:Observation ; ex:area "น่าน"@th, "Nan"@en ; ex:n "007"^^xsd:integer ;
  ex:rate 1.50 ; ex:contact [ ex:name "ก" ; ex:phone "1" ] .
<http://ex.org/o/2> a ex:Observation ; ex:area "ตาก"@th ; ex:n 12 ; ex:see ex:b, ex:a .
<http://ex.org/d> a ex:Dataset ; ex:title "ชุดข้อมูล"@th .
"""


def test_a_class_is_a_table() -> None:
    observations, dataset = read(GRAPH.encode(), "x.ttl")
    assert observations.name == "Observation"
    assert observations.names == (
        *("id", "area.en", "area.th", "contact.name", "contact.phone", "n", "rate", "see"),
    )
    assert list(observations.rows.values()) == [
        ("http://ex.org/o/1", "Nan", "น่าน", "ก", "1", "007", "1.50", None),
        ("http://ex.org/o/2", None, "ตาก", None, None, "12", None, SEEN),
    ]
    assert (dataset.name, dataset.names) == ("Dataset", ("id", "title.th"))


def test_n_triples() -> None:
    (found,) = read(b'<urn:a> <urn:p> "1" .\n<urn:b> <urn:p> "2" .\n', "x.nt")
    assert (found.names, list(found.rows.values())) == (
        ("id", "p"),
        [("urn:a", "1"), ("urn:b", "2")],
    )


def test_known_prefixes_and_brackets_in_names_are_mended() -> None:
    text = (
        '@prefix d: <http://d.org/> .\n<urn:a> owl:sameAs d:Ministry_(Nan) ; rdfs:label "x (y)" .\n'
    )
    (found,) = read(text.encode(), "x.ttl")
    assert found.column("sameAs") == ["http://d.org/Ministry_(Nan)"]
    assert found.column("label") == ["x (y)"]
    assert found.findings == ("engine.rdf_prefix", "engine.rdf_brackets")


def test_what_is_broken_is_told_by_its_line() -> None:
    with pytest.raises(Damaged) as refused:
        read(b'@prefix e: <urn:e> .\ne:a e:b "1" .\ne:a e:b .\n', "x.ttl")
    assert (refused.value.code, refused.value.facts) == ("engine.rdf_damaged", {"line": 3})


def test_a_deep_graph_is_refused_and_no_fault() -> None:
    with pytest.raises(Damaged):
        read(b"@prefix e: <urn:e> .\ne:a e:b " + b"[e:b " * 5_000, "x.ttl")


def test_an_empty_and_a_large_graph_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotATable, match=r"engine\.rdf_empty"):
        read(b"@prefix e: <urn:e> .\n", "x.ttl")
    monkeypatch.setattr(turtle, "MAX_BYTES", 10)
    with pytest.raises(LimitPassed, match=r"engine\.rdf_too_large"):
        read(GRAPH.encode(), "x.ttl")
