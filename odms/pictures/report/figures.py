"""Values as a report writes them."""

from typing import Any

LONG = 60  # letters of a value


def number(n: float) -> str:
    """A number with commas between thousands."""
    return f"{n:,}"


def value(value: Any, *, is_year: bool = False) -> str:
    """A typed value as text: numbers with commas, years without, texts cut."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return cut(str(value).replace("T", " ") if value is not None else "")
    if is_year:
        return str(value)
    return f"{value:,.6g}" if isinstance(value, float) and value % 1 else f"{int(value):,}"


def points(points: float) -> str:
    """Points with one decimal where it says something; what is less is told as such."""
    if 0 < points < 0.05:
        return "< 0.1"
    return f"{points:.1f}".removesuffix(".0")


def percent(share: float) -> str:
    """A share as percent; nearly all is not all, and next to nothing not nothing."""
    if 0 < share < 0.001:
        return "< 0.1 %"
    if 0.999 < share < 1:
        return "> 99.9 %"
    return f"{share * 100:.1f}".removesuffix(".0") + " %"


def cut(text: str) -> str:
    """A text as long as a cell of a report takes."""
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def edges(pattern: str) -> str:
    """A pattern whose blanks at the ends can be seen."""
    inner = pattern.strip(" ")
    n_before = len(pattern) - len(pattern.lstrip(" "))
    return "␣" * n_before + inner + "␣" * (len(pattern) - n_before - len(inner))
