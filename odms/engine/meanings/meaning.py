"""What a column means: a province, a postcode, a coordinate, an identifier.

Values decide, by name lists, code lists, check digits and ranges; a header word lowers the share
that is asked for, and never stands alone. A column called province_id is checked against the names
beside it before it is taken for the standard code.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings.gazette import GAZETTE_CODES, PLACE_CODES, PLACES, key_sql
from odms.engine.meanings.signs import Signs
from odms.engine.types import measures

# Of identifiers with a check digit, one random number in ten passes: thai-data.md §7.
ID_SHARE = 0.8
_LIST_SHARE = 0.9
_LIST_SHARE_WITH_HEADER = 0.6
_CODE_SHARE = 0.95
_CODES_BESIDE_NAMES = 0.8
# Where coordinates lie: on the globe in degrees, and in UTM zones 47N and 48N in metres.
_BOXES = {
    "latitude": (-90.0, 90.0),
    "longitude": (-180.0, 180.0),
    "utm-easting": (100_000.0, 900_000.0),
    "utm-northing": (600_000.0, 2_300_000.0),
}
_INSIDE = 0.95
_WORD_OF_CODE = re.compile(r"รหัส|id\b|_id|code|no\b", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """What is known of a column when its meaning is asked for."""

    index: int
    name: str
    type: str
    signs: Signs
    is_buddhist: bool = False


@dataclass(frozen=True)
class Meaning:
    """A code of meanings.yaml with its reason; `rejected` names a code that the header suggests
    and the values deny; `is_swapped` tells of a coordinate under the other one's name."""

    code: str | None
    why: str = ""
    rejected: str | None = None
    is_swapped: bool = False


def label(code: str, language: str) -> str:
    """The words for a meaning in `language`."""
    text: str = meanings()[code]["label"][language]
    return text


def is_kept_as_text(code: str | None) -> bool:
    """Whether values of this meaning are text even where they look like numbers."""
    return code is not None and bool(meanings()[code].get("as_text"))


@cache
def meanings() -> dict[str, Any]:
    """Every meaning by its code."""
    document: dict[str, Any] = national("meanings.yaml")
    return document


def says(code: str, name: str) -> bool:
    """Whether a column's name holds a word for the meaning `code`."""
    header = meanings()[code].get("header")
    return bool(header) and re.search(header, name, re.IGNORECASE) is not None


def may_be_place_code(signs: Signs) -> bool:
    """Whether the values would do for a place code if the names beside them agree."""
    return any(signs.row_share(code) >= _CODES_BESIDE_NAMES for code in PLACE_CODES.values())


def decide(
    candidates: Sequence[Candidate], names: dict[int, str], body: Body, work: Workspace
) -> dict[int, Meaning]:
    """The meaning of each column that has one, codes checked against the names beside them.

    `names` are the columns of place names met so far, with their meaning; those met here join them.
    """
    named = [
        c.index
        for c in candidates
        if c.type in {"number", "integer"} and any(says(code, c.name) for code in _BOXES)
    ]
    inside = measures.shares_within(named, _BOXES | _home(), work)
    found = {c.index: _decide(c, inside.get(c.index, {})) for c in candidates}
    found |= _swapped([c for c in candidates if c.index in inside], inside)
    _name_beside(candidates, found)
    for column, told in found.items():
        if told.code in PLACES.values():
            names[column] = str(told.code)
    for candidate in candidates:
        place = _place_code(candidate, found[candidate.index], names, body, work)
        if place is not None:
            found[candidate.index] = place
    return found


def _decide(c: Candidate, inside: dict[str, float]) -> Meaning:
    if c.type in {"date", "datetime"}:
        return _of_date(c)
    if c.type == "year":
        return Meaning("buddhist-year", "years of the Buddhist era") if c.is_buddhist else _NONE
    if c.type in {"number", "integer"}:
        place = _coordinate(c, inside)
        if place is not None or c.type == "number":
            return place or _NONE
    if c.type not in {"text", "integer"} or not c.signs.n:
        return _NONE
    if c.is_buddhist:
        return Meaning("buddhist-date", "dates and spans of days of the Buddhist era")
    return _identifier(c) or _listed(c) or _of_person(c) or _NONE


