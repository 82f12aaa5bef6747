"""Addresses down to the house; a place no smaller than a sub-district points at nobody."""

from typing import Any

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, percent, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql

_SOME = 0.3


def _facts() -> dict[str, str]:
    return {"n_address_parts": where_sql("strlen(x) >= 12", _parts(told("address")), "0")}


def _signs() -> dict[str, str]:
    patterns = told("address")
    is_address = f"n_address_parts >= {patterns['parts_at_least']}"
    return {
        "address": is_address,
        "house": where_sql(is_address, matches_sql(patterns["house"])),
        "house-number": where_sql("strlen(x) <= 20", matches_sql(patterns["number"])),
    }


def _parts(patterns: dict[str, Any]) -> str:
    return " + ".join(f"CAST({matches_sql(part)} AS INTEGER)" for part in patterns["parts"])


def tell(c: Candidate) -> Meaning | None:
    """A column of addresses; personal where much of it names the house."""
    signs, is_said = c.signs, says("address", c.name)
    share, house = signs.matching("address"), signs.matching("house")
    proof = share if is_said else house  # a list of places is no address
    if min(share, proof) < told("address")["share_with_header" if is_said else "share"]:
        return None
    how = percent(share, "look like an address") + f", {house:.0%} name a house"
    if house < _SOME:
        return Meaning("address", how)
    basis = ("pattern", "header") if is_said else ("pattern",)
    n = signs.patterns["house"]
    return Meaning("address", how, personal=spot(c, "address", n, "likely", how, *basis))


RECOGNISER = Recogniser(
    kind="address",
    about={
        "th": "ที่อยู่ถึงระดับบ้านเลขที่ ที่อยู่ระดับตำบลขึ้นไปไม่ชี้ถึงบุคคล",
        "en": "Addresses down to the house number; a sub-district and above points at nobody.",
    },
    tell=tell,
    facts=_facts,
    signs=_signs,
    sign="house",
    cells=Samples(
        yes=(
            "12/3 หมู่ 4 ต.สุเทพ อ.เมือง จ.เชียงใหม่ 50200",
            "เลขที่ 99 ซอยลาดพร้าว 15 แขวงจอมพล เขตจตุจักร กรุงเทพฯ",
            "บ้านเลขที่ 7 ม.2 ต.บ้านนา อ.เมือง",
            "88 ถนนพหลโยธิน แขวงลาดยาว",
            "99/1 Moo 5, Suthep Sub-district, Mueang, Chiang Mai 50200",
        ),
        no=(
            "ต.สุเทพ อ.เมือง จ.เชียงใหม่",
            "หมู่ 4 ต.สุเทพ อ.เมือง",
            "ถนนพหลโยธิน",
            "12/3",
            "2565/12 รายการ",
        ),
    ),
    headers=Samples(yes=("ที่อยู่", "address", "ที่อยู่ตามทะเบียนบ้าน"), no=("ชื่ออำเภอ", "พื้นที่")),
)
