"""The type of a column, decided from the shapes of all its values.

A column is of a type when, of its detail values that are neither missing nor suppressed, at least
95 % parse (or all but one of ten and more). What does not parse stays as text beside the typed
value, and each such cell is a finding.
"""

from dataclasses import dataclass

from odms.definitions import national
from odms.engine.types.dictionary import Shapes
from odms.engine.types.shapes import ABSENT, DATED, FRACTIONAL, NUMERIC, WHOLE, Shape

SHARE_THAT_PARSES = 0.95
_ONE_MAY_FAIL_OF = 10

_NATIVE = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIME": "time",
    "GEOMETRY": "geometry",
    "JSON_NUMBER": "number",
}
_NATIVE_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_NATIVE_FRACTIONAL = ("DOUBLE", "FLOAT", "DECIMAL", "REAL")


@dataclass(frozen=True)
class Judgement:
    """A type for a column, the shapes that are of it, and the reason."""

    type: str
    parsing: frozenset[Shape]
    why: str
    n_values: int = 0
    n_failed: int = 0

    @property
    def share(self) -> float:
        """The share of the values that parse; 1 where there is none."""
        return 1.0 if not self.n_values else 1 - self.n_failed / self.n_values


def suffices(n_values: int, n_failed: int) -> bool:
    """Whether so many failures leave the column of its type."""
    if not n_values or n_failed >= n_values:
        return False
    allowed = max(n_values * (1 - SHARE_THAT_PARSES), 1 if n_values >= _ONE_MAY_FAIL_OF else 0)
    return n_failed <= allowed


def judge(
    shapes: Shapes,
    words: dict[Shape, list[str]] | None = None,
    native: str | None = None,
    *,
    is_code: bool = False,
) -> Judgement:
    """The type that the shapes of a column show; dates and times are confirmed by their reader.

    Of a column that its header calls a code, every value must be a number, or all are text.
    """
    n_values = shapes.n_detail(set(Shape) - ABSENT)
    if not n_values:
        return Judgement("text", frozenset(Shape), "no value")
    told = _native(shapes, native, n_values)
    if told:
        return told
    for type_, parsing, why in _candidates(shapes, words or {}):
        n_failed = n_values - _n_parsing(shapes, parsing)
        if not shapes.n_detail(parsing):
            continue
        if is_code and n_failed and type_ in {"integer", "number"}:
            continue
        if suffices(n_values, n_failed):
            return Judgement(type_, parsing, why, n_values, n_failed)
    why = "codes with leading zeros" if _is_zero_led_code(shapes) else "words"
    return Judgement("text", frozenset(Shape), why, n_values)


def _candidates(
    shapes: Shapes, words: dict[Shape, list[str]]
) -> list[tuple[str, frozenset[Shape], str]]:
    found: list[tuple[str, frozenset[Shape], str]] = [
        ("geometry", frozenset({Shape.GEOMETRY}), "geometry texts")
    ]
    if _are_answers(words.get(Shape.BOOLEAN, [])):
        found.append(("boolean", frozenset({Shape.BOOLEAN}), "words for yes and no"))
    if not _is_zero_led_code(shapes):
        if not shapes.n_detail(FRACTIONAL) and not _are_long_amounts(shapes):
            found.append(("integer", WHOLE, "whole numbers"))
        numbers = NUMERIC | {Shape.LONG} if _are_long_amounts(shapes) else NUMERIC
        found.append(("number", numbers, "numbers"))
    if shapes.n_detail({Shape.YEAR_WORD}):
        found.append(("year", frozenset({Shape.YEAR_WORD, Shape.INTEGER}), "years named as such"))
    found.append(("time", frozenset({Shape.TIME}), "times of day"))
    found.append(("date", DATED, "dates"))
    return found


def _are_long_amounts(shapes: Shapes) -> bool:
    """Whether numbers of more than 18 digits are amounts, of several widths, rather than codes.
    Their digits stay whole in the source text beside the number."""
    long, plain = shapes.tallies.get(Shape.LONG), shapes.tallies.get(Shape.INTEGER)
    if long is None or not long.n_detail:
        return False
    return long.shortest < long.longest or bool(plain and plain.n_detail)


def _are_answers(words: list[str]) -> bool:
    """Whether the words are of one pair of answers; single letters only where both occur."""
    spelt = {word.strip().lower() for word in words}
    for pair in national("tokens.yaml")["booleans"]:
        if spelt and spelt <= set(pair.values()):
            return len(spelt) == 2 or min(map(len, spelt)) > 1
    return False


def as_chosen(type_: str, shapes: Shapes) -> Judgement:
    """The judgement of a column whose type a person chose."""
    if type_ == "text":
        return as_text("chosen")
    parsing = {"integer": WHOLE, "number": NUMERIC, "date": DATED}[type_]
    n_values = shapes.n_detail(set(Shape) - ABSENT)
    return Judgement(type_, parsing, "chosen", n_values, n_values - _n_parsing(shapes, parsing))


def as_text(why: str) -> Judgement:
    """The judgement of a column that is left as text."""
    return Judgement("text", frozenset(Shape), why)


def _n_parsing(shapes: Shapes, parsing: frozenset[Shape]) -> int:
    """Values that parse; words for "no value" among numbers are no failures."""
    if Shape.TEXT in parsing:
        return shapes.n_detail(parsing)
    return shapes.n_detail(parsing | {Shape.NUMBER_TOKEN})


def _is_zero_led_code(shapes: Shapes) -> bool:
    """Codes: leading zeros in more than the odd cell, or in digits of one width.

    A lone 0123 among amounts of many widths is a slip, and fails as a number.
    """
    zero_led = shapes.tallies.get(Shape.ZERO_LED)
    if zero_led is None or not zero_led.n_detail:
        return False
    plain = shapes.tallies.get(Shape.INTEGER)
    if plain is None or not plain.n_detail:
        return True
    widths = {plain.shortest, plain.longest, zero_led.shortest, zero_led.longest}
    one_width = len(widths) == 1 and not shapes.has_padded
    return one_width or not suffices(plain.n_detail + zero_led.n_detail, zero_led.n_detail)


def _native(shapes: Shapes, native: str | None, n_values: int) -> Judgement | None:
    """The type that a typed format declares, where the values keep it."""
    if native is None:
        return None
    name = native.upper().split("(")[0].strip()
    type_, parsing = _NATIVE.get(name), frozenset(set(Shape) - ABSENT)
    if name.startswith("TIMESTAMP"):
        type_ = "datetime"
    elif name in _NATIVE_WHOLE:
        type_, parsing = "integer", WHOLE
    elif name in _NATIVE_FRACTIONAL:
        type_, parsing = "number", NUMERIC
    if type_ is None:
        return None
    n_failed = n_values - _n_parsing(shapes, parsing)
    if not suffices(n_values, n_failed):
        return None
    return Judgement(type_, parsing, f"the format declares {name}", n_values, n_failed)
