"""What a column means: a province, a postcode, a coordinate, an identifier.

Values decide, by name lists, code lists, check digits and ranges; a header word lowers the share
that is asked for, and never stands alone. A column called province_id is checked against the names
beside it before it is taken for the standard code.
"""

import re
from collections.abc import Sequence

from odms.definitions import national
from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings import personal
from odms.engine.meanings.gazette import GAZETTE_CODES, PLACE_CODES, PLACES, key_sql
from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal import birth_date
from odms.engine.meanings.signs import Signs
from odms.engine.types import measures

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
    found |= personal.names_beside(candidates, found)
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
    return (
        personal.identify(c) or _url(c) or _listed(c) or personal.describe(c) or _area(c) or _NONE
    )


_NONE = Meaning(None)


def _of_date(c: Candidate) -> Meaning:
    born = birth_date.tell(c)
    if c.is_buddhist:
        found = born.personal if born else None
        return Meaning("buddhist-date", "years of the Buddhist era", personal=found)
    return born or _NONE


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


def _url(c: Candidate) -> Meaning | None:
    told = national("personal_data.yaml")["url"]
    share = c.signs.matching("url")
    if share < told["share_with_header" if says("url", c.name) else "share"]:
        return None
    return Meaning("url", f"{share:.0%} match the pattern")


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


def _area(c: Candidate) -> Meaning | None:
    if says("rai-ngan-wa", c.name) and c.signs.matching("rai-ngan-wa") >= _LIST_SHARE:
        return Meaning("rai-ngan-wa", "header and pattern")
    return None


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
            f" {key_sql(f'v{column}')} AS code, count(*) AS n FROM {body.whole}"
            f" WHERE v{named} IS NOT NULL AND v{column} IS NOT NULL GROUP BY ALL) p"
            f" JOIN {GAZETTE_CODES} g ON g.key = p.key AND g.kind = '{kind}'"
            " GROUP BY p.key, p.code, p.n)"
        ).fetchall()[0]
        if row[1]:
            shares.append(float((row[0] or 0) / row[1]))
    return max(shares, default=None)
