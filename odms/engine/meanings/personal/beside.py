"""What the other columns of a table say of one: whether its rows are persons, offices or counts.

A landline beside the names of schools is the school's; a religion beside a count of heads is
statistics; a point on the map beside a person's name is that person's home.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from odms.engine.column import Personal
from odms.engine.meanings.meaning import Candidate, says
from odms.engine.meanings.personal import sensitive
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql

_DIRECT = frozenset({"th-national-id", "person-name", "birth-date", "passport"})
_DEGREES = frozenset({"latitude", "longitude"})
_UTM = frozenset({"utm-easting", "utm-northing"})
_POINTS = _DEGREES | _UTM
_ANY = 0.2
_MOST = 0.8
_BODIES = 0.3
_REPEATED = 2


@dataclass(frozen=True)
class Sight:
    """A column as it was judged by itself."""

    candidate: Candidate
    meaning: str | None
    personal: Personal | None


@dataclass(frozen=True)
class Rows:
    """What the rows of a table are."""

    has_persons: bool
    has_bodies: bool
    has_counts: bool
    has_points: bool  # both coordinates of a point
    are_persons: bool  # a column such as an age or a patient's number says so


def settle(sights: Sequence[Sight]) -> dict[int, Personal]:
    """The personal data of each column that has any, with the whole table in view."""
    rows = _rows(sights)
    found = {sight.candidate.index: _settled(sight, rows) for sight in sights}
    return {index: personal for index, personal in found.items() if personal is not None}


def _rows(sights: Sequence[Sight]) -> Rows:
    return Rows(
        has_persons=any(_is_direct(sight.personal) for sight in sights),
        has_bodies=any(_is_bodies(sight) for sight in sights),
        has_counts=any(_is_count(sight.candidate) for sight in sights if not sight.personal),
        are_persons=any(says("person-row", sight.candidate.name) for sight in sights),
        has_points={sight.meaning for sight in sights} >= _DEGREES
        or {sight.meaning for sight in sights} >= _UTM,
    )


def _is_direct(personal: Personal | None) -> bool:
    return (
        personal is not None
        and personal.kind in _DIRECT
        and personal.verdict != "possible"
        and "text" not in personal.basis
    )


def _is_bodies(sight: Sight) -> bool:
    c, personal = sight.candidate, sight.personal
    is_other = sight.meaning is None and (personal is None or "text" in personal.basis)
    return (
        is_other
        and c.type == "text"
        and (c.signs.matching("body") >= _BODIES or says("body", c.name))
    )


def _is_count(c: Candidate) -> bool:
    return c.type in {"integer", "number"} and says("count", c.name)


def _settled(sight: Sight, rows: Rows) -> Personal | None:
    c, personal = sight.candidate, sight.personal
    if personal is not None and "text" in personal.basis:
        subject = _sensitive(c, rows)
        return replace(subject, also=(personal,)) if subject is not None else personal
    if personal is not None:
        return _of_office(personal) if _is_of_office(c, personal, rows) else personal
    is_whole = c.type == "geometry" or c.signs.matching("point") >= _MOST
    if sight.meaning in _POINTS or is_whole:
        return _home(c, rows, is_whole=is_whole)
    if sight.meaning is not None and sight.meaning != "sex":
        return None
    return _house(c, rows) or _sensitive(c, rows)


def _house(c: Candidate, rows: Rows) -> Personal | None:
    """Numbers of houses alone, beside persons."""
    is_said = says("house-number", c.name) and c.signs.matching("house-number") >= _MOST
    if not is_said or not rows.has_persons:
        return None
    n = c.signs.patterns["house-number"]
    how = "header; numbers of houses beside columns about persons"
    return spot(c, "address", n, "likely", how, "header", "beside")


def _is_of_office(c: Candidate, personal: Personal, rows: Rows) -> bool:
    """A landline or an address that is an office's rather than a person's."""
    if personal.verdict == "possible" or "text" in personal.basis:
        return False
    if personal.kind == "phone":
        is_landline = c.signs.matching("mobile") + c.signs.matching("phone_bare") < _ANY
        return is_landline and (
            says("office", c.name) or (rows.has_bodies and not rows.has_persons)
        )
    if personal.kind == "address":
        return says("office", c.name) or (rows.has_bodies and not rows.has_persons)
    return False


def _of_office(personal: Personal) -> Personal:
    how = f"{personal.how}; of offices, as far as the table says"
    return replace(personal, verdict="possible", how=how, basis=(*personal.basis, "beside"))


def _home(c: Candidate, rows: Rows, *, is_whole: bool) -> Personal | None:
    """Points on the map that are persons' homes: by the header, or beside persons."""
    if rows.has_bodies and not rows.has_persons:
        return None
    is_said = says("location", c.name)
    is_beside = rows.has_persons and not rows.has_bodies and (is_whole or rows.has_points)
    if not (is_said or is_beside):
        return None
    how, basis = ("header", "header") if is_said else ("beside columns about persons", "beside")
    return spot(c, "location", c.signs.n, "likely", f"points on the map; {how}", basis)


def _sensitive(c: Candidate, rows: Rows) -> Personal | None:
    """A sensitive subject where a row is a person; counts of heads are none, nor is a list of words."""
    found = sensitive.suspect(c)
    if found is None:
        return None
    if rows.has_persons:
        return spot(c, found.kind, found.n, "likely", found.how, *found.basis, "beside")
    if rows.has_counts or rows.has_bodies or not _speaks(c, found):
        return None
    is_repeated = c.signs.n >= _REPEATED * max(1, c.signs.n_values)
    if rows.are_persons or is_repeated:
        return spot(c, found.kind, found.n, "likely", found.how, *found.basis)
    if "header" not in found.basis:
        return None  # a list of words, each once
    return spot(c, found.kind, found.n, "possible", found.how, *found.basis)


def _speaks(c: Candidate, found: sensitive.Suspect) -> bool:
    """Whether the values speak for themselves, in words or as an answer of yes or no."""
    return "word-list" in found.basis or c.type == "boolean"


def _point_sign() -> dict[str, str]:
    return {"point": where_sql("strlen(x) <= 60", matches_sql(told("location")["point"]))}


LOCATION = Recogniser(
    kind="location",
    about={
        "th": "พิกัดละเอียดของบุคคล จากหัวคอลัมน์ หรือเมื่ออยู่ข้างข้อมูลที่ชี้ตัวบุคคล",
        "en": "Fine coordinates of persons, by header, or beside columns that point at persons.",
    },
    signs=_point_sign,
    sign="point",
    cells=Samples(
        yes=("13.756331, 100.501765", "(18.79,98.98)", "7.0084 100.4747"),
        no=("13.756331", "13, 100", "13.756331, 1000.501765"),
    ),
    headers=Samples(
        yes=("พิกัดบ้าน", "home_lat", "lat_home", "พิกัดที่อยู่ผู้ป่วย"),
        no=("พิกัดวัด", "lat", "longitude", "translation"),
    ),
)
