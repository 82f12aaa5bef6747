"""The shape of a cell's text: what it looks like before anyone decides what its column is.

One SQL expression gives each distinct value a number of `Shape`; a column's type is then decided
from a handful of counts, and only values of odd shapes are looked at closely.
"""

import re
from enum import IntEnum

from odms.definitions import national
from odms.engine.text.cleaning import suspect_pattern

PADDED = 100  # added to a shape where blanks stand around the text


class Shape(IntEnum):
    """What a cell's text looks like."""

    EMPTY = 0  # no cell, or blanks alone
    TOKEN = 1  # a word for "no value"
    SUPPRESSED = 2  # a sign for "kept back"
    INTEGER = 3  # 12, -5, no leading zero, at most 18 digits
    ZERO_LED = 4  # 007
    LONG = 5  # more than 18 digits
    DECIMAL = 6  # 12.5
    DOT_ZERO = 7  # 47170.0
    GROUPED = 8  # (5), ฿1,200, 12 345: decorated, without decimals
    GROUPED_DECIMAL = 9  # (1,234.50)
    PERCENT = 10  # 41.37%
    DAMAGED = 11  # 1.10E+11, digits lost by Excel
    SCIENTIFIC = 12  # 1e-05
    ISO_DATE = 13  # 2024-02-29, a day of the common era that exists
    ISO_DATETIME = 14  # 2024-02-29 08:30
    NUMERIC_DATE = 15  # 1/2/2565, 2565-01-12, with or without a time
    MONTH_DATE = 16  # 29 เมษายน 2566
    TIME = 17  # 08:30, 8.30 น., 1:05 PM
    YEAR_WORD = 18  # พ.ศ. 2565
    BOOLEAN = 19  # True, ใช่
    GEOMETRY = 20  # WKT or a GeoJSON geometry
    TEXT = 21
    NUMBER_TOKEN = 22  # no value among numbers, a word among words
    ODD = 23  # to be cleaned before its shape can be told
    COMMAS = 24  # 1,234,567 and nothing else
    COMMAS_DECIMAL = 25  # 1,234.50 and nothing else


MISSING = frozenset({Shape.EMPTY, Shape.TOKEN})
ABSENT = MISSING | {Shape.SUPPRESSED}
WHOLE = frozenset({Shape.INTEGER, Shape.DOT_ZERO, Shape.GROUPED, Shape.COMMAS})
FRACTIONAL = frozenset(
    {
        Shape.DECIMAL,
        Shape.GROUPED_DECIMAL,
        Shape.COMMAS_DECIMAL,
        Shape.PERCENT,
        Shape.DAMAGED,
        Shape.SCIENTIFIC,
    }
)
NUMERIC = WHOLE | FRACTIONAL
DATED = frozenset({Shape.ISO_DATE, Shape.ISO_DATETIME, Shape.NUMERIC_DATE, Shape.MONTH_DATE})

_ENDS = r" \x09-\x0d"
_BLANKS = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13)"
# Thai digits, and the two kinds of mojibake: Thai read as Latin-1, UTF-8 read as cp874.
_CURIOUS = r"[๐-๙]|[\x{00A1}-\x{00FB}]{2}|เธ.{0,2}เ[ธน]|à[¸¹]"
_INTEGER = r"^-?(0|[1-9][0-9]{0,17})$"
_SPLIT = r"[ ]?[-/.][ ]?"
_CLOCK = r"[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2}(\.[0-9]+)?)?( ?([AaPp]\.?[Mm]\.?|น\.?))?"
_ISO_DAY = r"(1[89]|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_ISO_CLOCK = r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
ZONE = r" ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2})$"
_PATTERNS: tuple[tuple[str, Shape], ...] = (
    (_INTEGER, Shape.INTEGER),
    (r"^0[0-9]+$", Shape.ZERO_LED),
    (r"^[0-9]{19,}$", Shape.LONG),
    (r"^[-+]?[0-9]+\.0+$", Shape.DOT_ZERO),
    (r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+)$", Shape.DECIMAL),
    (r"^[-+]?[0-9](\.[0-9]{1,6})?E\+?[0-9]{2}$", Shape.DAMAGED),
    (r"^[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]{1,3}$", Shape.SCIENTIFIC),
)
# The shapes of most values in large files, by the marks that they hold.
_WITH_COMMA: tuple[tuple[str, Shape], ...] = (
    (r"^[0-9]{1,3}(,[0-9]{3})+$", Shape.COMMAS),
    (r"^[0-9]{1,3}(,[0-9]{3})+\.[0-9]+$", Shape.COMMAS_DECIMAL),
)
_WITH_POINT: tuple[tuple[str, Shape], ...] = (
    (r"^(0|[1-9][0-9]{0,14})\.[0-9]*[1-9][0-9]*$", Shape.DECIMAL),
    (r"^[0-9]+\.0+$", Shape.DOT_ZERO),
)
_DIGITS: tuple[tuple[str, Shape], ...] = (
    (_INTEGER, Shape.INTEGER),
    (r"^0[0-9]+$", Shape.ZERO_LED),
)
_LONG_TEXT = 60  # bytes
_SIGN = r"[-+−–]? ?[฿$]? ?"
_GROUPS = r"([0-9]{1,3}([, ][0-9]{3})+|[0-9]+)"
_DECORATED: tuple[tuple[str, Shape], ...] = (
    (rf"^\(?{_SIGN}{_GROUPS}\)?$", Shape.GROUPED),
    (rf"^\(?{_SIGN}({_GROUPS}(\.[0-9]*)?|\.[0-9]+)\)?$", Shape.GROUPED_DECIMAL),
    (rf"^\(?{_SIGN}({_GROUPS}(\.[0-9]*)?|\.[0-9]+) ?%\)?$", Shape.PERCENT),
)
_GEOMETRY = (
    r"(?i)^(SRID=[0-9]+; ?)?((MULTI)?(POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION) ?Z?M? ?\("
    r'|^\{ ?"(type|coordinates)" ?:.*"coordinates"'
)


