"""One date or time as Thai files write it: both eras, Thai months, clocks with dots.

Rules of era: a year of 2400 to 2700 is Buddhist (common era = Buddhist − 543), 1800 to 2200 common;
before BE 2484 the year began on 1 April, so that January to March belong to the next common year.
Days are checked on the common side: 29/2/2567 exists, 29/2/2566 does not.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from functools import cache

from odms.definitions import national

BUDDHIST_YEARS = (2400, 2700)
COMMON_YEARS = (1800, 2200)
ERA_GAP = 543
# From BE 2484 on the year begins on 1 January.
_APRIL_YEARS_BEFORE = 2484


@dataclass(frozen=True)
class Reading:
    """One text read as a date: the day, the clock if it tells one, the era, and what it left out."""

    day: date
    clock: time | None = None
    is_buddhist: bool = False
    has_day: bool = True


def common_year(year: int, month: int) -> int:
    """The common-era year of a Buddhist-era `year` in `month`."""
    is_late = year < _APRIL_YEARS_BEFORE and month <= 3
    return year - ERA_GAP + (1 if is_late else 0)


def read_month_date(text: str, *, short_years: int | None = None) -> Reading | None:
    """A date whose month is a name ("29 เม.ย. 66", "มีนาคม 2568", "12 Jan 2020"); None if it is none.

    `text` has Arabic digits. Two-digit years beside a Thai month or พ.ศ. are of the Buddhist era; to
    others `short_years` (2500, 2000) is added, and without it they are undecided. A range
    ("1 ก.พ.-16 พ.ค.") is no date.
    """
    bare = text.strip()
    found = _month_date().match(bare) or _month_first_date().match(bare)
    if found is None:
        return None
    month = _month_number(found["month"])
    year = int(found["year"])
    named_common = bool(re.search(_eras()["common"], found["era"] or "", re.IGNORECASE))
    is_thai = not found["month"].isascii()
    if year < 100:
        added = 2500 if (is_thai or found["era"]) and not named_common else short_years
        if added is None:
            return None
        year += added
    is_buddhist = BUDDHIST_YEARS[0] <= year <= BUDDHIST_YEARS[1]
    common = common_year(year, month) if is_buddhist else year
    if not COMMON_YEARS[0] <= common <= COMMON_YEARS[1]:
        return None
    try:
        day = date(common, month, int(found["day"] or 1))
    except ValueError:
        return None
    clock = read_clock(found["clock"]) if found["clock"] else None
    if found["clock"] and clock is None:
        return None
    return Reading(day, clock, is_buddhist, found["day"] is not None)


def is_date_range(text: str) -> bool:
    """Whether `text` names a span of days or months ("24-28 เมษายน 2566", "เม.ย.-พ.ค. 2566")."""
    parts = _SPAN.split(text.strip())
    if len(parts) != 2 or not parts[0] or read_month_date(parts[1]) is None:
        return False
    first = parts[0].strip()
    is_day = first.isdigit() and 1 <= int(first) <= 31
    day_and_month = re.sub(r"^\d{1,2} ?", "", first)
    return is_day or month_number(day_and_month) is not None or read_month_date(first) is not None


def read_first_day(text: str, *, short_years: int | None = None) -> Reading | None:
    """The first day of a span ("24-28 เมษายน 2566", "30 เม.ย.-2 พ.ค. 2566", "เม.ย.-พ.ค. 2566"), which
    takes what it leaves out from the last; None for what is no span, or does not begin before it
    ends."""
    parts = _SPAN.split(text.strip())
    last = read_month_date(parts[1], short_years=short_years) if len(parts) == 2 else None
    if last is None:
        return None
    _, month_of_last, year = _day_and_rest(parts[1])
    for whole in (f"{parts[0]} {month_of_last} {year}", f"{parts[0]} {year}", parts[0]):
        first = read_month_date(whole, short_years=short_years)
        if first is not None and first.day <= last.day:
            return first
    return None


def _day_and_rest(text: str) -> tuple[str, str, str]:
    """The day, the month and the rest of a date whose month is a name."""
    found = _month_date().match(text.strip())
    if found is None:
        return "", "", ""
    return found["day"] or "", found["month"], text.strip()[found.end("month") :].lstrip(".")


def read_clock(text: str) -> time | None:
    """A time of day ("08.30 น.", "8:05 PM", "13:05:22"); None if it is none."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").replace(".", "").lower()
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def clock_sql(text: str) -> str:
    """The SQL twin of `read_clock`: TIME, NULL where the text tells none."""
    bare = f"regexp_replace(upper({text}), ' ?น\\.?$|(Z|UTC|[+-][0-9]{{2}}:?[0-9]{{2}})$', '')"
    halves = f"regexp_replace({bare}, ' ?([AP])\\.?M\\.?$', ' \\1M')"
    colons = f"CASE WHEN contains({halves}, ':') THEN {halves} ELSE replace({halves}, '.', ':') END"
    formats = "['%H:%M', '%H:%M:%S', '%I:%M %p', '%I:%M:%S %p', '%H:%M:%S.%g', '%H:%M:%S.%f']"
    return f"TRY_CAST(try_strptime({colons}, {formats}) AS TIME)"


