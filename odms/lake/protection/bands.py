"""Labels of bands of numbers, in SQL: `30–39`, with an open end where one is set."""

from odms.lake.protection.measure import Parameter, Values

WIDTH = Parameter("width", float, 10.0, least=0.001)
LEAST = Parameter("least", float, is_optional=True)
MOST = Parameter("most", float, is_optional=True)


def label(number: str, values: Values, *, is_whole: bool) -> str:
    """The band of the number that the SQL `number` gives.

    Below `least` stands `<18`, from `most` on `90+`. Bands of whole numbers name their last number,
    others say that the end does not belong: `1.5–<3`.
    """
    width = values["width"]
    is_whole = is_whole and width == int(width)
    low = f"floor({number} / {width!r}) * {width!r}"
    high = f"({low} + {width!r}{' - 1' if is_whole else ''})"
    if is_whole and width == 1:
        band = _shown(low)
    else:
        band = f"{_shown(low)} || '{'–' if is_whole else '–<'}' || {_shown(high)}"
    ends = []
    if (least := values.get("least")) is not None:
        ends.append(f"WHEN {number} < {least!r} THEN '<{_plain(least)}'")
    if (most := values.get("most")) is not None:
        ends.append(f"WHEN {number} >= {most!r} THEN '{_plain(most)}+'")
    return f"CASE {' '.join(ends)} ELSE {band} END" if ends else band


def _shown(number: str) -> str:
    """A number as text without an idle `.0`, rounded so that sums of tenths read well."""
    rounded = f"CAST(round({number}, 6) AS VARCHAR)"
    return rf"regexp_replace({rounded}, '\.0$', '')"


def _plain(number: float) -> str:
    return f"{number:g}"
