"""Documents in which any part may be anything: read or refused, never a fault."""

import copy
import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from unit.standards.test_csw import CSW, record
from unit.standards.test_exports import BASE, DATASET, LAST
from unit.standards.test_json_standards import PAGE
from unit.standards.test_portals import DISCOVERY, ODS, VIEW

from odms.errors import Invalid
from odms.standards import rdf, readers
from odms.standards.ckan import to_package
from odms.standards.croissant import to_croissant
from odms.standards.data_json_writing import to_data_json
from odms.standards.dcat.writing import to_document
from odms.standards.ogc_records import to_record
from odms.standards.schema_org import to_dataset
from odms.standards.view import describe_catalogue, describe_view

JUNK: list[Any] = [
    None,
    True,
    -1,
    1e300,
    "",
    "x",
    "\x00",
    [],
    {},
    [[]],
    [None],
    {"x": []},
    ["x", {}],
]
TEXT_JUNK = ["", "<", "]]>", '"', " .", "&x;", "\ufffd", "@prefix", "<urn:a>", "[", "\\u00zz"]
DESCRIBED = describe_view(DATASET, BASE)
CATALOGUE = describe_catalogue(BASE, titles={"th": "ก"}, descriptions={"th": "ข"}, modified=LAST)
DCAT = to_document(CATALOGUE, [DESCRIBED])
JSON: dict[str, Any] = {
    "ckan": {"success": True, "result": {"results": [to_package(DATASET, base_url=BASE)]}},
    "croissant": to_croissant(DESCRIBED),
    "data-json": to_data_json(CATALOGUE, [DESCRIBED]),
    "dcat": DCAT,
    "ogc-records": {"type": "FeatureCollection", "features": [to_record(DESCRIBED)], "links": []},
    "opendatasoft": {"total_count": 1, "results": [ODS]},
    "schema-org": to_dataset(DESCRIBED),
    "socrata": DISCOVERY,
}
CASES = [*JSON.items(), ("socrata", [VIEW])]
N = 300


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every part of a value: what holds it, and under which key or number."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, part in inner:
        yield value, key
        yield from places(part)


def read_or_refuse(kind: str, document: bytes) -> None:
    try:
        reading = readers.read(kind, document, url=f"{BASE}/data.json")
    except Invalid as refused:
        assert refused.code.startswith("standards.read.")
    else:
        assert all(one.title() for one in reading.descriptions)


@pytest.mark.parametrize(("kind", "document"), CASES, ids=[kind for kind, _ in CASES])
def test_any_part_may_be_anything(kind: str, document: Any) -> None:
    chance = random.Random(kind)
    for _ in range(N):
        changed = copy.deepcopy(document)
        for _ in range(chance.choice((1, 1, 2, 5))):
            found = list(places(changed))
            holder, key = chance.choice(found) if found else ({}, "x")
            holder[key] = copy.deepcopy(chance.choice(JUNK))
        read_or_refuse(kind, orjson.dumps(changed))


TEXTS = {
    "ttl": ("dcat", rdf.as_turtle(DCAT)),
    "rdf": ("dcat", rdf.as_rdf_xml(DCAT)),
    "iso": ("csw", CSW.format(2, record())),
    "page": ("schema-org", PAGE.replace("{}", orjson.dumps(to_dataset(DESCRIBED)).decode())),
}


@pytest.mark.parametrize("form", TEXTS)
def test_any_character_may_be_another(form: str) -> None:
    chance, (kind, text) = random.Random(form), TEXTS[form]
    for _ in range(N // 6):
        at = chance.randrange(len(text))
        cut = chance.choice((0, 1, 10, 200))
        changed = text[:at] + chance.choice(TEXT_JUNK) + text[at + cut :]
        read_or_refuse(kind, changed.encode())


@pytest.mark.parametrize("kind", readers.KINDS)
def test_what_is_nested_a_thousand_times_is_read_or_refused(kind: str) -> None:
    deep = b"[" * 990 + b'{"x": 1}' + b"]" * 990
    for document in (
        deep,
        b'{"result": ' + deep + b"}",
        b'{"dataset": ' + deep + b"}",
        b'{"results": ' + deep + b"}",
    ):
        read_or_refuse(kind, document)
    read_or_refuse(kind, b"<a>" * 50_000 + b"</a>" * 50_000)


def test_nameless_nodes_in_a_long_chain_are_read() -> None:
    lines = [f"_:b{n} <urn:next> _:b{n + 1} ." for n in range(3_000)]
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset>"
    lines += [
        f"<urn:a> {kind} .",
        '<urn:a> <http://purl.org/dc/terms/title> "A" .',
        "<urn:a> <urn:next> _:b0 .",
    ]
    (found,) = readers.read(
        "dcat", "\n".join(lines).encode(), content_type="application/n-triples"
    ).descriptions
    assert found.title() == "A"
