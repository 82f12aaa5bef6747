"""How dates, numbers and names read on a page, in Thai and English.

Thai dates count years of the Buddhist era (พ.ศ., C.E. + 543); Django's own Thai formats do not.
Digits are Arabic in both languages.
"""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from odms.definitions import national
from odms.definitions.days import (
    BUDDHIST_ERA,
    NO_BREAK,
    in_era,
    said_day,
    said_moment,
)
from odms.web import told

SCALES = {
    "th": ((1e12, " ล้านล้าน"), (1e9, " พันล้าน"), (1e6, " ล้าน")),
    "en": ((1e12, "T"), (1e9, "B"), (1e6, "M")),
}
MARKDOWN_TAGS = {
    *("p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "code", "pre", "blockquote", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
MARKDOWN_ATTRIBUTES = {"a": {"href"}}
_MARKS = re.compile(r"[*`]+|^\s*(#+|>|[-+]|\d+\.)\s+", re.MULTILINE)
_SEAMS = re.compile(r"(?<=[\u0e01-\u0e4e])(?=[A-Za-z0-9(])|(?<=[A-Za-z0-9)%])(?=[\u0e01-\u0e4e])")
_QUARTER = re.compile(r"(?P<y>\d{4})\D+(?P<q>[1-4])\b|\b(?P<q2>[1-4])\D+(?P<y2>\d{4})")
UNITS = ("bytes", "kB", "MB", "GB", "TB")


def day(value: Any, language: str, *, is_long: bool = False) -> str:
    """A date or an aware datetime as a day in the centre's time zone; empty for None."""
    found = as_date(value)
    if found is None:
        return ""
    return said_day(found, language, is_long=is_long)


def moment(value: datetime | str | None, language: str) -> str:
    """A datetime as day and time of day: 22 พ.ย. 2569 06.15 น., 22 Nov 2026, 06:15."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is None:
        return ""
    return said_moment(_local(value), language)


def iso(value: Any) -> str:
    """A date or datetime as ISO 8601, common era."""
    return value if isinstance(value, str) else value.isoformat()


def number(value: Any) -> str:
    """A number with commas between thousands: at most three decimals, a dash for None."""
    if value is None or value == "":
        return "–"
    if isinstance(value, float) and not value.is_integer():
        if not math.isfinite(value):
            return "–"
        places = 3 if abs(value) < 100 else 1
        return f"{value:,.{places}f}".rstrip("0").rstrip(".")
    return f"{int(value):,}"


def figure(value: float | None) -> str:
    """A figure in a sentence: whole from a thousand on, else to three digits that count."""
    if value is None:
        return "–"
    if abs(value) >= 1000 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.1f}".removesuffix(".0")


def cell(value: Any, column: Mapping[str, Any], language: str) -> str:
    """A value of a table as a person of the language reads it; years and dates in its era.

    `column` has `type` and `meaning`; a date may be said by its `month` or `year` alone. A year of
    type `year` is stored in the source's own era.
    """
    if value is None:
        return "–"
    kind, meaning = column.get("type"), column.get("meaning")
    if kind == "month":
        return day(value, language).partition(NO_BREAK)[2]
    if kind == "year" or meaning == "buddhist-year":
        return _year_cell(value, language)
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, date):
        return day(value, language)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float | int):
        return str(value) if meaning else number(value)
    return str(value)


def _year_cell(value: Any, language: str) -> str:
    year = value.year if isinstance(value, date) else int(value)
    common = year - BUDDHIST_ERA if year > 2300 else year
    return str(in_era(common, language))


def compact(value: float | None, language: str) -> str:
    """A number from a million on by its scale, smaller ones whole."""
    if value is None:
        return "–"
    for scale, name in SCALES[language]:
        if abs(value) >= scale:
            return f"{value / scale:.1f}".removesuffix(".0") + name
    return number(value)


def size(n_bytes: int | None) -> str:
    """A number of bytes in units of a thousand: 999 bytes, 12.4 MB."""
    if n_bytes is None:
        return ""
    amount = float(n_bytes)
    for unit in UNITS:
        if amount < 1000 or unit == UNITS[-1]:
            break
        amount /= 1000
    return f"{n_bytes:,} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


def percent(share: float | None) -> str:
    """A share of one as percent, one decimal where it matters: 0.018 is 1.8 %."""
    if share is None:
        return "–"
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


def in_language(thing: Any, name: str, language: str) -> tuple[str, str]:
    """The text `name` of a thing (attribute or key `name_th`, `name_en`) and the language it is in."""
    for spoken in (language, "th", "en"):
        if text := _part(thing, f"{name}_{spoken}"):
            return text, spoken
    return "", language


def clean_markdown(text: str) -> SafeString:
    """Markdown as HTML of which only harmless elements are left; headings become bold lines."""
    import nh3
    from markdown_it import MarkdownIt

    drawn = MarkdownIt("commonmark", {"html": False}).enable("table").render(text or "")
    return mark_safe(nh3.clean(drawn, tags=MARKDOWN_TAGS, attributes=MARKDOWN_ATTRIBUTES))  # noqa: S308


def unit(name: str | None, language: str) -> str:
    """What the unit of a column is called in the language; as the agency wrote it if not known."""
    known = national("unit_names.yaml")
    name = name or ""
    said = known["signs"].get(name) or (language == "en" and known["names"].get(name))
    return str(said or name)


def quarter(text: str, language: str) -> str:
    """A quarter of a year as it is said: ไตรมาส 4/2568, Q4 2025; the text itself if it is none."""
    parts = _QUARTER.search(text)
    if parts is None:
        return text
    year, number = int(parts["y"] or parts["y2"]), parts["q"] or parts["q2"]
    common = year - BUDDHIST_ERA if year > 2300 else year
    shown = in_era(common, language)
    return f"ไตรมาส {number}/{shown}" if language == "th" else f"Q{number} {shown}"


def typeset(text: str) -> str:
    """Thai text with a blank between Thai letters and figures, brackets or Latin letters."""
    return _SEAMS.sub(" ", text)


def column_label(column: Mapping[str, Any], language: str) -> str:
    """What a column is called: its label, that in the other language if need be, else its name."""
    return in_language(column, "label", language)[0] or str(column["name"])


def column_label_here(column: Mapping[str, Any]) -> str:
    """What a column is called in the page's language."""
    return column_label(column, told.language())


def plain(text: str) -> str:
    """Markdown as bare words in one line, for summaries."""
    return " ".join(_MARKS.sub("", text or "").split())


def as_date(value: Any) -> date | None:
    """A date, a datetime in the centre's time zone, or an ISO text as a date."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        return _local(value).date()
    return value  # type: ignore[no-any-return]


def _local(value: datetime) -> datetime:
    return value.astimezone(ZoneInfo(settings.TIME_ZONE)) if value.tzinfo else value


def _part(thing: Any, name: str) -> str:
    found = thing.get(name) if isinstance(thing, dict) else getattr(thing, name, "")
    return str(found or "")
