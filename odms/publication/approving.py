"""Who may approve what: the rules of `definitions/<country>/approval.yaml`, and orders' numbers. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from odms.definitions import national
from odms.errors import Conflict, Forbidden, Invalid
from odms.people.rules import PERMISSIONS
from odms.publication.risks import Risk

KINDS = ("first", "update", "words")

# in a rule: whichever flag
ANY = "any"

# the parts that an approver can play towards an agency
PARTS = tuple(part for part in PERMISSIONS["case.decide"])

MAX_NUMBER = 100

_PLACE = re.compile(r"\{(n|year)(?::(\d))?\}")


@dataclass(frozen=True)
class Requirement:
    """What an approval of a case asks for: who may give it, and how many people must.

    `words` say why, by language.
    """

    code: str
    parts: tuple[str, ...]
    n_approvers: int
    words: Mapping[str, str]


def kind_of(*, has_release: bool, has_delivery: bool) -> str:
    """Of which of KINDS a case is."""
    if not has_release:
        return "first"
    return "update" if has_delivery else "words"


def flagged(risks: Sequence[Risk]) -> list[Risk]:
    """The risks that stop what goes without a person's look: errors, and warnings that matter."""
    passing = rules()["passing"]
    return [risk for risk in risks if risk.severity == "error" or risk.code not in passing]


def flags_of(risks: Sequence[Risk]) -> set[str]:
    """The names of the flags that are up, `any` among them where there is one at all."""
    up = flagged(risks)
    found = {
        name for name, flag in rules()["flags"].items() if any(_raises(risk, flag) for risk in up)
    }
    return found | ({ANY} if up else set())


def requirement(kind: str, flags: Collection[str]) -> Requirement:
    """The first rule that fits a kind of case with these flags up."""
    for rule in rules()["rules"]:
        if kind in rule["kinds"] and (not rule["flags"] or set(rule["flags"]) & set(flags)):
            return Requirement(
                rule["code"],
                tuple(rule["parts"]),
                rule["n_approvers"],
                {language: rule[language] for language in ("th", "en")},
            )
    raise AssertionError(f"no rule for {kind}")


def check_approver(
    needed: Requirement, parts: Collection[str], *, person_id: str, first_id: str | None
) -> None:
    """Raise Forbidden unless a person of these parts may give this approval, or the next of two."""
    if not set(parts) & set(needed.parts):
        raise Forbidden("publication.not_your_approval", **_why(needed))
    if person_id == first_id:
        raise Forbidden("publication.approved_by_you", **_why(needed))


def check_at_once(needed: Requirement, risks: Sequence[Risk]) -> None:
    """Raise Conflict where a case cannot be approved together with others."""
    if n := len(flagged(risks)):
        raise Conflict("publication.flagged", n=n)
    if needed.n_approvers > 1:
        raise Conflict("publication.needs_two", **_why(needed))


def check_pattern(pattern: str) -> None:
    """Raise Invalid unless numbers can be made by it: a running {n}, and no other braces."""
    places = [name for name, _ in _PLACE.findall(pattern)]
    if places.count("n") != 1 or "{" in _PLACE.sub("", pattern) or len(pattern) > 60:
        raise Invalid("publication.wrong_pattern", pattern=pattern, item="pattern")


def number_of(pattern: str, *, n: int, year: int) -> str:
    """The number of the `n`th order of a year of the Buddhist era."""
    values = {"n": n, "year": year}
    return _PLACE.sub(lambda place: f"{values[place[1]]:0{place[2] or 1}}", pattern)


def order_year(day: date) -> int:
    """The year of the calendar by which orders are numbered."""
    return day.year + int(national("prefill.yaml")["era_years"])


def order_number(text: str) -> str:
    """A number as somebody typed it, without blanks around. Raises Invalid for one too long."""
    if len(number := " ".join(text.split())) > MAX_NUMBER:
        raise Invalid("publication.number_too_long", limit=MAX_NUMBER, item="order_number")
    return number


@cache
def rules() -> dict[str, Any]:
    """The document, its references checked. Raises ValueError for one that is not there."""
    found: dict[str, Any] = national("approval.yaml")
    for rule in found["rules"]:
        for name, known in (("kinds", KINDS), ("parts", PARTS), ("flags", {*found["flags"], ANY})):
            if unknown := set(rule[name]) - set(known):
                raise ValueError(f"approval.yaml: {rule['code']}.{name}: {sorted(unknown)}")
    for kind in KINDS:
        if not any(kind in rule["kinds"] and not rule["flags"] for rule in found["rules"]):
            raise ValueError(f"approval.yaml: no rule for every case of the kind {kind}")
    return found


def _raises(risk: Risk, flag: Mapping[str, Any]) -> bool:
    """Whether a risk puts a flag up."""
    if risk.code not in flag["codes"]:
        return False
    return not flag["verdicts"] or risk.facts.get("verdict") in flag["verdicts"]


def _why(needed: Requirement) -> dict[str, str]:
    return {f"why_{language}": said for language, said in needed.words.items()}
