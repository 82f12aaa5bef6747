"""What a cell looks like on its own: nothing, a token for missing, a number, a date, or words.

This is for telling rows apart (title, header, body, note); a column's type is decided elsewhere,
over the whole body.
"""

import re
from functools import cache, lru_cache

from odms import definitions

BLANKS = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"

EMPTY, MISSING, NUMBER, DATE, TEXT = "e", "m", "n", "d", "t"

_NUMBER = re.compile(
    r"[(]?\s*[+\-−]?\s*[$฿€£¥]?\s*(?:[\d๐-๙][\d๐-๙,]*\s?(?:\.[\d๐-๙]*)?|\.[\d๐-๙]+)"
    r"(?:[eE][+\-]?\d+)?\s*[%฿]?\s*[)]?"
)
_DATE = re.compile(
    r"[\d๐-๙]{1,4}\s?[-/.]\s?[\d๐-๙]{1,2}\s?[-/.]\s?[\d๐-๙]{1,4}(?:[T ,]+[\d๐-๙:.]+.{0,8})?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?[AaPp][Mm])?"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ,]+\d{2,4}"
    r"|[\d๐-๙]{1,2}\s*(?:[ก-ฮ]{1,2}\.\s?[ก-ฮ]\.|[ก-์]{4,12})\s*(?:พ\.?ศ\.?)?\s*[\d๐-๙]{2,4}"
)
_YEAR = re.compile(
    r"(?:พ\.?ศ\.?|ปี(?:งบประมาณ|การศึกษา)?|ค\.?ศ\.?|FY|Q[1-4][/ -]?)?\s*"
    r"((?:19|20|2[4-6])\d{2}|(?:๒[๔-๖])[๐-๙]{2})(?:\.0)?\s*(?:[pPrReE]|\([a-zA-Z]\))?"
)
_ORDINAL = re.compile(r"[(\[]?\s*([\d๐-๙]{1,3})(?:\.0)?\s*[)\]]?\s*(?:=.*)?")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


@cache
def words() -> dict[str, frozenset[str]]:
    """The words of the country in use, by their part in a table."""
    layout = definitions.national("layout.yaml")
    totals = definitions.national("totals.yaml")
    tokens = definitions.national("tokens.yaml")
    return {
        "notes": frozenset(layout["notes"]["beginning"]),
        "units": frozenset(layout["units"]["beginning"]),
        "headers": frozenset(map(str, layout["headers"])),
        "closing": frozenset(layout["closing"]),
        "totals": frozenset(totals["whole"]),
        "totals_beginning": frozenset(totals["beginning"]),
        "missing": frozenset(tokens["missing"]) | frozenset(tokens["suppressed"]),
    }


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of the country in use, without regard to case."""
    return re.compile(definitions.national("layout.yaml")[name], re.IGNORECASE)


def bare(cell: str | None) -> str:
    """The cell's text without blanks around it, empty where there is no cell."""
    return cell.strip(BLANKS) if cell else ""


def flat(cell: str | None) -> str:
    """The cell's text on one line: runs of blanks and line ends become one blank."""
    return " ".join((cell or "").replace("\u00a0", " ").replace("\ufeff", "").split())


@lru_cache(maxsize=1 << 16)
def kind(cell: str) -> str:
    """The kind of a bare cell."""
    if not cell:
        return EMPTY
    if cell.lower() in words()["missing"]:
        return MISSING
    if _NUMBER.fullmatch(cell):
        return NUMBER
    return DATE if len(cell) < 40 and _DATE.fullmatch(cell) else TEXT


def is_year(cell: str) -> bool:
    """Whether a bare cell names one year (2556, พ.ศ. 2556, 2020P), as years in headers do."""
    return bool(_YEAR.fullmatch(cell))


def ordinal(cell: str) -> int | None:
    """The number of a cell such as 3, (3) or [3]=[1]+[2], by which some headers count columns."""
    found = _ORDINAL.fullmatch(cell)
    return int(found[1].translate(_DIGITS)) if found else None


def shape(cell: str) -> str:
    """The cell's pattern: digits as 9, Latin letters as a, Thai as ก, runs kept as one."""
    plain = re.sub(r"[\d๐-๙]+", "9", cell)
    plain = re.sub(r"[A-Za-z]+", "a", plain)
    return re.sub(r"[ก-๛]+", "ก", plain)


def begins(cell: str, part: str) -> bool:
    """Whether a bare cell begins with a word of `part`."""
    low = cell.lower()
    return any(low.startswith(word) for word in words()[part])


def is_total(cell: str) -> bool:
    """Whether a bare cell labels a row that sums others up."""
    low = flat(cell).strip(":- .").lower()
    if low in words()["totals"]:
        return True
    return any(low.startswith(word) for word in words()["totals_beginning"])
