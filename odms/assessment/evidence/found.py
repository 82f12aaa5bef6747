"""What a function of evidence finds: an answer, the sentence with its figures, and where it can be seen.

`yes` takes both: the thing is there, and it is used. What is there and unused is `partly`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import override


@dataclass(frozen=True)
class Found:
    """An answer as it was computed; `value` is None where there is nothing yet to take a share of."""

    value: Any
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""


def feature(route: str, n: int, what: str) -> Found:
    """Whether pages of this route are there and used: `n` of `what` (`evidence.of.…`)."""
    if not is_there(route):
        return Found("no", "evidence.absent", {"route": route})
    facts = {"n": n, "what": thing(what)}
    code = "evidence.used" if n else "evidence.unused"
    return Found("yes" if n else "partly", code, facts, link_to(route))


def some(n: int, what: str, route: str = "") -> Found:
    """Yes where there is any of something."""
    facts = {"n": n, "what": thing(what)}
    return Found("yes" if n else "no", "evidence.count", facts, link_to(route))


def share(have: int, of: int, what: str, route: str = "") -> Found:
    """How many of how many."""
    facts = {"have": have, "of": of, "what": thing(what)}
    return Found(round(have / of, 4) if of else None, "evidence.share", facts, link_to(route))


def number(value: float, what: str, route: str = "") -> Found:
    """A count, or a mean."""
    facts = {"n": f"{value:g}", "what": thing(what)}
    return Found(value, "evidence.count", facts, link_to(route))


def text(words: list[str], what: str, route: str = "") -> Found | None:
    """A list in words; None of nothing."""
    if not words:
        return None
    told = "; ".join(words)
    return Found(told, "evidence.text", {"text": told, "what": thing(what)}, link_to(route))


def thing(what: str) -> dict[str, str]:
    """What is counted, as a fact that is told in the reader's language."""
    return {"code": f"evidence.of.{what}"}


def is_there(route: str) -> bool:
    """Whether there are addresses of this name."""
    space, _, name = route.rpartition(":")
    if space:
        return bool(link_to(route))
    return name in get_resolver().reverse_dict


def link_to(route: str) -> str:
    """The address of a route that needs nothing more than its name; else empty."""
    if not route:
        return ""
    try:
        with override("th"):
            return reverse(route)
    except NoReverseMatch:
        return ""
