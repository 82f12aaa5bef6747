"""Telephone numbers: mobile ones are a person's; landlines are an office's where offices stand
beside (see `beside`)."""

from odms.engine.column import Personal
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

_MOST = 0.8
_ANY = 0.2


def _facts() -> dict[str, str]:
    return {"is_phone": where_sql("strlen(x) <= 100", matches_sql(told("phone")["pattern"]))}


def _signs() -> dict[str, str]:
    patterns = told("phone")
    return {
        "phone": "is_phone",
        "mobile": where_sql("is_phone", matches_sql(patterns["mobile"])),
        "phone_parted": where_sql("is_phone", matches_sql(patterns["parted"])),
        "phone_abroad": where_sql("strlen(x) BETWEEN 9 AND 40", matches_sql(patterns["abroad"])),
        "phone_bare": where_sql("strlen(x) <= 11", matches_sql(patterns["bare"])),
    }


def _tell(c: Candidate) -> Meaning | None:
    signs, is_said = c.signs, says("phone", c.name)
    bare, share = signs.matching("phone_bare"), signs.matching("phone")
    if is_said and bare > share and bare + share >= told("phone")["share_with_header"]:
        return Meaning("phone", "header; leading zeros lost", personal=_lost_zeros(c))
    if is_said and share < _ANY and signs.matching("phone_abroad") >= _MOST:
        how = percent(
            signs.matching("phone_abroad"), "are numbers of telephones, of other countries"
        )
        found = spot(c, "phone", signs.patterns["phone_abroad"], "likely", how, "header", "pattern")
        return Meaning("phone", how, personal=found)
    needed = told("phone")["share_with_header" if is_said else "share"]
    mobile = signs.matching("mobile")
    proof = share if is_said else max(mobile, signs.matching("phone_parted"))
    if min(share, proof) < needed or (is_code(c) and not is_said):
        return None
    how = percent(share, "match the pattern")
    is_mobile = mobile >= _ANY
    verdict = "certain" if is_mobile and share >= _MOST else "likely"
    basis = ("pattern", "header") if is_said else ("pattern",)
    n = signs.patterns["phone"]
    return Meaning("phone", how, personal=spot(c, "phone", n, verdict, how, *basis))


def _lost_zeros(c: Candidate) -> Personal:
    n = c.signs.patterns["phone_bare"] + c.signs.patterns.get("phone", 0)
    how = "header; numbers of telephones that lost their leading zeros"
    return spot(c, "phone", n, "certain", how, "header", "pattern")


RECOGNISER = Recogniser(
    kind="phone",
    about={
        "th": "หมายเลขโทรศัพท์มือถือและโทรศัพท์พื้นฐาน รวม +66 ช่วงเลขหมาย เบอร์ต่อ และเลขที่ 0 นำหน้าหายไป",
        "en": "Mobile and landline numbers, with +66, ranges, extensions and lost zeros.",
    },
    tell=_tell,
    facts=_facts,
    signs=_signs,
    sign="phone",
    cells=Samples(
        yes=(
            "081-234-5678",
            "0812345678",
            "08 1234 5678",
            "+66 81 234 5678",
            "+66 (0) 81-234-5678",
            "66812345678",
            "02-123-4567",
            "(02) 123-4567",
            "0-2816-9315-6",
            "02-123-4567 ต่อ 12",
            "02-123-4567 ext. 89",
            "053-123456, 053-123457",
            "โทร. 081-234-5678",
        ),
        no=("1669", "10200", "0100200300", "812345678", "12-345-6789", "081-234-56", "2565-01-12"),
    ),
    headers=Samples(
        yes=("โทรศัพท์", "เบอร์มือถือ", "phone", "tel", "Mobile No.", "contact_phone"),
        no=("telegram", "อิเล็กทรอนิกส์", "เบอร์รองเท้า", "immobile"),
    ),
)
