"""Questions of machines to the index: all that is asked for, page by page to the end, with counts."""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from threading import BoundedSemaphore
from typing import Any

import tantivy

from odms.search import fielded, ranking
from odms.search.lucene import EVERYTHING, Node
from odms.search.queries import get_index
from odms.search.rules import MAX_COUNTED_VALUES, ORDERS, Found

Counts = dict[str, dict[str, int]]

# finding is a processor's work: more at once than there are of them, shared by the two processes
# that serve, and each waits for all others
_turn = BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))


def find(
    asked: Node = EVERYTHING,
    *,
    typed: str = "",
    order: str = "",
    is_down: bool = False,
    offset: int = 0,
    limit: int = 10,
    counted: Mapping[str, int] | None = None,
) -> Found:
    """Datasets for a machine: all that is asked for, page by page to the end, as identifiers.

    `typed` are words that a person typed, of which most must be met; `order` is one of
    `rules.ORDERS`, empty for the best first. `counted` are names of `rules.COUNTED`, each with how
    many of its values are told at most. Raises QuerySyntaxError.
    """
    wanted = fielded.query_of(asked)
    if not get_index().exists():
        return Found(0, [], {name: {} for name in counted or ()})
    searcher, stamp = get_index().view()
    by = _by(order or ("" if typed else "modified"), is_down or not (order or typed))
    # room is made for as many hits as are asked for, and there are no more than this
    offset, size = min(offset, searcher.num_docs), min(max(limit, 1), searcher.num_docs + 1)
    ways = _ways(searcher, typed, asked) if typed else [(wanted, False)]
    key = (asked, typed, tuple((counted or {}).items()))
    with _turn:
        for query, is_loose in ways:
            met, met_loosely = searcher.search(query, size, offset=offset, **by), is_loose
            if met.count:
                break
        counts = _remembered.get(stamp, key, lambda: _counted(searcher, query, counted or {}))
    ids = [searcher.doc(address)["id"][0] for _, address in met.hits[:limit]]
    return Found(met.count, ids, counts, met_loosely)


class _Remembered:
    """Counts of the last questions, as long as the index stands: counting costs more than finding.

    Of an earlier index nothing is kept, for what it told may have been destroyed.
    """

    def __init__(self, most: int) -> None:
        self._most, self._stamp = most, 0
        self._kept: OrderedDict[Any, Counts] = OrderedDict()

    def get(self, stamp: int, key: Any, count: Callable[[], Counts]) -> Counts:
        if stamp != self._stamp:
            self._kept, self._stamp = OrderedDict(), stamp
        kept = self._kept
        if (found := kept.get(key)) is None:
            found = count()
            if sum(map(len, found.values())) <= _MOST_VALUES:
                kept[key] = found
            while len(kept) > self._most:
                kept.popitem(last=False)
        return found


_MOST_VALUES = 500  # of an answer that is remembered
_remembered = _Remembered(most=512)


def _ways(
    searcher: tantivy.Searcher, typed: str, asked: Node
) -> Iterator[tuple[tantivy.Query, bool]]:
    """Datasets that meet most of the words (all of two, all but one of five, four fifths of more) or
    are called so; then, where there is none, those that hold some like them, which is loose."""
    read = ranking.read(typed)
    n = len(read.terms)
    if n:
        least = n - (n > 2) if n <= 5 else n * 4 // 5
        met = ranking.strict(read, searcher, least=least)
        yield fielded.with_filter(fielded.or_named(met, typed), asked), False
    yield fielded.with_filter(ranking.loose(read), asked), True


def _by(order: str, is_down: bool) -> dict[str, Any]:
    if not order:
        return {}
    direction = tantivy.Order.Desc if is_down else tantivy.Order.Asc
    return {"order_by_field": ORDERS[order], "order": direction}


def _counted(
    searcher: tantivy.Searcher, query: tantivy.Query, counted: Mapping[str, int]
) -> Counts:
    terms = {
        name: {"terms": {"field": f"facet_{name}", "size": min(most, MAX_COUNTED_VALUES)}}
        for name, most in counted.items()
        if most > 0
    }
    told = searcher.aggregate(query, terms) if terms else {}
    return {
        name: {one["key"]: one["doc_count"] for one in told[name]["buckets"]}
        if name in told
        else {}
        for name in counted
    }
