"""What a person typed, as a machine asks for it: all datasets that meet it, in the order of their
points, and how many of each kind they are. No Django.

Runs of letters, parts of compounds and synonyms are what takes time, and nearly always what holds
them holds the word too. Where that is so in this index, the word alone is looked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, repeat
from math import comb

import tantivy
from tantivy import Occur, Query

from odms.search import ranking
from odms.search.index import HELD, schema
from odms.search.ranking import Asked, Term
from odms.search.rules import PHRASE_WEIGHT, PLACES

# where words that stand side by side are worth looking for: there are few in the other places
_CLOSE = ("title", "tag")
_MOST_WAYS = 20  # to have so many of the terms

Knows = Callable[[Term], bool]


@dataclass(frozen=True)
class Typed:
    """The same datasets twice: `ranked` with points, `met` without and quicker. `is_loose` where
    they hold something like the words."""

    ranked: Query
    met: Query
    is_loose: bool = False


def strict(asked: Asked, searcher: tantivy.Searcher, *, least: int, is_word: Knows) -> Typed:
    """Datasets that meet at least so many terms; `is_word` knows what `met_as_word` says of one."""
    words = {term for term in asked.terms if is_word(term)}
    met = _at_least(
        least, [_held(term) if term in words else ranking.term_query(term) for term in asked.terms]
    )
    told = (
        ranking.word_query(term.tokens[0]) if term in words else ranking.term_query(term)
        for term in asked.terms
    )
    weighted = map(ranking.weighted, told, asked.terms, repeat(searcher))
    ranked = [(Occur.Should, one) for one in (*weighted, *_close(asked.tokens))]
    free = (Occur.Must, Query.const_score_query(met, 0.0))
    return Typed(Query.boolean_query([free, *ranked]), met)


def loose(asked: Asked) -> Typed:
    """Datasets that have something like most of what was typed."""
    query = ranking.loose(asked)
    return Typed(query, query, is_loose=True)


def met_as_word(searcher: tantivy.Searcher, term: Term) -> bool:
    """Whether every dataset that meets a term holds it as a word, or as a part of one."""
    if len(term.tokens) != 1:
        return False
    otherwise = [(Occur.Must, ranking.term_query(term)), (Occur.MustNot, _held(term))]
    return not searcher.search(Query.boolean_query(otherwise), 1, count=False).hits


def _held(term: Term) -> Query:
    return Query.term_query(schema(), HELD, term.tokens[0])


def _at_least(least: int, queries: Sequence[Query]) -> Query:
    """That so many of these hold. Told as each so many of them together, the rarest leads; where that
    were too much to say, all that hold one of them are gone through."""
    if comb(len(queries), least) > _MOST_WAYS:
        some = [(Occur.Should, query) for query in queries]
        return Query.boolean_query(some, minimum_number_should_match=least)
    ways = [
        Query.boolean_query([(Occur.Must, query) for query in together])
        for together in combinations(queries, least)
    ]
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def _close(tokens: tuple[str, ...]) -> list[Query]:
    """More points where all words stand side by side."""
    if len(tokens) < 2:
        return []
    return [
        ranking.points_for(ranking.phrase(place, tokens), PHRASE_WEIGHT * PLACES[place])
        for place in _CLOSE
    ]
