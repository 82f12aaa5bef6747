"""What the answers to a survey come to: counts, means, bands and intervals, small cells hidden. Pure.

The mark that a person gives a dimension is the mean of their marks on its questions, and the overall
one the mean of those of the dimensions; means of a survey are means over persons.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any

from odms.voice.rules import figures
from odms.voice.rules.documents import LISTS, Document, dimensions_of, questions_of
from odms.voice.rules.figures import Estimate
from odms.voice.rules.hiding import LEAST, hidden_cells, is_small
from odms.voice.rules.lives import MARKS

OVERALL = "overall"


@dataclass(frozen=True)
class Answered:
    """One person's answers: the parts of LISTS, the agency they name, and answers by question."""

    group: str
    channel: str
    purpose: str
    agency_id: str
    answers: Mapping[str, Any]


# a person with their marks, and the weight of an answer of each group where there are any
_Marked = tuple[Answered, dict[str, float]]
_Weights = Mapping[str, float] | None


@dataclass
class _Scored:
    """The marks of persons by dimension, beside the weight of each."""

    values: dict[str, list[float]] = field(default_factory=dict)
    weights: dict[str, list[float]] = field(default_factory=dict)

    def add(self, marks: Mapping[str, float], weight: float) -> None:
        for code, mark in marks.items():
            self.values.setdefault(code, []).append(mark)
            self.weights.setdefault(code, []).append(weight)


def tally(
    document: Document,
    people: Sequence[Answered],
    *,
    shares: Mapping[str, float] | None = None,
    parts: Iterable[str] = LISTS,
) -> dict[str, Any]:
    """What these answers come to, as plain values; nothing but `n` where fewer than LEAST answered.

    `shares` are those of the groups in the population, to which the weighted figures are brought;
    `parts` the lists whose breakdowns are told.
    """
    told: dict[str, Any] = {"n": len(people), "least": LEAST}
    if len(people) < LEAST:
        return told
    weights = weights_by_group(people, shares or {})
    asked = dimensions_of(document)
    scored = [(one, person_marks(asked, one.answers)) for one in people]
    told |= _marks(asked, scored, weights)
    told["questions"] = {one["code"]: _question(one, people) for one in questions_of(document)}
    for part in parts:
        told[LISTS[part]] = _breakdown(document, scored, part, weights)
    told["weights"] = _weights_told(people, shares or {}, weights)
    return told


def weights_by_group(
    people: Sequence[Answered], shares: Mapping[str, float]
) -> dict[str, float] | None:
    """The weight of an answer of each group: its share of the population over that of the answers.

    None where no shares are given, and where a group of the population has too few answers for it.
    """
    counts = Counter(one.group for one in people)
    wanted = {code for code, part in shares.items() if part > 0}
    if not wanted or any(counts[code] < LEAST for code in wanted) or set(counts) - wanted:
        return None
    return {code: shares[code] * len(people) / counts[code] for code in wanted}


def person_marks(
    asked: Mapping[str, Sequence[str]], answers: Mapping[str, Any]
) -> dict[str, float]:
    """One person's mark by dimension and, under OVERALL, for all; empty where they gave none.

    `asked` are the questions of each dimension (`dimensions_of`).
    """
    found = {}
    for code, questions in asked.items():
        if given := [answers[one] for one in questions if one in answers]:
            found[code] = given[0] if len(given) == 1 else fmean(given)
    if found:
        found[OVERALL] = fmean(found.values())
    return found


def estimates(marks: Iterable[Mapping[str, float]]) -> dict[str, dict[str, Any]]:
    """Means over persons by dimension and OVERALL, those of too few persons left out."""
    scored = _Scored()
    for one in marks:
        scored.add(one, 1.0)
    return {
        code: mark_told(figures.mean_of(values))
        for code, values in scored.values.items()
        if len(values) >= LEAST
    }


def mark_told(found: Estimate | None) -> dict[str, Any]:
    """A mean of marks as plain values, with its band."""
    if found is None:
        return {}
    return mean_told(found) | {"band": figures.band_of(found.value)["code"]}


def mean_told(found: Estimate) -> dict[str, Any]:
    """A mean with the ends of its 95 % interval."""
    return {"n": found.n, "mean": _round(found.value)} | _ends(found)


def share_told(found: Estimate) -> dict[str, Any]:
    """A share with the ends of its 95 % interval."""
    return {"n": found.n, "share": _round(found.value)} | _ends(found)


def _marks(
    asked: Mapping[str, Sequence[str]], people: Sequence[_Marked], weights: _Weights
) -> dict[str, Any]:
    """Means of the dimensions and of all, and the weighted ones beside them."""
    scored = _Scored()
    for one, marks in people:
        scored.add(marks, weights[one.group] if weights else 1.0)
    told = {}
    for code, values in scored.values.items():
        if len(values) >= LEAST:
            told[code] = mark_told(figures.mean_of(values))
            if weights:
                weighted = figures.mean_of(values, scored.weights[code])
                told[code]["weighted"] = mark_told(weighted)
    return {
        OVERALL: told.get(OVERALL),
        "dimensions": {code: told[code] for code in asked if code in told},
    }


