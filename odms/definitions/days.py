"""Days and moments as people read them, with the months and the era of each language."""

from datetime import date, datetime

from odms.definitions import national

BUDDHIST_ERA = 543
NO_BREAK = "\N{NO-BREAK SPACE}"

_NAMES = national("months.yaml")["months"]
MONTHS = {
    "th": [month["abbr"] for month in _NAMES],
    "en": [month["en"][:3].capitalize() for month in _NAMES],
}
LONG_MONTHS = {
    "th": [month["full"] for month in _NAMES],
    "en": [month["en"].capitalize() for month in _NAMES],
}


def in_era(year: int, language: str) -> int:
    """A year of the common era in the era of the language."""
    return year + BUDDHIST_ERA if language == "th" else year


def said_day(day: date, language: str, *, is_long: bool = False) -> str:
    """A day: 22 พ.ย. 2569, 22 Nov 2026; its parts are not broken over lines."""
    months = LONG_MONTHS if is_long else MONTHS
    parts = (str(day.day), months[language][day.month - 1], str(in_era(day.year, language)))
    return NO_BREAK.join(parts)


def said_month(day: date, language: str) -> str:
    """The month of a day: พฤศจิกายน 2569, November 2026."""
    return f"{LONG_MONTHS[language][day.month - 1]} {in_era(day.year, language)}"


def said_moment(local: datetime, language: str) -> str:
    """A local time: 22 พ.ย. 2569 06.15 น., 22 Nov 2026, 06:15."""
    time = f"{local:%H.%M} น." if language == "th" else f"{local:%H:%M}"
    return f"{said_day(local, language)}{' ' if language == 'th' else ', '}{time}"
