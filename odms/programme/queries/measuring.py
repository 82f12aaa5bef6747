"""What indicators come to, computed from what the rooms below know.

A source is `agencies.publishing` and so on, a function of this module; `process/CODE`, the share of
agencies by which a process is done; `evidence/NAME`, an answer of `assessment.evidence`; or
`mark/FRAMEWORK[/GROUP]`, what the centre comes to in a framework by the answers that count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from odms.assessment.evidence import functions, subject_of
from odms.assessment.frameworks import Question, get_framework, mark
from odms.assessment.queries import CENTRE_SUBJECT, answers_of
from odms.assessment.queries.facts import CentreFacts
from odms.programme.queries import together
from odms.publication.answering import processes
from odms.publication.queries.standings import states_of_agencies
from odms.voice import queries as voice

_DECIMALS = 4


@dataclass(frozen=True)
class Measured:
    """A value, and what it counts of how many things; `value` is None where nothing can be told."""

    value: float | None
    n: float | None = None
    of: float | None = None


class Measuring:
    """The centre as it stands at a moment, for all indicators of a night."""

    def __init__(self, at: datetime) -> None:
        self.facts = CentreFacts(at)

    @cached_property
    def states(self) -> Mapping[str, Mapping[str, str]]:
        """The state of each process of every agency."""
        return states_of_agencies([one.id for one in self.facts.agencies])

    def measure(self, source: str) -> Measured:
        """What a source comes to now. Raises KeyError for one that there is not."""
        kind, _, rest = source.partition("/")
        if not rest:
            return SOURCES[source](self)
        return {"process": self._process, "evidence": self._evidence, "mark": self._mark}[kind](
            rest
        )

    def _process(self, code: str) -> Measured:
        if code not in processes():
            raise KeyError(code)
        asked = [told[code] for told in self.states.values() if told.get(code, "none") != "none"]
        return share(sum(state == "done" for state in asked), len(asked))

    def _evidence(self, name: str) -> Measured:
        return _of_evidence(self._answer(name))

    def _answer(self, name: str) -> Any:
        found = functions()[name](self.facts)
        return None if found is None else found.value

    def _now(self, question: Question) -> Any:
        """What the system would answer a question of the centre, which it has not answered yet."""
        is_own = question.computed and subject_of(question.computed) == "centre"
        return self._answer(question.computed) if is_own else None

    def _mark(self, name: str) -> Measured:
        """A mark is told only where something of it is answered; `n` of `of` questions are."""
        code, _, group = name.partition("/")
        framework = get_framework(code)
        values = {
            one.question.code: self._now(one.question) if one.value is None else one.value
            for one in answers_of(CENTRE_SUBJECT, code)
        }
        told = mark(framework, values)
        of_group = next((one for one in told.groups if one.code == group), None)
        value = of_group.share if of_group else told.share
        if group and of_group is None:
            raise KeyError(name)
        asked = of_group or told
        if not asked.n_answered or value is None:
            return Measured(None, asked.n_answered, asked.n_questions)
        return Measured(round(value, _DECIMALS), asked.n_answered, asked.n_questions)


def share(n: float, of: float) -> Measured:
    """A part of a whole; nothing of nothing."""
    return Measured(round(n / of, _DECIMALS) if of else None, n, of)


def count(n: float) -> Measured:
    """How many."""
    return Measured(float(n), float(n))


def _of_evidence(value: Any) -> Measured:
    return Measured(float(value)) if isinstance(value, int | float) else Measured(None)


def _publishing(told: Measuring) -> Measured:
    return share(len(told.facts.publishing), len(told.facts.agencies))


def _processes_done(told: Measuring) -> Measured:
    asked = [state for of in told.states.values() for state in of.values() if state != "none"]
    return share(sum(state == "done" for state in asked), len(asked))


def _satisfaction(told: Measuring) -> Measured:
    means = told.facts.satisfaction
    if not means:
        return Measured(None)
    return Measured(round(sum(means.values()) / len(means), 3), None, told.facts.answers["n_year"])


def _datasets_of(sector: str) -> Callable[[Measuring], Measured]:
    return lambda told: count(told.facts.n_datasets_of(sector))


def _own(name: str) -> Callable[[Measuring], Measured]:
    return lambda told: count(together.figures()[name])


def _agencies_trained(told: Measuring) -> Measured:
    return share(together.figures()["agencies_trained"], len(told.facts.agencies))


SOURCES: Mapping[str, Callable[[Measuring], Measured]] = {
    "agencies.publishing": _publishing,
    "agencies.processes_done": _processes_done,
    "users.satisfaction": _satisfaction,
    "users.uses": lambda told: count(told.facts.n_uses),
    "users.api_uses": lambda told: count(told.facts.uses("api")),
    "users.showcases": lambda told: count(voice.count_showcases()),
    "own.people_trained": _own("people_trained"),
    "own.agencies_trained": _agencies_trained,
    "own.networks": _own("networks"),
    "own.network_partners": _own("network_partners"),
    "datasets.state": _datasets_of("state"),
    "datasets.private": _datasets_of("private"),
    "datasets.civil": _datasets_of("civil"),
}
