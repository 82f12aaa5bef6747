"""Which columns hold personal data, of what kind, how sure that is, and how it was told.

One recogniser a kind, in a module of its own. Identifiers speak first (`identify`), then the name
lists of places, then names and addresses (`describe`); what stands inside longer texts is
looked for where a column has no other meaning (`look`); and `settle` decides with all columns of a table in view.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from odms.engine.column import Body
from odms.engine.grid import Workspace
from odms.engine.meanings.meaning import Candidate, Meaning, says
from odms.engine.meanings.personal import (
    address,
    bank_account,
    birth_date,
    email,
    free_text,
    known_names,
    line_id,
    national_id,
    passport,
    person_name,
    phone,
    sensitive,
    vehicle_plate,
)
from odms.engine.meanings.personal.beside import LOCATION, Sight, settle
from odms.engine.meanings.personal.recogniser import Recogniser
from odms.engine.meanings.personal.wording import Mention, masked, mentions
from odms.engine.meanings.signs import Patterns, Signs, plain_signs

__all__ = [
    "RECOGNISERS",
    "Mention",
    "Recogniser",
    "Sight",
    "describe",
    "identify",
    "look",
    "look_up_names",
    "masked",
    "mentions",
    "names_beside",
    "patterns",
    "settle",
]

# In the order in which they are asked.
_IDENTIFIERS: tuple[Recogniser, ...] = (
    national_id.RECOGNISER,
    email.RECOGNISER,
    bank_account.RECOGNISER,
    phone.RECOGNISER,
    vehicle_plate.RECOGNISER,
    passport.RECOGNISER,
    line_id.RECOGNISER,
)
_OF_PERSONS: tuple[Recogniser, ...] = (
    person_name.RECOGNISER,
    address.RECOGNISER,
    birth_date.RECOGNISER,
)
RECOGNISERS: tuple[Recogniser, ...] = (
    *_IDENTIFIERS,
    *_OF_PERSONS,
    LOCATION,
    *sensitive.RECOGNISERS,
)


@cache
def patterns() -> Patterns:
    """All that is looked for in the values of columns."""
    facts: dict[str, str] = {}
    signs = plain_signs()
    for one in RECOGNISERS:
        facts |= one.facts()
        signs |= one.signs()
    return Patterns(facts, signs | free_text.signs())


def identify(c: Candidate) -> Meaning | None:
    """Identifiers and addresses that a pattern proves."""
    return _first(_IDENTIFIERS, c)


def describe(c: Candidate) -> Meaning | None:
    """Names and addresses of persons."""
    return _first(_OF_PERSONS, c)


def look(c: Candidate, told: Meaning, body: Body, work: Workspace) -> Sight:
    """What a column shows of persons by itself: by its meaning, else inside its texts."""
    found = told.personal
    if found is None and told.code is None and c.type == "text":
        found = free_text.tell(c, body, work)
    return Sight(c, told.code, found)


def look_up_names(
    body: Body, columns: Sequence[int], found: dict[int, Signs], work: Workspace
) -> None:
    """Count the known names in columns of words."""
    worded = [
        c
        for c in columns
        if found[c].matching("words") >= 0.5 or found[c].patterns.get("person-name")
    ]
    for c, known in known_names.count(body, worded, found, work).items():
        found[c].names = known


def names_beside(
    candidates: Sequence[Candidate], found: Mapping[int, Meaning]
) -> dict[int, Meaning]:
    """Columns called no more than "name" that are of persons, for their neighbours are."""
    near = {
        c.index
        for c in candidates
        if found[c.index].code == "name-prefix"
        or (found[c.index].code == "person-name" and says("family-name", c.name))
    }
    named = {}
    for c in candidates:
        is_near = near & {c.index - 2, c.index - 1, c.index + 1, c.index + 2}
        if is_near and found[c.index].code is None:
            personal = person_name.names_beside(c)
            if personal is not None:
                named[c.index] = Meaning("person-name", personal.how, personal=personal)
    return named


def _first(recognisers: Sequence[Recogniser], c: Candidate) -> Meaning | None:
    for one in recognisers:
        if one.tell is not None and (found := one.tell(c)) is not None:
            return found
    return None
