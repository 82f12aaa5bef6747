"""Descriptions that another centre tells: whole where they are right, refused or told where they are not."""

from typing import Any

import pytest

from odms.errors import Invalid
from odms.standards.description import Agent, Description, Place, Resource, to_dict
from odms.standards.record import Record
from odms.standards.retold import read_description

WHOLE = Description(
    identifier="a",
    titles={"th": "น้ำ"},
    keywords={"th": ["น้ำ"]},
    publisher=Agent(names={"th": "กรม"}),
    places=(Place(bbox=(97.0, 5.5, 106, 21)),),
    resources=(Resource(size_bytes=3, spatial_resolutions_m=(1.5,)),),
    qualified_relations=(("a", "b"),),
    record=Record(
        title_th="น้ำ", tags=["น้ำ"], licence="odc", period_start="2026-01-31",
        columns={"0": {"n": {"label_th": "จำนวน"}}},
    ),
    extras={"anything": [1, {"a": None}]},
)  # fmt: skip


def test_what_is_told_is_read_as_it_was() -> None:
    told = to_dict(WHOLE) | {"of a later version": 1}
    description, troubles = read_description(told)
    assert (to_dict(description), troubles) == (to_dict(WHOLE), [])


@pytest.mark.parametrize(
    ("told", "part"),
    [
        (3, "record"),
        ({"titles": 3}, "record.titles"),
        ({"titles": {"th": [1]}}, "record.titles"),
        ({"resources": {"a": 1}}, "record.resources"),
        ({"resources": [{"size_bytes": "3"}]}, "record.resources.size_bytes"),
        ({"resources": [{"size_bytes": True}]}, "record.resources.size_bytes"),
        ({"places": [{"bbox": [1, 2]}]}, "record.places.bbox"),
        ({"publisher": "x"}, "record.publisher"),
        ({"record": {"tags": "x"}}, "record.record.tags"),
        ({"qualified_relations": [["a"]]}, "record.qualified_relations"),
    ],
)
def test_a_part_that_is_not_what_it_should_be_is_refused(told: Any, part: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_description(told)
    assert refused.value.facts == {"part": part}


def test_values_that_cannot_be_read_are_left_out_and_told() -> None:
    told = to_dict(WHOLE)
    told["record"] |= {"licence": "no such", "period_start": "soon", "unknown": "x"}
    description, troubles = read_description(told)
    assert (description.record.licence, description.record.period_start) == ("", "")
    assert [one.facts["part"] for one in troubles] == ["record.licence", "record.period_start"]


def test_what_no_database_keeps_is_left_out() -> None:
    description, _ = read_description({"titles": {"th\x00": "a\x00b"}, "extras": {"x": ["\x00"]}})
    assert (description.titles, description.extras) == ({"th": "ab"}, {"x": [""]})