_NONE = Meaning(None)


def _of_date(c: Candidate) -> Meaning:
    if c.is_buddhist:
        return Meaning("buddhist-date", "years of the Buddhist era")
    return Meaning("birth-date", "header") if says("birth-date", c.name) else _NONE


def _coordinate(c: Candidate, inside: dict[str, float]) -> Meaning | None:
    """A coordinate named by its header; whole numbers are none in degrees."""
    for code in _BOXES:
        share = inside.get(code, 0.0)
        in_degrees = code in {"latitude", "longitude"}
        if says(code, c.name) and share >= _INSIDE and not (in_degrees and c.type == "integer"):
            return Meaning(code, "header and range")
    return None


def _home() -> dict[str, tuple[float, float]]:
    """Where the coordinates of the country lie, in degrees."""
    extent = national("extent.yaml")
    return {f"home-{code}": (low, high) for code, (low, high) in extent.items()}


def _swapped(
    candidates: Sequence[Candidate], inside: dict[int, dict[str, float]]
) -> dict[int, Meaning]:
    """A column called latitude with the country's longitudes, and the other way round."""
    found = {}
    for code, other in (("latitude", "longitude"), ("longitude", "latitude")):
        for c in candidates:
            is_said = c.type == "number" and says(code, c.name) and not says(other, c.name)
            if is_said and inside[c.index][f"home-{other}"] >= _INSIDE:
                found[c.index] = Meaning(other, f"range, although named {code}", None, True)
    return found if len({told.code for told in found.values()}) == 2 else {}


def _identifier(c: Candidate) -> Meaning | None:
    """Identifiers and addresses that a pattern proves."""
    signs, told = c.signs, national("personal_data.yaml")
    by_header = says("th-national-id", c.name) or says("th-juristic-id", c.name)
    valid = signs.matching("id13_valid")
    if valid >= (told["th-national-id"]["share_with_header"] if by_header else ID_SHARE):
        is_juristic = signs.matching("id13_juristic") > signs.matching("id13_person")
        code = "th-juristic-id" if is_juristic else "th-national-id"
        return Meaning(code, f"{valid:.0%} pass the check digit")
    if says("phone", c.name) and signs.matching("phone_bare") >= ID_SHARE:
        return Meaning("phone", "header; leading zeros lost")
    for code in ("email", "url", "phone", "vehicle-plate", "passport", "line-id", "bank-account"):
        is_said = says(code, c.name)
        share = told[code]["share_with_header" if is_said else "share"]
        matching = signs.matching(code)
        if not is_said and code in _SURER:
            matching = min(matching, signs.matching(_SURER[code]))
        if matching >= share:
            return Meaning(code, f"{matching:.0%} match the pattern")
    return None


# Without a word in the header a stricter pattern must agree.
_SURER = {"phone": "mobile", "vehicle-plate": "vehicle-plate-whole"}


def _listed(c: Candidate) -> Meaning | None:
    """The name list in which most values stand; header words decide between equals."""
    shares = {}
    for code in _LISTS:
        said = says(code, c.name)
        share = c.signs.share(code) if not said else c.signs.row_share(code)
        if share >= (_LIST_SHARE_WITH_HEADER if said else _LIST_SHARE) and _may_be(code, c, said):
            shares[code] = share + (0.1 if said else 0.0)
    if says("postcode", c.name) and c.signs.matching("postcode") >= _CODE_SHARE:
        shares["postcode"] = 1.2
    if not shares:
        return None
    code = max(shares, key=lambda kind: shares[kind])
    return Meaning(code, f"{c.signs.row_share(code):.0%} of the rows are in the list")


_LISTS = (
    "th-province",
    "th-amphoe",
    "th-tambon",
    "th-region",
    "th-province-abbr",
    "iso-3166-2",
    "postcode",
    "th-month",
    "name-prefix",
    "sex",
)
# Short lists whose words are common: a few values prove nothing without the header.
_VALUES_WITHOUT_HEADER = {
    "th-amphoe": 5,
    "th-tambon": 5,
    "th-province-abbr": 5,
    "postcode": 5,
    "th-month": 2,
    "name-prefix": 2,
}