def shaped(cells: str) -> str:
    """The rows of the query `cells`, which has a column `v`, with the number `k` of v's shape.

    PADDED is added to k where blanks surround the text.
    """
    return (
        f"SELECT * EXCLUDE (fast, x), coalesce(fast, {_slow()})::UTINYINT AS k FROM"
        f" (SELECT *, CASE WHEN fast IS NULL THEN {bare('v')} END AS x FROM"
        f" (SELECT *, {_fast('v')} AS fast FROM ({cells})))"
    )


def trimmed(value: str) -> str:
    """The SQL that takes blanks, tabs and line ends from both ends of `value`."""
    return f"trim({value}, {_BLANKS})"


def bare(column: str) -> str:
    """As `trimmed`, of a column: few texts have blanks around them, and looking costs less."""
    ends = " OR ".join(f"ends_with({column}, {blank})" for blank in _BLANKS.split(" || "))
    return f"CASE WHEN ascii({column}) <= 32 OR {ends} THEN {trimmed(column)} ELSE {column} END"


def number_sql(text: str) -> str:
    """The SQL that reads a decorated number: commas, blanks, currency, percent, parentheses."""
    digits = f"regexp_replace({text}, '[^0-9.eE]', '', 'g')"
    bare = f"TRY_CAST(replace(rtrim({text}, '% '), ',', '') AS DOUBLE)"
    negative = f"regexp_matches({text}, '^\\(|^ ?[-−–]')"
    return (
        f"coalesce({bare}, CASE WHEN {negative} THEN -1 ELSE 1 END * TRY_CAST({digits} AS DOUBLE))"
    )


def integer_sql(text: str) -> str:
    """The SQL that reads a whole number that may be decorated or end in `.0`."""
    digits = f"nullif(regexp_replace(regexp_replace({text}, '\\.0*$', ''), '[^0-9]', '', 'g'), '')"
    negative = f"regexp_matches({text}, '^\\(|^ ?[-−–]')"
    bare = f"TRY_CAST(replace({text}, ',', '') AS BIGINT)"
    return (
        f"coalesce({bare}, CASE WHEN {negative} THEN -1 ELSE 1 END * TRY_CAST({digits} AS BIGINT))"
    )


def is_whole_sql(text: str) -> str:
    """Whether `text` is of one of the shapes in WHOLE."""
    return (
        f"(regexp_matches({text}, '^\\(?{_SIGN}{_GROUPS}(\\.0*)?\\)?$')"
        f" AND NOT regexp_matches({text}, '^0[0-9]'))"
    )


def is_number_sql(text: str) -> str:
    """Whether `text` is of one of the shapes in NUMERIC."""
    body = f"({_GROUPS}(\\.[0-9]*)?|\\.[0-9]+)"
    return (
        f"(regexp_matches({text}, '^\\(?{_SIGN}{body}([eE][-+]?[0-9]{{1,3}})? ?%?\\)?$')"
        f" AND NOT regexp_matches({text}, '^0[0-9]+$'))"
    )


def _fast(v: str) -> str:
    """The shape of `v` where one or two looks tell it: a plain number, a long text without blanks
    around it; NULL otherwise."""
    comma, point, digits = (
        f"CASE {' '.join(_case(v, *one) for one in group)} END"
        for group in (_WITH_COMMA, _WITH_POINT, _DIGITS)
    )
    curious = f"^[{_ENDS}]|[{_ENDS}]$|{_odd()}|{month_pattern()}|{_GEOMETRY}"
    return (
        f"CASE WHEN ascii({v}) BETWEEN 48 AND 57 THEN CASE WHEN contains({v}, ',') THEN {comma}"
        f" WHEN contains({v}, '.') THEN {point} ELSE {digits} END"
        f" WHEN strlen({v}) > {_LONG_TEXT} THEN"
        f" CASE WHEN NOT regexp_matches({v}, '{curious}') THEN {Shape.TEXT:d} END END"
    )


def _odd() -> str:
    return f"{suspect_pattern()}|{_CURIOUS}"


