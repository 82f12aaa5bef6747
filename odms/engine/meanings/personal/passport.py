"""Passport numbers, which only the header tells from other codes."""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, percent, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql


def _signs() -> dict[str, str]:
    return {"passport": where_sql("strlen(x) <= 20", matches_sql(told("passport")["pattern"]))}


def _tell(c: Candidate) -> Meaning | None:
    share = c.signs.matching("passport")
    if not says("passport", c.name) or share < told("passport")["share_with_header"]:
        return None
    how = "header; " + percent(share, "match the pattern")
    n = c.signs.patterns["passport"]
    return Meaning(
        "passport", how, personal=spot(c, "passport", n, "likely", how, "header", "pattern")
    )


RECOGNISER = Recogniser(
    kind="passport",
    about={
        "th": "เลขหนังสือเดินทาง เมื่อหัวคอลัมน์บอกและค่าเป็นตัวอักษรกับตัวเลข 6 ถึง 9 หลัก",
        "en": "Passport numbers, where the header says so and values are letters and 6 to 9 digits.",
    },
    tell=_tell,
    signs=_signs,
    sign="passport",
    cells=Samples(
        yes=("AA1234567", "A12345678", "AB 1234567", "123456789"), no=("A123", "กข1234567")
    ),
    headers=Samples(yes=("passport_no", "เลขหนังสือเดินทาง"), no=("passive", "จำนวนผู้เดินทาง")),
)