def _may_be(code: str, c: Candidate, said: bool) -> bool:
    if code == "iso-3166-2":
        return c.signs.matching("iso-3166-2") >= _LIST_SHARE
    if code == "postcode" and c.type == "integer" and not said:
        return (
            c.signs.share(code) >= _CODE_SHARE and c.signs.n_values >= _VALUES_WITHOUT_HEADER[code]
        )
    return said or c.signs.n_values >= _VALUES_WITHOUT_HEADER.get(code, 1)


def _of_person(c: Candidate) -> Meaning | None:
    """Names and addresses, which only patterns and headers tell."""
    signs, told = c.signs, national("personal_data.yaml")
    for code in ("person-name", "address"):
        said = says(code, c.name)
        matching = signs.matching(code)
        if code == "address" and not said:  # a list of places is no address
            matching = min(matching, signs.matching("house"))
        if matching >= told[code]["share_with_header" if said else "share"]:
            return Meaning(code, f"{matching:.0%} look like it")
    if says("person-name", c.name) and _may_be_name(c):
        return Meaning("person-name", "header and letters alone")
    if says("rai-ngan-wa", c.name) and signs.matching("rai-ngan-wa") >= _LIST_SHARE:
        return Meaning("rai-ngan-wa", "header and pattern")
    return None


def _may_be_name(c: Candidate) -> bool:
    return c.signs.matching("words") >= _LIST_SHARE and c.signs.matching("body") < 0.2


def _name_beside(candidates: Sequence[Candidate], found: dict[int, Meaning]) -> None:
    """A column called no more than "name" is of persons beside their prefixes or family names."""
    beside = {
        c.index
        for c in candidates
        if found[c.index].code == "name-prefix"
        or (found[c.index].code == "person-name" and says("family-name", c.name))
    }
    for c in candidates:
        is_near = beside & {c.index - 2, c.index - 1, c.index + 1, c.index + 2}
        is_open = found[c.index].code is None and c.type == "text" and c.signs.n
        if is_near and is_open and says("given-name", c.name) and _may_be_name(c):
            found[c.index] = Meaning("person-name", "beside prefixes or family names")


def _place_code(
    c: Candidate, told: Meaning, names: dict[int, str], body: Body, work: Workspace
) -> Meaning | None:
    """The place code that a column of digits holds, after a look at the names beside it."""
    if told.code is not None or c.type not in {"text", "integer"} or not c.signs.n:
        return None
    rejected = None
    for length, code in PLACE_CODES.items():
        said = says(code, c.name)
        is_called = said and bool(_WORD_OF_CODE.search(c.name))
        share = c.signs.row_share(code)
        if share >= _CODES_BESIDE_NAMES:
            agreeing = _agreeing(c.index, length, names, body, work)
            alone = share >= _CODE_SHARE and (said or (length == 6 and c.signs.n_values >= 5))
            if agreeing is not None and agreeing >= _CODES_BESIDE_NAMES:
                return Meaning(code, f"{agreeing:.0%} agree with the names beside")
            if agreeing is None and alone:
                return Meaning(code, f"{share:.0%} of the rows are in the list")
        if is_called:
            rejected = code
    return Meaning(None, "", rejected) if rejected else None


def _agreeing(
    column: int, length: int, names: dict[int, str], body: Body, work: Workspace
) -> float | None:
    """The share of rows in which the code is that of the name beside it; None without names."""
    shares = []
    for named, kind in names.items():
        of_name = next(digits for digits, place in PLACES.items() if place == kind)
        if of_name < length:
            continue
        row = work.db.execute(
            f"SELECT sum(n) FILTER (agrees), sum(n) FROM (SELECT p.n, bool_or(g.code[1:{length}] ="
            f" p.code) AS agrees FROM (SELECT {key_sql(f'v{named}')} AS key,"
            f" {key_sql(f'v{column}')} AS code, count(*) AS n FROM {body.relation}"
            f" WHERE v{named} IS NOT NULL AND v{column} IS NOT NULL GROUP BY ALL) p"
            f" JOIN {GAZETTE_CODES} g ON g.key = p.key AND g.kind = '{kind}'"
            " GROUP BY p.key, p.code, p.n)"
        ).fetchall()[0]
        if row[1]:
            shares.append(float((row[0] or 0) / row[1]))
    return max(shares, default=None)
