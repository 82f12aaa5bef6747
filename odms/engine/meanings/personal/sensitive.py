"""Subjects of section 26 of the Personal Data Protection Act, told by header and by words.

They are personal data where a row is a person; what counts heads by religion or disease is not. So
a column is only suspected here, and `beside` decides with the rest of the table in view.
"""

from dataclasses import dataclass

from odms.engine.meanings.meaning import Candidate, meanings, says
from odms.engine.meanings.personal.recogniser import told
from odms.engine.meanings.signs import matches_sql, where_sql

_SOME = 0.4
_MOST = 0.8
_FEW_CODES = 12


@dataclass(frozen=True)
class Suspect:
    """A column that may tell of a sensitive subject: rows that do, and whether the header says so."""

    kind: str
    n: int
    is_said: bool
    how: str


def kinds() -> tuple[str, ...]:
    """The sensitive subjects that words can tell."""
    return tuple(kind for kind, meaning in meanings().items() if meaning.get("is_sensitive"))


def facts() -> dict[str, str]:
    """Whether a value is a word of any subject: one look turns most values away."""
    every = "|".join(f"({told(kind)['words']})" for kind in kinds())
    return {"may_be_sensitive": where_sql("strlen(x) <= 150", matches_sql(every))}


def signs() -> dict[str, str]:
    """For each subject whether a value is one of its words."""
    return {
        kind: where_sql("may_be_sensitive", matches_sql(told(kind)["words"])) for kind in kinds()
    }


def suspect(c: Candidate) -> Suspect | None:
    """The subject that a column may tell of: the header's, else the one of most of its words."""
    if not c.signs.n:
        return None
    for kind in kinds():
        if says(kind, c.name) and (found := _said(c, kind)) is not None:
            return found
    shares = {kind: c.signs.matching(kind) for kind in kinds()}
    kind = max(shares, key=lambda one: shares[one])
    if shares[kind] < _MOST or c.type != "text" or c.signs.values[kind] < 2:
        return None
    if not told(kind).get("alone", True):
        return None
    how = f"{shares[kind]:.0%} are words for it"
    return Suspect(kind, c.signs.patterns[kind], False, how)


def _said(c: Candidate, kind: str) -> Suspect | None:
    """What a header that names the subject amounts to, with the values below it."""
    share = c.signs.matching(kind)
    if c.type == "text" and share >= _SOME:
        return Suspect(kind, c.signs.n, True, f"header; {share:.0%} are words for it")
    is_coded = c.type == "boolean" or (c.type == "integer" and c.signs.n_values <= _FEW_CODES)
    is_open = c.type == "text" and told(kind).get("is_open", False)
    if is_coded or is_open:
        return Suspect(kind, c.signs.n, True, "header")
    return None
