"""Bring percentages to one scale: 12%, 12 % and 0.12 say 12, where the steward says that plain
numbers are shares (`plain: share`), or 12 where they are percents already."""

import re

from odms.engine.repairs.mending import Examples, Mending
from odms.engine.repairs.recipe import Step
from odms.engine.text.cleaning import arabic_digits

PARAMETERS = {"plain?": "percent|share"}
EXAMPLES: Examples = [
    ("12%", {}, "12"),
    ("12.5 %", {}, "12.5"),
    ("๑๒%", {}, "12"),
    ("12", {}, None),
    ("0.12", {"plain": "share"}, "12"),
    ("0.125", {"plain": "share"}, "12.5"),
    ("1", {"plain": "share"}, "100"),
    ("45", {"plain": "share"}, None),
    ("ไม่ระบุ", {}, None),
]
_NUMBER = re.compile(r"(-?\d+)(?:\.(\d+))?\s*(%?)")


def mend(text: str, plain: str = "percent") -> str | None:
    """The number in percent without its sign; None where it says so already."""
    found = _NUMBER.fullmatch(arabic_digits(text).strip().replace(",", ""))
    if found is None:
        return None
    if found[3]:
        return text_of(found[1], found[2] or "")
    is_share = plain == "share" and abs(float(found[0])) <= 1
    return _times_hundred(found[1], found[2] or "") if is_share else None


def text_of(whole: str, digits: str) -> str:
    """A number from its whole part and its digits."""
    return f"{whole}.{digits}" if digits else whole


def _times_hundred(whole: str, digits: str) -> str:
    """A hundred times a number, digit by digit, so that no rounding comes in."""
    digits = digits.ljust(2, "0")
    moved = (whole + digits[:2]).lstrip("-").lstrip("0") or "0"
    sign = "-" if whole.startswith("-") and moved != "0" else ""
    return sign + text_of(moved, digits[2:])


def repair(mending: Mending, step: Step) -> None:
    """Rewrite the column."""
    plain = step.parameters.get("plain", "percent")
    mending.rewrite(mending.at(step.column), lambda text: mend(text, plain))