def _slow() -> str:
    """The shape of x.

    DuckDB works out what an expression says twice, and both sides of an AND, for every row: so
    nothing costly is said twice, and a CASE stands where a cheap look saves a costly one. One look
    turns most long texts away.
    """
    odd = _odd()
    return f"""(coalesce(CASE WHEN x IS NULL OR x = '' THEN {Shape.EMPTY:d}
        WHEN strlen(x) > {_LONG_TEXT} THEN CASE WHEN regexp_matches(x, '{_GEOMETRY}') THEN {Shape.GEOMETRY:d}
            WHEN regexp_matches(x, '{odd}|{month_pattern()}') THEN NULL ELSE {Shape.TEXT:d} END
        WHEN regexp_matches(x, '{_one_of("missing")}') THEN {Shape.TOKEN:d}
        WHEN x IN ({_words("missing_as_spelt", as_spelt=True)}) THEN {Shape.TOKEN:d}
        WHEN x IN ({_words("suppressed")}) THEN {Shape.SUPPRESSED:d}
        END, CASE WHEN CASE WHEN strlen(x) <> length(x) THEN regexp_matches(x, '{odd}') END
        THEN {Shape.ODD:d} END, CASE WHEN strlen(x) <= {_LONG_TEXT} THEN
            CASE WHEN regexp_matches(x, '^[-+−–(.฿$0-9]') THEN {_numeric("x")} END
        END, {_worded("x")})
        + CASE WHEN strlen(x) < strlen(v) AND x <> '' THEN {PADDED} ELSE 0 END)"""


def _numeric(x: str) -> str:
    cases = [_case(x, pattern, shape) for pattern, shape in _PATTERNS + _DECORATED]
    cases += [
        f"WHEN regexp_matches({x}, '^{_ISO_DAY}$') AND TRY_CAST({x} AS DATE) IS NOT NULL "
        f"THEN {Shape.ISO_DATE:d}",
        f"WHEN regexp_matches({x}, '^{_ISO_DAY}{_ISO_CLOCK}({ZONE[:-1]})?$') "
        f"AND TRY_CAST(regexp_replace({x}, '{ZONE}', '') AS TIMESTAMP) IS NOT NULL "
        f"THEN {Shape.ISO_DATETIME:d}",
        _case(
            x,
            rf"^[0-9]{{1,4}}{_SPLIT}[0-9]{{1,2}}{_SPLIT}[0-9]{{1,4}}([ T,]+{_CLOCK}({ZONE[:-1]})?)?$",
            Shape.NUMERIC_DATE,
        ),
        _case(x, rf"^{_CLOCK}$", Shape.TIME),
    ]
    return f"CASE {' '.join(cases)} END"


def _worded(x: str) -> str:
    return f"""CASE
        WHEN CASE WHEN strlen({x}) <= 120 THEN regexp_matches({x}, '{month_pattern()}') END
            AND regexp_matches({x}, '[0-9]') THEN {Shape.MONTH_DATE:d}
        WHEN strlen({x}) > {_LONG_TEXT} THEN {Shape.TEXT:d}
        WHEN regexp_matches({x}, '{year_pattern()}') THEN {Shape.YEAR_WORD:d}
        WHEN regexp_matches({x}, '{_answers()}') THEN {Shape.BOOLEAN:d}
        WHEN regexp_matches({x}, '{_one_of("missing_in_numbers")}') THEN {Shape.NUMBER_TOKEN:d}
        WHEN regexp_matches({x}, '{_GEOMETRY}') THEN {Shape.GEOMETRY:d}
        ELSE {Shape.TEXT:d} END"""


def _case(x: str, pattern: str, shape: Shape) -> str:
    return f"WHEN regexp_matches({x}, '{pattern}') THEN {shape:d}"


def year_pattern() -> str:
    """A year with a word before it or a letter after: พ.ศ. 2565, ปี 2565, FY2022, 2020P, 2565/66."""
    word = r"(ปีงบประมาณ|ปีการศึกษา|ปี|พ\.? ?ศ\.?|ค\.? ?ศ\.?|fy|b\.?e\.?|a\.?d\.?)"
    return rf"(?i)^({word} ?)+(1[89]|2[0-7])[0-9]{{2}}$|^(1[89]|2[0-7])[0-9]{{2}} ?[pr(]"


def month_pattern() -> str:
    """Names of months, long ones first, dots and blanks of abbreviations optional."""
    names: list[str] = []
    for month in national("months.yaml")["months"]:
        names += [re.escape(month["short"]), month["en"][:3]]
        names.append(month["abbr"].rstrip(".").replace(".", r"\.? ?") + r"\.?")
    return "(?i)" + "|".join(sorted(names, key=len, reverse=True))


def _words(group: str, *, as_spelt: bool = False) -> str:
    words = map(str, national("tokens.yaml")[group])
    return ", ".join(quoted(word if as_spelt else word.lower()) for word in words)


def _one_of(group: str) -> str:
    """The pattern of a text that is one of a group of words, in either case."""
    return _any_word([str(word) for word in national("tokens.yaml")[group]])


def _answers() -> str:
    return _any_word(
        [word for pair in national("tokens.yaml")["booleans"] for word in pair.values()]
    )


def _any_word(words: list[str]) -> str:
    return f"(?i)^(?:{'|'.join(map(re.escape, words))})$".replace("'", "''")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
