"""Dates of birth, which only the header tells from other days."""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, spot, told
from odms.engine.meanings.signs import matches_sql, where_sql


def _signs() -> dict[str, str]:
    return {"day-like": where_sql("strlen(x) <= 60", matches_sql(told("birth-date")["day"]))}


def tell(c: Candidate) -> Meaning | None:
    """A column of days whose header speaks of birth; days of mixed orders stay text."""
    is_of_days = c.type in {"date", "datetime"}
    if c.type == "text":
        is_of_days = c.signs.matching("day-like") >= told("birth-date")["share_with_header"]
    if not is_of_days or not says("birth-date", c.name):
        return None
    found = spot(c, "birth-date", c.signs.n, "likely", "header over dates", "header")
    return Meaning("birth-date", "header", personal=found)


RECOGNISER = Recogniser(
    kind="birth-date",
    about={
        "th": "วันเกิด เมื่อหัวคอลัมน์บอกและค่าเป็นวันที่",
        "en": "Dates of birth, where the header says so and the values are dates.",
    },
    tell=tell,
    signs=_signs,
    sign="day-like",
    cells=Samples(
        yes=("31/1/2533", "1990-01-31", "5 มกราคม 2530", "5 ม.ค. 30", "12 Jan 1990"),
        no=("2533", "มกราคม", "31/1", "บ้านเลขที่ 5"),
    ),
    headers=Samples(
        yes=("วันเกิด", "วันเดือนปีเกิด", "ว/ด/ป เกิด", "dob", "birth_date", "Date of Birth", "birthday"),
        no=("วันเกิดเหตุ", "วันที่เกิดอุบัติเหตุ", "birth_rate", "birthplace", "จังหวัดที่เกิด", "hobby"),
    ),
)
