"""Where something belongs: an agency to its ministry, a dataset to the province that it is about. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from odms.definitions import national, national_table
from odms.people.rules.register import Listed, register


@dataclass(frozen=True)
class Above:
    """An agency on the way from one agency up: its slug, names, and its code in the country's list."""

    slug: str
    name_th: str
    name_en: str
    listed_as: str = ""


@dataclass(frozen=True)
class Ministry:
    """A ministry by its code in the country's list."""

    code: str
    name_th: str
    name_en: str


@cache
def ministries() -> dict[str, Ministry]:
    """Every ministry of the country's list, by code."""
    listed = (one for one in register().values() if one.kind == "ministry")
    return {one.code: Ministry(one.code, one.name_th, one.name_en) for one in listed}


def ministry_of(way: Iterable[Above]) -> str:
    """The code of the ministry to which an agency belongs, or is; empty where there is none.

    `way` is the agency and those above it. The first that stands in the country's list decides.
    """
    for one in way:
        listed = register().get(one.listed_as) or _by_name().get(one.name_th)
        while listed is not None:
            if listed.kind == "ministry":
                return listed.code
            listed = register().get(listed.parent)
    return ""


def province_of(texts: Iterable[str], tags: Iterable[str] = (), publisher: str = "") -> str:
    """The code of the one province that a dataset is about; empty for none and for several.

    A province is named where its name follows the word for a province, in a title or a publisher's
    name, or where a tag is its name: many names are parts of other words.
    """
    named = {code for text in (*texts, publisher) for code in _named(text)}
    named |= {_tags()[tag.strip()] for tag in tags if tag.strip() in _tags()}
    return named.pop() if len(named) == 1 else ""


def _named(text: str) -> set[str]:
    return {code for name, code in _spelt().items() if name in text}


@cache
def _spelt() -> Mapping[str, str]:
    """What names a province within a text, and its code."""
    words = national("dashboard.yaml")
    found: dict[str, str] = {}
    for row in national_table("provinces.csv"):
        found |= {f"{word}{row['name_th']}": row["code"] for word in words["province_words"]}
        if row["name_th"] in words["named_alone"]:
            found[row["name_th"]] = row["code"]
    return found


@cache
def _tags() -> Mapping[str, str]:
    return {row["name_th"]: row["code"] for row in national_table("provinces.csv")}


@cache
def _by_name() -> Mapping[str, Listed]:
    return {one.name_th: one for one in register().values()}
