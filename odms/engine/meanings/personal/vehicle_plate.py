"""Vehicle plates: with a province they speak for themselves, without one the header must."""

from odms.definitions import national_table
from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import (
    Recogniser,
    Samples,
    is_code,
    percent,
    spot,
    told,
)
from odms.engine.meanings.signs import matches_sql, where_sql

_SHORT = "strlen(x) <= 100"


def _signs() -> dict[str, str]:
    patterns = told("vehicle-plate")
    named = "|".join([*(row["name_th"] for row in national_table("provinces.csv")), "กทม", "กท"])
    whole = f"{patterns['whole']}(จ\\.|จังหวัด)? ?({named})"
    return {
        "vehicle-plate": where_sql(_SHORT, matches_sql(patterns["pattern"])),
        "vehicle-plate-whole": where_sql(_SHORT, matches_sql(whole)),
        "vehicle-plate-new": where_sql(_SHORT, matches_sql(patterns["new"])),
    }


def _tell(c: Candidate) -> Meaning | None:
    signs, is_said = c.signs, says("vehicle-plate", c.name)
    share = signs.matching("vehicle-plate")
    proof = signs.matching("vehicle-plate-whole")
    if not is_code(c):
        proof += signs.matching("vehicle-plate-new")
    needed = told("vehicle-plate")["share_with_header" if is_said else "share"]
    if share < needed or (not is_said and proof < told("vehicle-plate")["share_proven"]):
        return None
    how = percent(share, "match the pattern")
    basis = ("header", "pattern") if is_said else ("pattern",)
    n = signs.patterns["vehicle-plate"]
    return Meaning(
        "vehicle-plate", how, personal=spot(c, "vehicle-plate", n, "likely", how, *basis)
    )


RECOGNISER = Recogniser(
    kind="vehicle-plate",
    about={
        "th": "ทะเบียนรถ ที่มีชื่อจังหวัด หรือที่หัวคอลัมน์บอก",
        "en": "Vehicle plates, with their province or under a header that says so.",
    },
    tell=_tell,
    signs=_signs,
    sign="vehicle-plate",
    cells=Samples(
        yes=("กข 1234", "1กก 99", "1กข-1234 กรุงเทพมหานคร", "ขก 99 เชียงใหม่", "80-1234 ขอนแก่น"),
        no=("กข", "1234", "ABC 123", "กขคง 1234", "ถนน 12"),
    ),
    headers=Samples(
        yes=("ทะเบียนรถ", "license_plate", "หมายเลขทะเบียนรถยนต์"), no=("template", "ทะเบียนบ้าน")
    ),
)
