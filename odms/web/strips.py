"""The strip of sixteen cells: how the processes stand, at a glance and one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from odms.publication.answering import processes
from odms.publication.queries.standings import Cell
from odms.web import formats
from odms.web.told import language, words

# the sign of each state; its words stand in `definitions/messages/processes.yaml`
SIGNS = {"done": "ok", "partly": "up", "said": "up", "missing": "no", "none": "na"}


@dataclass(frozen=True)
class Square:
    """A cell of a strip as it is drawn: its sign, its words, and where it leads."""

    number: int
    name: str
    state: str
    sign: str
    words: str
    address: str = ""


@dataclass(frozen=True)
class Strip:
    """Sixteen squares, and the sentence that says what they say."""

    squares: list[Square]

    @property
    def n_done(self) -> int:
        return sum(one.state == "done" for one in self.squares)

    @property
    def n_asked(self) -> int:
        return sum(one.state != "none" for one in self.squares)

    @property
    def summary(self) -> str:
        return _("%(n)s of %(of)s processes done") % {"n": self.n_done, "of": self.n_asked}


def strip(states: Mapping[str, str], address: str = "") -> Strip:
    """The strip of states by process; each cell leads to its anchor of `address`."""
    return Strip(
        [
            Square(
                number=process.number,
                name=process.short[language()],
                state=states[code],
                sign=SIGNS[states[code]],
                words=_("%(number)s %(name)s: %(state)s")
                % {
                    "number": process.number,
                    "name": process.short[language()],
                    "state": words(f"process.state.{states[code]}"),
                },
                address=f"{address}#{code}" if address else "",
            )
            for code, process in processes().items()
            if code in states
        ]
    )


def of_cells(cells: Sequence[Cell], address: str = "") -> Strip:
    """The strip of a subject's cells."""
    return strip({cell.process.code: cell.state for cell in cells}, address)


def told(cell: Cell) -> dict[str, Any]:
    """A process with its three answers and its evidence, in words."""
    process, spoken = cell.process, language()
    return {
        "code": process.code,
        "number": process.number,
        "name": process.names[spoken],
        "short": process.short[spoken],
        "sees": process.sees[spoken],
        "asks": process.asks[spoken],
        "state": cell.state,
        "sign": SIGNS[cell.state],
        "state_words": words(f"process.state.{cell.state}"),
        "is_inherited": cell.is_inherited,
        "computed": _computed(cell),
        "declared": _said(cell.declared),
        "verified": _said(cell.verified),
        "is_verified_by_people": bool(process.verifies),
        "evidence": [_evidence(one) for one in cell.evidence],
    }


def _computed(cell: Cell) -> dict[str, Any] | None:
    if cell.computed is None:
        return None
    found = cell.computed
    facts = {"have": found["have"], "of": found["of"], **found["facts"]}
    return {
        "words": words(found["code"], facts),
        "answer": words(f"process.answer.{found['answer']}"),
        "at": found["at"],
        "hash": found["hash"],
    }


def _said(answer: Any) -> dict[str, Any] | None:
    if answer is None:
        return None
    return {
        "answer": words(f"process.answer.{answer.answer}"),
        "by": answer.by.name,
        "at": answer.at,
        "note": answer.note,
        "url": answer.url,
        "review_date": answer.review_date,
        "hash": answer.hash,
    }


def _evidence(one: Any) -> dict[str, Any]:
    return {
        "source": one.source,
        "by": one.by_name,
        "at": one.at,
        "hash": one.hash,
        "figures": [
            (name, formats.number(value) if isinstance(value, int) else value)
            for name, value in one.figures.items()
            if value is not None
        ],
    }
