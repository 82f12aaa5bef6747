"""LINE ids, which only the header tells from other words."""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, percent, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql

_SOME = 0.3


def _signs() -> dict[str, str]:
    patterns = told("line-id")
    return {
        "line-id": where_sql("strlen(x) <= 40", matches_sql(patterns["pattern"])),
        "line-id-like": where_sql("strlen(x) <= 40", matches_sql(patterns["typical"])),
        "line-id-said": where_sql("strlen(x) <= 100", matches_sql(patterns["said"])),
    }


def _tell(c: Candidate) -> Meaning | None:
    signs, is_said = c.signs, says("line-id", c.name)
    share, spelt = signs.matching("line-id"), signs.matching("line-id-said")
    is_like = is_said and signs.matching("line-id-like") >= _SOME
    needed = told("line-id")["share_with_header"]
    if spelt < needed and (share + spelt < needed or not is_like):
        return None
    how = percent(share + spelt, "match the pattern")
    n = signs.patterns.get("line-id", 0) + signs.patterns.get("line-id-said", 0)
    basis = ("header", "pattern") if is_said else ("pattern",)
    return Meaning("line-id", how, personal=spot(c, "line-id", n, "likely", how, *basis))


RECOGNISER = Recogniser(
    kind="line-id",
    about={
        "th": "ไอดีไลน์ เมื่อหัวคอลัมน์หรือค่าบอกว่าเป็นไลน์",
        "en": "LINE ids, where the header or the value itself says LINE.",
    },
    tell=_tell,
    signs=_signs,
    sign="line-id",
    cells=Samples(
        yes=("somchai99", "@shop", "som.chai_j"), no=("สมชาย", "a b c d", "x", "BTS สายสีลม")
    ),
    headers=Samples(
        yes=("line_id", "LINE", "ไอดีไลน์", "Line ID", "ไลน์"),
        no=("ช่องทางออนไลน์", "airline_id", "pipeline id", "bus line", "เดดไลน์"),
    ),
)
