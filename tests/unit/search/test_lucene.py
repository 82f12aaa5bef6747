"""Queries of CKAN's clients over plain records."""

import pytest

from odms.search.lucene import QuerySyntaxError, fields_of, meets, parse

RECORD = {
    "name": "rice-prices",
    "organization": "oae",
    "tags": ["ราคาข้าว", "Open Data"],
    "title": "ราคาข้าวเปลือก รายเดือน",
    "metadata_modified": "2026-05-01T10:00:00.000000",
}

# query: whether the record is met
MET = {
    "": True,
    "*:*": True,
    "organization:oae": True,
    "organization:OAE": True,
    "organization:o": False,
    "organization:o*": True,
    "organization:*": True,
    "nothing:*": False,
    "-organization:oae": False,
    "!organization:oae": False,
    "NOT organization:dlt": True,
    "organization:dlt OR organization:oae": True,
    "organization:dlt || organization:oae": True,
    "organization:dlt AND organization:oae": False,
    "organization:dlt && organization:oae": False,
    "organization:dlt OR organization:oae name:other": False,
    "name:other organization:dlt OR organization:oae": False,
    "name:other AND organization:dlt OR organization:oae": True,
    "(name:other organization:dlt) OR organization:oae": True,
    "organization:(dlt OR oae)": True,
    "organization:(dlt oae)": False,
    "-organization:(dlt OR nso)": True,
    'tags:"Open Data"': True,
    "tags:Open": False,
    "tags:ราคาข้าว": True,
    "title:ข้าวเปลือก": True,
    "title:ยาง": False,
    "metadata_modified:[2026-05-01T00:00:00Z TO *]": True,
    "metadata_modified:[2026-05-01T10:00:00.000001Z TO *]": False,
    "metadata_modified:[* TO 2026-05-01T10:00:00Z]": True,
    "metadata_modified:[* TO 2026-05-01T09:59:59Z]": False,
    "metadata_modified:[2026-05-01T17:00:00+07:00 TO *]": True,
    "name:[p TO s]": True,
    "metadata_modified:[2026-01-01 TO 2026-12-31]": True,
    "+organization:oae +tags:ราคาข้าว": True,
    r"name:rice\-prices": True,
}


@pytest.mark.parametrize("query", MET)
def test_parse_means(query: str) -> None:
    assert meets(RECORD, parse(query)) is MET[query]


@pytest.mark.parametrize("query", ["(a", "a)", "a:", "name:[a TO", ":", "a OR", '"a', "[a]"])
def test_parse_refuses(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        parse(query)


def test_fields_of_names_what_stands_before_colons() -> None:
    assert fields_of("name:a OR (tags:b -x)") == {"name", "tags"}
    assert fields_of("ราคา ข้าว") == set()