def _question(question: Mapping[str, Any], people: Sequence[Answered]) -> dict[str, Any]:
    code = question["code"]
    given = [one.answers[code] for one in people if code in one.answers]
    if question["kind"] == "text" or len(given) < LEAST:
        # what people wrote is read by officers alone
        return {"n": len(given)}
    if question["kind"] == "number":
        found = figures.mean_of(given, is_mark=False)
        return mean_told(found) if found else {}
    if question["kind"] == "likert":
        counts = Counter(given)
        cells = {str(mark): counts[mark] for mark in MARKS}
        told = shares_told(cells)
        if None in told.values():
            # sum, mean and interval are three equations: with them the hidden ones could be worked out
            told = dict.fromkeys(told)
        return mark_told(figures.mean_of(given)) | {"marks": told}
    chosen = [choice for one in given for choice in (one if isinstance(one, list) else [one])]
    counts = Counter(chosen)
    cells = {one["code"]: counts[one["code"]] for one in question["choices"]}
    return {"n": len(given), "choices": shares_told(cells, of=len(given))}


def shares_told(cells: Mapping[str, int], *, of: int = 0) -> dict[str, dict[str, Any] | None]:
    """Counts as shares of their sum, or of `of` persons who may have chosen several; None: hidden."""
    total = of or sum(cells.values())
    hidden = hidden_cells(cells)
    if of:
        # those who did not choose it are told by the rest
        hidden |= {cell for cell, n in cells.items() if is_small(total - n)}
    return {
        cell: None if cell in hidden else share_told(figures.share_of(n, total))
        for cell, n in cells.items()
        if total
    }


def _breakdown(
    document: Document, people: Sequence[_Marked], part: str, weights: _Weights
) -> dict[str, dict[str, Any] | None]:
    """The figures of each choice of a list: its share, and its means; None where it is hidden."""
    members: dict[str, list[_Marked]] = {one["code"]: [] for one in document[LISTS[part]]}
    for one in people:
        if (choice := getattr(one[0], part)) in members:
            members[choice].append(one)
    counts = {choice: len(found) for choice, found in members.items()}
    hidden, n_all = hidden_cells(counts), sum(counts.values())
    named = [one for found in members.values() for one in found]
    told: dict[str, dict[str, Any] | None] = {}
    for choice, found in members.items():
        if choice in hidden or not n_all:
            told[choice] = None
            continue
        shown = share_told(figures.share_of(len(found), n_all)) | _means(found)
        if weights and part != "group" and not hidden:
            shown["weighted"] = _weighted_share(found, named, weights)
        told[choice] = shown
    return told


def _means(people: Sequence[_Marked]) -> dict[str, Any]:
    found = estimates(marks for _, marks in people)
    overall = found.pop(OVERALL, None)
    return {OVERALL: overall, "dimensions": found}


def _weighted_share(
    chosen: Sequence[_Marked], people: Sequence[_Marked], weights: Mapping[str, float]
) -> dict[str, Any]:
    total = sum(weights[one.group] for one, _ in people)
    value = sum(weights[one.group] for one, _ in chosen) / total
    n_effective = _n_effective([one for one, _ in people], weights)
    return share_told(figures.share(value, len(chosen), n_effective))


def _n_effective(people: Sequence[Answered], weights: Mapping[str, float]) -> float:
    given = [weights[one.group] for one in people]
    return sum(given) ** 2 / sum(w * w for w in given)


def _weights_told(
    people: Sequence[Answered], shares: Mapping[str, float], weights: Mapping[str, float] | None
) -> dict[str, Any] | None:
    """How the weighted figures came about; `n_effective` is None where they could not be made."""
    if not shares:
        return None
    effective = round(_n_effective(people, weights), 1) if weights else None
    return {"shares": dict(shares), "n_effective": effective}


def _ends(found: Estimate) -> dict[str, float]:
    return {"low": _round(found.low), "high": _round(found.high)}


def _round(value: float) -> float:
    return round(value, 4)


# the heads of the open table of results
HEADS = (
    *("part", "code", "choice", "n", "mean", "band", "share", "low", "high"),
    *("weighted", "weighted_low", "weighted_high"),
)


def as_rows(told: Mapping[str, Any]) -> list[list[Any]]:
    """Results as rows under HEADS; a hidden cell has no figures."""
    rows = []
    if told.get(OVERALL):
        rows.append(_row(OVERALL, "", "", told[OVERALL]))
    for code, found in told.get("dimensions", {}).items():
        rows.append(_row("dimension", code, "", found))
    for code, found in told.get("questions", {}).items():
        rows.append(_row("question", code, "", found))
        for choice, cell in (found.get("marks") or found.get("choices") or {}).items():
            rows.append(_row("question", code, choice, cell))
    for part, name in LISTS.items():
        for choice, cell in told.get(name, {}).items():
            rows.append(_row(part, "", choice, cell))
            if cell and cell.get(OVERALL):
                rows.append(_row(part, OVERALL, choice, cell[OVERALL]))
            for code, found in (cell or {}).get("dimensions", {}).items():
                rows.append(_row(part, code, choice, found))
    return rows


def as_csv(told: Mapping[str, Any]) -> str:
    """Results as the open table for everybody."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows(as_rows(told))
    return out.getvalue()


def _row(part: str, code: str, choice: str, found: Mapping[str, Any] | None) -> list[Any]:
    found = found or {}
    weighted = found.get("weighted") or {}
    return [
        *(part, code, choice),
        *(found.get(name) for name in ("n", "mean", "band", "share", "low", "high")),
        weighted.get("mean", weighted.get("share")),
        *(weighted.get(name) for name in ("low", "high")),
    ]
