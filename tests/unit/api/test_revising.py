"""`package_revise`: what matches, what is taken out and put in, by path."""

from typing import Any

import pytest

from odms.api.ckan import revising
from odms.api.ckan.troubles import ValidationError

PACKAGE: dict[str, Any] = {
    "id": "p1",
    "title": "ฝน",
    "tags": [{"name": "ก"}, {"name": "ข"}],
    "resources": [
        {"id": "aaaaa111", "name": "one", "url": "x"},
        {"id": "bbbbb222", "name": "two", "url": "y"},
    ],
}

# what is wanted: the paths at which it is not so
MATCHES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"title": "ฝน"}, []),
    ({"title": "x"}, ["title"]),
    ({"colour": "red"}, ["colour"]),
    ({"resources": [{"name": "one"}]}, []),
    ({"resources": [{"name": "two"}, {"url": "y"}]}, ["resources__0__name"]),
    ({"resources__bbbbb__name": "two"}, []),
    ({"resources__-1__name": "one"}, ["resources__-1__name"]),
    ({"resources__7__name": "one"}, ["resources__7__name"]),
    ({"tags": [{}, {}, {}]}, ["tags"]),
]


@pytest.mark.parametrize(("match", "paths"), MATCHES)
def test_unmatched_names_paths(match: dict[str, Any], paths: list[str]) -> None:
    assert revising.unmatched(PACKAGE, match) == paths


# patterns: the keys left, and what is left of the resources
FILTERS: list[tuple[list[str], list[str], list[dict[str, Any]]]] = [
    ([], ["id", "title", "tags", "resources"], PACKAGE["resources"]),
    (["-title"], ["id", "tags", "resources"], PACKAGE["resources"]),
    (["+title, -*"], ["title"], []),
    (["+resources", "-*"], ["resources"], PACKAGE["resources"]),
    (["-resources__0"], ["id", "title", "tags", "resources"], PACKAGE["resources"][1:]),
    (["-resources__-1"], ["id", "title", "tags", "resources"], PACKAGE["resources"][:1]),
    (["-resources__*__url"], list(PACKAGE), [{"id": "aaaaa111", "name": "one"}, {"id": "bbbbb222", "name": "two"}]),
    (["+resources__bbbbb__id", "-resources__bbbbb__*"], list(PACKAGE), [PACKAGE["resources"][0], {"id": "bbbbb222"}]),
    (["+resources__0__id", "-*"], ["resources"], [{"id": "aaaaa111"}]),
]  # fmt: skip


@pytest.mark.parametrize(("patterns", "keys", "resources"), FILTERS)
def test_filtered_leaves(
    patterns: list[str], keys: list[str], resources: list[dict[str, Any]]
) -> None:
    left = revising.filtered(PACKAGE, patterns)
    assert (list(left), left.get("resources", [])) == (keys, resources)


def test_the_identifier_of_a_package_is_never_taken_out() -> None:
    assert revising.revised(PACKAGE, ["-*"], {"title": "x"}) == {"title": "x", "id": "p1"}


# what is put in: the part that changed
UPDATES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"title": "ใหม่"}, {"title": "ใหม่"}),
    ({"resources": [{"name": "uno"}]}, {"resources": [{"id": "aaaaa111", "name": "uno", "url": "x"}, PACKAGE["resources"][1]]}),
    ({"resources__-1__name": "dos"}, {"resources": [PACKAGE["resources"][0], {"id": "bbbbb222", "name": "dos", "url": "y"}]}),
    ({"resources__aaaaa": {"url": "z"}}, {"resources": [{"id": "aaaaa111", "name": "one", "url": "z"}, PACKAGE["resources"][1]]}),
    ({"tags__extend": [{"name": "ค"}]}, {"tags": [*PACKAGE["tags"], {"name": "ค"}]}),
    ({"extras__extend": [{"key": "a"}]}, {"extras": [{"key": "a"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("update", "changed"), UPDATES)
def test_revised_puts_in(update: dict[str, Any], changed: dict[str, Any]) -> None:
    assert revising.revised(PACKAGE, [], update) == PACKAGE | changed


@pytest.mark.parametrize("path", ["resources__5__name", "resources__aa__name", "tags__extend__0"])
def test_revised_refuses_a_path_that_leads_nowhere(path: str) -> None:
    with pytest.raises(ValidationError) as refused:
        revising.revised(PACKAGE, [], {path: "x"})
    assert list(refused.value.told) == [f"update__{path}"]


def test_flattened_keys_are_read_after_the_object_and_extend_first() -> None:
    given = {"update": '{"title": "x"}', "update__b": "2", "update__a__extend": '[{"c": 1}]'}
    assert list(revising.flat(given, "update").items()) == [
        ("title", "x"),
        ("a__extend", [{"c": 1}]),
        ("b", "2"),
    ]
    with pytest.raises(ValidationError):
        revising.flat({"update": "[1]"}, "update")
