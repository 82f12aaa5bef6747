"""Descriptions written as DCAT and read again are what they were, in every syntax."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from samples.descriptions import descriptions

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
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(descriptions(kind))
    def check(one: Description) -> None:
        assert once_around(one, form) == one

    check()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(descriptions("catalogue"))
def test_a_catalogue_is_read_again(one: Description) -> None:
    reading = read_dcat(rdf.written(to_document(one, []), "ttl"))
    (found,) = reading.catalogues
    assert found == one