_SPAN = re.compile(r" ?(?:[-–—]|ถึง|to) ?")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?: ?([AaPp]\.?[Mm]\.?|น\.?))?")


@cache
def _eras() -> dict[str, str]:
    words: dict[str, str] = national("header_words.yaml")
    return words


@cache
def _months() -> dict[str, int]:
    """Names and abbreviations of months without dots and blanks, in lower case, to 1 … 12."""
    document = national("months.yaml")
    found: dict[str, int] = {}
    for number, month in enumerate(document["months"], start=1):
        for name in (month["full"], month["abbr"], month["short"], month["en"], month["en"][:3]):
            found[re.sub(r"[. ]", "", name)] = number
    found["sept"] = 9
    return found | dict(document["misspelt"])


def month_number(text: str) -> int | None:
    """The month that `text` names alone ("มกราคม", "ม.ค.", "Jan"); None if it names none."""
    return _months().get(re.sub(r"[. ]", "", text.lower()))


def _month_number(text: str) -> int:
    number = month_number(text)
    assert number is not None
    return number


@cache
def _month_date() -> re.Pattern[str]:
    names = sorted(_months(), key=len, reverse=True)
    spelt = "|".join(
        r"\.? ?".join(name) if len(name) <= 3 and not name.isascii() else name for name in names
    )
    era = r"พ\.? ?ศ\.?|ค\.? ?ศ\.?|พุทธศักราช|คริสต์ศักราช|B\.?E\.?|A\.?D\.?"
    weekday = r"(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)(?:ที่)?[ ,]*"
    return re.compile(
        rf"(?:{weekday})?(?:วันที่ ?)?(?:(?P<day>\d{{1,2}})[ \-/.]*)?(?:เดือน ?)?(?P<month>{spelt})\.?"
        rf"[ \-/.,]*(?:ปี ?)?(?P<era>{era})?[ \-/.,]*(?P<year>\d{{4}}|\d{{2}})"
        rf"(?:[ ,]+(?:เวลา ?)?(?P<clock>{_CLOCK.pattern}))?$",
        re.IGNORECASE,
    )


@cache
def _month_first_date() -> re.Pattern[str]:
    """The English order: January 12, 2020."""
    names = "|".join(name for name in sorted(_months(), key=len, reverse=True) if name.isascii())
    return re.compile(
        rf"(?P<month>{names})\.? +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<era>(?!))?(?P<year>\d{{4}})"
        rf"(?:[ ,]+(?P<clock>{_CLOCK.pattern}))?$",
        re.IGNORECASE,
    )
