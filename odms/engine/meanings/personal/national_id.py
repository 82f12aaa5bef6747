"""National identification numbers, told from juristic ids by their first digit.

One random number of 13 digits in ten passes the check digit, so a column is judged by the share of
its different values that pass, and never a cell.
"""

from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal.recogniser import FEW, Recogniser, Samples, percent, spot, told
from odms.engine.meanings.signs import check_digit_sql, matches_sql, where_sql
from odms.engine.types.shapes import quoted

_MOST = 0.8
_SOME = 0.3  # of a column, where all else is no number of 13 digits
_LONGEST = 150  # bytes of a value that is an id with a word or two around it


def _facts() -> dict[str, str]:
    """The 13 digits of a value that holds one such number and no other digit."""
    patterns = told("th-national-id")
    gate = f"has_digits AND strlen(x) <= {_LONGEST}"
    number = f"regexp_extract(x, {quoted(patterns['number'])})"
    digits = f"regexp_replace({number}, '[^0-9]', '', 'g')"
    matches = where_sql(gate, matches_sql(patterns["pattern"]))
    return {"digits13": f"CASE WHEN {matches} THEN {digits} END"}


def _signs() -> dict[str, str]:
    is_valid = where_sql("digits13 IS NOT NULL", check_digit_sql("digits13"))
    return {
        "id13": "digits13 IS NOT NULL",
        "id13_valid": is_valid,
        "id13_person": where_sql("digits13[1] BETWEEN '1' AND '8'", is_valid),
        "id13_juristic": where_sql("digits13[1] = '0'", is_valid),
    }


def _tell(c: Candidate) -> Meaning | None:
    signs = c.signs
    n_ids, n_valid = signs.values.get("id13", 0), signs.values.get("id13_valid", 0)
    if not n_ids:
        return None
    is_said = says("th-national-id", c.name)
    is_called = is_said or says("th-juristic-id", c.name)
    passing = n_valid / n_ids
    share = n_valid / signs.n_values
    is_mixed = n_valid >= FEW and passing >= _MOST and n_ids >= _SOME * signs.n_values
    is_named = is_called and share >= told("th-national-id")["share_with_header"]
    if share >= told("th-national-id")["share"] or is_mixed or is_named:
        return _passing(c, share, is_called)
    if is_said and n_ids >= _MOST * signs.n_values:
        return _failing(c)
    return None


def _passing(c: Candidate, share: float, is_called: bool) -> Meaning:
    signs = c.signs
    n_persons = signs.patterns.get("id13_person", 0)
    is_juristic = signs.matching("id13_juristic") > signs.matching("id13_person")
    why = percent(share, "pass the check digit")
    code = "th-juristic-id" if is_juristic else "th-national-id"
    if not n_persons:
        return Meaning(code, why)
    is_sure = not is_juristic and signs.share_of("id13_person") >= _MOST
    is_sure = is_sure and (is_called or signs.values["id13_valid"] >= FEW)
    basis = ("check-digit", "header") if is_called else ("check-digit",)
    if is_juristic:
        why = f"{why}, {percent(signs.matching('id13_person'), 'are of persons')}"
    verdict = "certain" if is_sure else "likely"
    return Meaning(code, why, personal=spot(c, "th-national-id", n_persons, verdict, why, *basis))


def _failing(c: Candidate) -> Meaning:
    """The header names an id, the numbers pass the check no more often than by chance."""
    n = c.signs.patterns["id13"]
    how = "header; numbers of 13 digits that fail the check digit"
    return Meaning(None, personal=spot(c, "th-national-id", n, "possible", how, "header"))


RECOGNISER = Recogniser(
    kind="th-national-id",
    about={
        "th": "เลขประจำตัวประชาชน 13 หลัก ตัดสินทั้งคอลัมน์จากสัดส่วนของค่าที่หลักตรวจสอบถูกต้อง",
        "en": "Numbers of 13 digits, decided per column by the share of values whose check digit is right.",
    },
    tell=_tell,
    facts=_facts,
    signs=_signs,
    sign="id13_person",
    cells=Samples(
        yes=(
            "1101700207030",
            "1-1017-00207-03-0",
            "1 1017 00207 03 0",
            "เลขที่1101700207030",
            "บัตร ปชช. 1-1017-00207-03-0 (ออกใหม่)",
            "1101700207030.0",
        ),
        no=(
            "1101700207031",
            "0107544000108",
            "100.1101700207030",
            "110170020703",
            "11017002070301",
            "1101700207030/2565",
        ),
    ),
    headers=Samples(
        yes=("เลขประจำตัวประชาชน", "citizen_id", "cid", "ID Card No."),
        no=("เลขที่สัญญา", "placid", "rapid test"),
    ),
)
