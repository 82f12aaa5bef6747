"""On what ground a dataset may be open: the law, and the rights in it."""

from typing import Any

import pytest

from odms.definitions import national
from odms.standards import codes, grounds
from odms.standards.record import Record

GROUNDS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["legal_ground"]),
    ({"legal_ground": "digital-act"}, []),
    ({"legal_ground": "other"}, ["legal_ground_other"]),
    ({"legal_ground": "other", "legal_ground_other": "พ.ร.บ. ป่าไม้"}, []),
]

# what is said of the rights, and the items that are lacking
RIGHTS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["rights_origin"]),
    ({"rights_origin": "unknown"}, ["rights_origin"]),
    ({"rights_origin": "own"}, []),
    ({"rights_origin": "licensed"}, ["rights_holder", "source_licence"]),
    (
        {"rights_origin": "mixed", "rights_holder": "บริษัท ก", "source_licence": "cc-by",
         "licence": "cc-by"},
        [],
    ),
    (
        {"rights_origin": "mixed", "rights_holder": "บริษัท ก", "source_licence": "cc-by-sa",
         "licence": "odc"},
        ["licence"],
    ),
    (
        {"rights_origin": "licensed", "rights_holder": "x", "source_licence": "cc-by-nc",
         "licence": "cc-by"},
        ["licence"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("said", "lacking"), GROUNDS)
def test_legal_ground(said: dict[str, Any], lacking: list[str]) -> None:
    assert [lack.item for lack in grounds.check_ground(Record(**said))] == lacking


@pytest.mark.parametrize(("said", "lacking"), RIGHTS)
def test_rights(said: dict[str, Any], lacking: list[str]) -> None:
    assert [lack.item for lack in grounds.check_rights(Record(**said))] == lacking


def test_chains_name_every_licence_and_open_nothing_that_is_closed() -> None:
    chains = national("licence_chains.yaml")
    known = {one.code: one for one in codes.options("licences")}
    assert set(chains) == set(known)
    for source, after in chains.items():
        assert set(after) <= set(known)
        assert known[source].is_open or not any(known[code].is_open for code in after)
