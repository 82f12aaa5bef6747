"""Which mark parts the cells of a text: evidence for each delimiter with each quote, weighed.

Every plausible pair of delimiter and quote parses a sample; the pair whose records agree best in
width and whose cells look most like values wins. The idea is that of van den Burg, Nazábal and
Sutton, "Wrangling messy CSV files by detecting row and type patterns" (2019); the measure is our
own: it forgives title rows and notes, and a text of one column has no delimiter at all.

`demands` says what a delimiter must show before it is weighed; `proofs` what proves one although its
records do not agree in width; the weights stand in `_fit`.
"""

import re
from collections.abc import Sequence

from odms.engine.text.demands import meets_demands
from odms.engine.text.parting import Parting, parting
from odms.engine.text.proofs import COMMON, LEAST_SCORE, PROOFS, marks_throughout
from odms.engine.text.values import is_figure, likeness, share_of_values

DELIMITERS = (",", "\t", ";", "|", " ", ":", "^", "~", "\x1f", "\x01", "#", "&", "*", "!", "@")
# Where these part every record, rarer marks part what is in a cell; blanks do so beside tabs alone.
_OUTER = frozenset("\t;|")

_OBJECT = re.compile(r"\{[^{}\r\n]*\}")


def best(sample: str, lines: Sequence[str], quotes: Sequence[str]) -> tuple[str | None, str]:
    """The delimiter and the quote that fit best together; no delimiter where none fits. `lines` are
    those of `sample` that are no comments."""
    pairs = [(d, quote) for quote in quotes for d in DELIMITERS if d in sample and d != quote]
    bounds = {pair: _quotes_at_bounds(lines, *pair) for pair in pairs}
    if len(quotes) > 1 and quotes[-1] not in sample:  # nothing speaks for a quote that is not there
        bounds = {(d, q): 0.9 * b if q == quotes[-1] else b for (d, q), b in bounds.items()}
    tightest = max(bounds.values(), default=1.0)
    partings = {pair: parting(lines, *pair) for pair in pairs}
    common = [pair for pair in pairs if pair[0] in COMMON and bounds[pair] == tightest]
    pairs = [pair for pair in common if partings[pair].is_even] or pairs
    outer = {d for d, q in pairs if d in _OUTER and marks_throughout(partings[d, q])}
    if outer:
        inner = " " if "\t" not in outer else ""
        pairs = [pair for pair in pairs if pair[0] in COMMON or pair[0] == inner]
    scores = {pair: _score(partings[pair]) * max(0.5, bounds[pair] / tightest) for pair in pairs}
    winner = max(scores, key=lambda pair: scores[pair], default=None)
    return winner if winner and scores[winner] > LEAST_SCORE else (None, quotes[0])


def is_one_column(lines: Sequence[str]) -> bool:
    """Whether the lines as they stand are values already: numbers, dates, times, addresses, and below
    one name, numbers whose decimals stand behind a comma."""
    rest = [line.strip() for line in lines[1:200] or lines]
    if len(lines) > 1 and "," in lines[0]:
        rest = [line for line in rest if "," not in line]  # 1,200 is one figure or two
        return len(rest) >= 0.8 * min(len(lines) - 1, 199) > 0 and share_of_values(rest) >= 0.8
    if len(lines) == 1:
        return "," not in rest[0] and is_figure(rest[0])
    return bool(rest) and sum(map(is_figure, rest)) >= 0.8 * len(rest)


def _score(parted: Parting) -> float:
    """How well a delimiter fits, 0 to 1."""
    proven = max(proof(parted) for proof in PROOFS)
    return max(proven, _fit(parted)) if meets_demands(parted) else proven


def _fit(parted: Parting) -> float:
    """Agreement in width times likeness of cells to values."""
    n_rows, width, sampled = len(parted.rows), parted.width, parted.agreeing[:300]
    n_agreeing = max(len(parted.agreeing), 0.9 * parted.n_in_runs)
    share = n_agreeing / max(n_rows - parted.first, 0.4 * n_rows)
    like = sum(likeness(cell) for row in sampled for cell in row) / (width * len(sampled))
    rarity = 1.0 if parted.delimiter in COMMON else 0.9
    return share**2 * (width - 1) / width * like * rarity * 1.5 * (1 if width > 2 else 1.2)


def _quotes_at_bounds(lines: Sequence[str], delimiter: str, quote: str) -> float:
    """The share of quotes that stand where cells begin or end, 0.1 to 1."""
    mark, quoting = re.escape(delimiter), re.escape(quote)
    bound = re.compile(rf"(?:^|{mark} ?){quoting}|{quoting}(?= ?{mark}|\s*$)")
    text = [_OBJECT.sub("{}", line.replace(quote * 2, "")) for line in lines[:300]]
    n_quotes = sum(line.count(quote) for line in text)
    n_bound = sum(len(bound.findall(line)) for line in text)
    return max(0.1, n_bound / n_quotes) if n_quotes else 1.0
