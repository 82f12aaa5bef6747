"""The sixteen processes: a module each, with the function `answer` that computes how it stands.

A module's name is the code of its process in `definitions/processes/`, `_` for `-`; adding a process
is an entry there and a file here. `answer` takes the facts of one dataset or agency and the day, and
reads nothing else.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from odms.people.rules import sectors
from odms.publication.answering import Found, processes, share
from odms.publication.facts import AgencyFacts, DatasetFacts

NOT_PUBLISHED = Found("none", "process.not_published")
NOT_BOUND = Found("none", "process.not_bound")


def of_dataset(facts: DatasetFacts, today: date) -> dict[str, Found]:
    """The answer of every process of a dataset."""
    if not facts.is_published:
        return dict.fromkeys(_answers("dataset"), NOT_PUBLISHED)
    return {
        code: answer(facts, today) if sectors.binds(code, facts.sector) else NOT_BOUND
        for code, answer in _answers("dataset").items()
    }


def of_agency(facts: AgencyFacts, today: date) -> dict[str, Found]:
    """The answer of every process of an agency; of those of datasets, how many of its datasets hold."""
    found = {
        code: answer(facts, today) if sectors.binds(code, facts.sector) else NOT_BOUND
        for code, answer in _answers("agency").items()
    }
    return found | {code: _together(code, facts) for code in _answers("dataset")}


def _together(code: str, facts: AgencyFacts) -> Found:
    counts = facts.datasets.get(code, {})
    have, of = counts.get("yes", 0), sum(n for answer, n in counts.items() if answer != "none")
    if not of:
        return Found("none", "process.no_datasets")
    answer = "partly" if counts.get("partly") and not have else share(have, of)
    return Found(answer, "process.of_datasets", have, of)


@cache
def _answers(level: str) -> dict[str, Callable[[Any, date], Found]]:
    return {
        code: import_module(f"{__name__}.{code.replace('-', '_')}").answer
        for code, process in processes().items()
        if process.level == level
    }
