"""Questions of machines to the index: all that is asked for, page by page to the end, with counts."""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from threading import BoundedSemaphore
from typing import Generic, TypeVar

import tantivy
from tantivy import Occur, Query

from odms.search import fielded, ranking
from odms.search.index import schema
from odms.search.lucene import EVERYTHING, Node
from odms.search.queries import get_index
from odms.search.ranking import Term
from odms.search.rules import FRESHNESS, MAX_COUNTED_VALUES, ORDERS, ROUGH_ORDERS, Found
from odms.search.typed import Typed, loose, met_as_word, strict

Counts = dict[str, dict[str, int]]
Answer = TypeVar("Answer")

# finding is a processor's work: more at once than there are of them, shared by the two processes
# that serve, and each waits for all others
_turn = BoundedSemaphore(max(1, (os.cpu_count() or 1) // 2))

_FAR = 1_000  # hits before a page, from where texts are not compared any more to find it


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
    `rules.ORDERS`, empty for the best first and, among equals, the last changed. `counted` are names
    of `rules.COUNTED`, each with how many of its values are told at most. Raises QuerySyntaxError.
    """
    question = _Question(
        asked,
        typed,
        order or ("" if typed else "modified"),
        is_down or not (order or typed),
        offset,
        limit,
        tuple((counted or {}).items()),
    )
    wanted = fielded.query_of(asked)
    if not get_index().exists():
        return Found(0, [], {name: {} for name in counted or ()})
    searcher, stamp = get_index().view()
    return _found.get(stamp, question, lambda: _find(searcher, stamp, question, wanted))


@dataclass(frozen=True)
class _Question:
    """All that an answer depends on, but for the index."""

    asked: Node
    typed: str
    order: str
    is_down: bool
    offset: int
    limit: int
    counted: tuple[tuple[str, int], ...]

    @property
    def matter(self) -> Hashable:
        """What the counts depend on."""
        return self.asked, self.typed, self.counted


class _Remembered(Generic[Answer]):
    """Answers to the last questions, as long as the index stands.

    Of an earlier index nothing is kept, for what it told may have been destroyed; nor what is larger
    than `largest`.
    """

    def __init__(
        self, most: int, *, size: Callable[[Answer], int] = lambda answer: 1, largest: int = 1
    ) -> None:
        self._most, self._size, self._largest, self._stamp = most, size, largest, 0
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, stamp: int, key: Hashable, find: Callable[[], Answer]) -> Answer:
        if stamp != self._stamp:
            self._kept, self._stamp = OrderedDict(), stamp
        kept = self._kept
        if (found := kept.get(key)) is None:
            found = find()
            if self._size(found) <= self._largest:
                kept[key] = found
            while len(kept) > self._most:
                kept.popitem(last=False)
        return found


def _n_values(counts: Counts) -> int:
    return sum(map(len, counts.values()))


_found = _Remembered[Found](
    2_000, size=lambda found: len(found.ids) + _n_values(found.counts), largest=600
)
_counts = _Remembered[Counts](500, size=_n_values, largest=500)
_words = _Remembered[bool](20_000)


def _find(searcher: tantivy.Searcher, stamp: int, question: _Question, wanted: Query) -> Found:
    with _turn:
        for way in _ways(searcher, stamp, question, wanted):
            met = _page(searcher, way.ranked, question)
            if met.total:
                break
        counts = _counts.get(
            stamp, question.matter, lambda: _counted(searcher, way.met, dict(question.counted))
        )
        ids = [searcher.doc(address)["id"][0] for address in met.hits[: question.limit]]
    return Found(met.total, ids, counts, way.is_loose)


def _ways(
    searcher: tantivy.Searcher, stamp: int, question: _Question, wanted: Query
) -> Iterator[Typed]:
    """Datasets that meet most of the words (all of two, all but one of five, four fifths of more) or
    are called so; then, where there is none, those that hold some like them, which is loose."""
    if not question.typed:
        yield Typed(wanted, wanted)
        return
    read = ranking.read(question.typed)
    n = len(read.terms)
    if n:
        least = n - (n > 2) if n <= 5 else n * 4 // 5

        def is_word(term: Term) -> bool:
            return _words.get(stamp, term, lambda: met_as_word(searcher, term))

        met = strict(read, searcher, least=least, is_word=is_word)
        ranked, free = (fielded.or_named(one, question.typed) for one in (met.ranked, met.met))
        yield _filtered(Typed(ranked, free), question.asked)
    yield _filtered(loose(read), question.asked)


def _filtered(way: Typed, asked: Node) -> Typed:
    ranked, met = (fielded.with_filter(query, asked) for query in (way.ranked, way.met))
    return Typed(ranked, met, way.is_loose)


@dataclass(frozen=True)
class _Page:
    """How many are met in all, and where those of a page stand."""

    total: int
    hits: list[tantivy.DocAddress]


def _page(searcher: tantivy.Searcher, query: Query, question: _Question) -> _Page:
    # room is made for as many hits as are asked for, and there are no more than this
    offset = min(question.offset, searcher.num_docs)
    size = min(max(question.limit, 1), searcher.num_docs + 1)
    if not question.order:
        met = searcher.search(query, size, offset=offset, weight_by_field=FRESHNESS)
        return _Page(met.count or 0, [address for _, address in met.hits])
    name = ORDERS[question.order]
    direction = tantivy.Order.Desc if question.is_down else tantivy.Order.Asc
    if name in ROUGH_ORDERS and offset >= _FAR:
        return _far_page(searcher, query, name, direction, offset, size)
    met = searcher.search(query, size, offset=offset, order_by_field=name, order=direction)
    return _Page(met.count or 0, [address for _, address in met.hits])


def _far_page(
    searcher: tantivy.Searcher,
    query: Query,
    name: str,
    direction: tantivy.Order,
    offset: int,
    size: int,
) -> _Page:
    """A page far behind the first in the order of a text: what may stand on it is found by the
    number that says nearly as much, and only the texts of that are compared."""
    rough = ROUGH_ORDERS[name]
    met = searcher.search(query, size, offset=offset, order_by_field=rough, order=direction)
    if not met.hits:
        return _Page(met.count or 0, [])
    first, last = met.hits[0][0], met.hits[-1][0]
    if direction == tantivy.Order.Desc:
        ahead, near = (first + 1, None), (last, first)
    else:
        ahead, near = (None, first - 1), (first, last)
    n_ahead = searcher.search(_within(query, rough, *ahead), 1).count if ahead != (None, -1) else 0
    found = searcher.search(
        _within(query, rough, *near),
        size,
        offset=offset - (n_ahead or 0),
        order_by_field=name,
        order=direction,
    )
    return _Page(met.count or 0, [address for _, address in found.hits])


def _within(query: Query, name: str, low: int | None, high: int | None) -> Query:
    """What a query meets of which a number lies between two, both included."""
    kind = tantivy.FieldType.Unsigned
    between = Query.range_query(schema(), name, kind, low, high)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, between)])


def _counted(searcher: tantivy.Searcher, query: Query, counted: Mapping[str, int]) -> Counts:
    terms = {
        name: {"terms": {"field": f"facet_{name}", "size": min(most, MAX_COUNTED_VALUES)}}
        for name, most in counted.items()
        if most > 0
    }
    told = searcher.aggregate(query, terms) if terms else {}
    return {
        name: {intern(one["key"]): one["doc_count"] for one in told[name]["buckets"]}
        if name in told
        else {}
        for name in counted
    }
