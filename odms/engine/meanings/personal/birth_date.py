"""Dates of birth, which only the header tells from other days."""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import Recogniser, Samples, spot


def tell(c: Candidate) -> Meaning | None:
    """A column of days whose header speaks of birth."""
    if c.type not in {"date", "datetime", "text"} or not says("birth-date", c.name):
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
    headers=Samples(
        yes=("วันเกิด", "วันเดือนปีเกิด", "ว/ด/ป เกิด", "dob", "birth_date", "Date of Birth", "birthday"),
        no=("วันเกิดเหตุ", "วันที่เกิดอุบัติเหตุ", "birth_rate", "birthplace", "จังหวัดที่เกิด", "hobby"),
    ),
)
