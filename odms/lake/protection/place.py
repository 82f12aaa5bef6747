"""An address, or a code or name of a district, is replaced by its province.

A code is known by its first two digits. In an address the province is the last name that the words
for a province announce, else the last one that stands by itself between blanks or signs. A
district's name counts where all districts of that name lie in one province. What names no province
is left empty and counted: no guess is better than a wrong province.
"""

from collections import defaultdict
from functools import cache

from odms.definitions import national, national_table
from odms.lake.protection.measure import Column, Measure, Values
from odms.lake.protection.work import Work, as_text, text

CODES = frozenset({"th-amphoe-code", "th-tambon-code"})
NAMES = frozenset({"th-amphoe", "th-tambon"})
ADDRESSES = frozenset({"address"})
_LENGTHS = {"th-amphoe": 4, "th-tambon": 6}


def _sql(work: Work, column: Column, values: Values) -> str:
    value = f"trim(nfc_normalize({as_text(column)}))"
    if column.meaning in CODES:
        return _looked_up(f"left({value}, 2)", _by_code())
    if column.meaning in NAMES:
        bare = f"regexp_replace({value}, {text(_before())}, '')"
        return _looked_up(bare, _by_district(_LENGTHS[str(column.meaning)]))
    return f"coalesce({_named(value, _announced())}, {_named(value, _alone())})"


def _named(value: str, pattern: str) -> str:
    """The province of the last name that a pattern finds."""
    found = f"regexp_extract_all({value}, {text(pattern)}, 1)"
    return _looked_up(f"list_last({found})", _by_name())


def _looked_up(value: str, known: dict[str, str]) -> str:
    names = ", ".join(map(text, known))
    provinces = ", ".join(map(text, known.values()))
    return f"map([{names}], [{provinces}])[{value}]"


@cache
def _by_code() -> dict[str, str]:
    return {row["code"]: row["name_th"] for row in national_table("provinces.csv")}


@cache
def _by_name() -> dict[str, str]:
    """The province by each of its names: Thai, English where it is known, and those people write."""
    provinces = _by_code()
    named = {name: name for name in provinces.values()}
    named |= {
        row["alias"]: provinces[row["code"]] for row in national_table("province_aliases.csv")
    }
    return named


@cache
def _by_district(length: int) -> dict[str, str]:
    """The province of each district (code of four digits) or sub-district whose name is in one only."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in national_table("areas.csv"):
        if len(row["code"]) == length:
            found[row["name_th"]].add(row["code"][:2])
    return {name: _by_code()[min(codes)] for name, codes in found.items() if len(codes) == 1}


@cache
def _announced() -> str:
    words = national("protection.yaml")["province_words"]
    return f"(?:{words}) *({_names()})"


@cache
def _alone() -> str:
    return rf"(?:^|[\s,./()\-])({_names()})(?:$|[\s,./()\-0-9])"


@cache
def _before() -> str:
    """The words before a district's name, which the lists leave out."""
    words = sorted(national("place_words.yaml")["before"], key=len, reverse=True)
    return "^(" + "|".join(word.replace(".", r"\.") for word in words) + ") *"


def _names() -> str:
    """Every name of a province as alternatives, longest first."""
    names = sorted(_by_name(), key=len, reverse=True)
    return "|".join(
        name.replace(".", r"\.").replace("(", r"\(").replace(")", r"\)") for name in names
    )


MEASURE = Measure(
    "place",
    types=frozenset({"text", "integer"}),
    meanings=CODES | NAMES | ADDRESSES,
    type_after="text",
    meaning_after="th-province",
    sql=_sql,
)
