"""From what a person typed to a query of the index. No Django.

Every typed word must be met somewhere. Where it is met, and how, gives a fixed number of points
(`rules.PLACES` times `rules.MEETINGS`), so that the order can be told and foreseen; rare words
count more than common ones, and the engine's own measure (BM25) decides between equals.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import tantivy
from tantivy import Occur, Query

from odms.search import words
from odms.search.index import field, schema
from odms.search.rules import (
    MAX_QUERY_LETTERS,
    MAX_QUERY_WORDS,
    MEETINGS,
    PARTS_WEIGHT,
    PHRASE_WEIGHT,
    PLACES,
    SYNONYM_WEIGHT,
)

# letters of a word that is also looked for as a run of letters: of Thai anywhere, of Latin at the
# beginning of a word
SHORTEST_GRAM_WORD = {True: 4, False: 5}  # by whether it is ASCII
LOOSE_SHARE = 0.5  # of a run's pairs and triples of letters, where nothing was met as typed
BM25_WEIGHT = 0.01
FUZZY_LETTERS = (4, 8)  # from here one letter may differ, from there two


@dataclass(frozen=True)
class Term:
    """One thing asked for: a word, or the words of a known expression such as `open data`."""

    tokens: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Asked:
    """What was typed, read: its terms, and its unbroken runs for a loose search."""

    terms: tuple[Term, ...]
    runs: tuple[str, ...]

    @property
    def tokens(self) -> tuple[str, ...]:
        """All typed words that count, in order."""
        return tuple(token for term in self.terms for token in term.tokens)


def read(typed: str) -> Asked:
    """What a person typed, whatever it is, as terms. Only its beginning counts where it is long."""
    normalised = words.normalise(typed[:MAX_QUERY_LETTERS])
    tokens = words.tokens(normalised)[:MAX_QUERY_WORDS]
    counting = [token for token in tokens if token not in words.little_words()] or tokens
    return Asked(tuple(_terms(counting)), tuple(words.runs(normalised)[:MAX_QUERY_WORDS]))


def all_datasets() -> Query:
    """Every dataset."""
    return Query.term_query(schema(), "kind", "dataset")


def strict(asked: Asked, searcher: tantivy.Searcher) -> Query:
    """Datasets that meet every term, with points."""
    if not asked.terms:
        return all_datasets()
    clauses = [(Occur.Must, weighted(term_query(term), term, searcher)) for term in asked.terms]
    near = [(Occur.Should, _nearness(place, asked.tokens)) for place in PLACES]
    return Query.boolean_query([*clauses, *near])


def loose(asked: Asked) -> Query:
    """Datasets that have something like most of the runs typed: misspelt words, unknown words."""
    if not asked.runs:
        return Query.empty_query()
    wanted = [(Occur.Should, _like(run)) for run in asked.runs]
    return Query.boolean_query(
        wanted, minimum_number_should_match=max(1, math.ceil(len(wanted) * 0.7))
    )


def filtered(query: Query, filters: Mapping[str, Iterable[str]]) -> Query:
    """`query` with the chosen values: any of a facet's, and all facets."""
    chosen = [
        (Occur.Must, Query.const_score_query(_any_value(name, list(values)), 0.0))
        for name, values in filters.items()
        if values
    ]
    return Query.boolean_query([(Occur.Must, query), *chosen]) if chosen else query


def title_query(typed: str) -> Query:
    """Titles that hold all runs of letters typed so far, for type-ahead."""
    runs = words.gram_text(words.normalise(typed[:MAX_QUERY_LETTERS])).split(" ")
    pieces = [piece for run in runs[:MAX_QUERY_WORDS] for piece in _cut(run)]
    if not pieces:
        return Query.empty_query()
    held = [(Occur.Must, Query.term_query(schema(), "title_gram", piece)) for piece in pieces]
    return Query.boolean_query(held)


def near_titles(run: str) -> Query:
    """Titles with a word that differs from `run` by a letter or two."""
    return Query.disjunction_max_query(
        [
            Query.fuzzy_term_query(schema(), field("title", how), run, _distance(run))
            for how in ("word", "part")
        ]
    )


def _cut(run: str) -> list[str]:
    return [run[at : at + 3] for at in range(len(run) - 2)] or ([run] if len(run) > 1 else [])


def _terms(tokens: list[str]) -> list[Term]:
    """Tokens as terms, the longest known expression first."""
    known = words.synonyms()
    longest = max(map(len, known), default=1)
    found: list[Term] = []
    at = 0
    while at < len(tokens):
        length = next((n for n in range(longest, 0, -1) if tuple(tokens[at : at + n]) in known), 1)
        term = tuple(tokens[at : at + length])
        found.append(Term(term, known.get(term, ())))
        at += len(term)
    return found


def term_query(term: Term) -> Query:
    """Points by the best place and way in which a term, or a synonym of it, is met."""
    ways = _expression(term.tokens, 1.0)
    for synonym in term.synonyms:
        ways += _expression(synonym, SYNONYM_WEIGHT)
    return Query.disjunction_max_query(ways, tie_breaker=0.05)


def word_query(token: str) -> Query:
    """Points by the best place in which a word stands, as itself or inside a longer one."""
    return Query.disjunction_max_query(_standing(token, 1.0, ("word", "part")), tie_breaker=0.05)


def _expression(tokens: tuple[str, ...], weight: float) -> list[Query]:
    if len(tokens) > 1:
        return [
            points_for(phrase(place, tokens), weight * points) for place, points in PLACES.items()
        ]
    return _word(tokens[0], weight) if tokens else []


def _word(token: str, weight: float) -> list[Query]:
    meetings = [one for one in MEETINGS if one != "gram" or _is_looked_for_in_letters(token)]
    inside = words.parts(token)
    ways = _standing(token, weight, meetings)
    ways += [
        points_for(_somewhere(place, inside), weight * PARTS_WEIGHT * points)
        for place, points in PLACES.items()
        if inside
    ]
    return ways


def _standing(token: str, weight: float, meetings: Iterable[str]) -> list[Query]:
    return [
        points_for(_held(token, place, meeting), weight * points * MEETINGS[meeting])
        for place, points in PLACES.items()
        for meeting in meetings
    ]


def _is_looked_for_in_letters(token: str) -> bool:
    return len(token) >= SHORTEST_GRAM_WORD[token.isascii()] and not token[0].isdigit()


def _held(token: str, place: str, meeting: str) -> Query:
    """That a place holds a token as a word, inside a word, or as a run of letters."""
    name = field(place, meeting)
    if meeting != "gram":
        return Query.term_query(schema(), name, token)
    held = [(Occur.Must, Query.term_query(schema(), name, gram)) for gram in words.grams(token)]
    return Query.boolean_query(held)


def _somewhere(place: str, tokens: tuple[str, ...]) -> Query:
    """That a place holds each of these tokens, as a word or inside one."""
    either = [
        (
            Occur.Must,
            Query.boolean_query(
                [(Occur.Should, _held(token, place, how)) for how in ("word", "part")]
            ),
        )
        for token in tokens
    ]
    return Query.boolean_query(either)


def _like(run: str) -> Query:
    """That a run is met with a letter or two changed, or in half of its pairs and triples."""
    pieces = words.grams(run, 2) + words.grams(run, 3)
    least = max(1, math.ceil(len(pieces) * LOOSE_SHARE))
    ways: list[Query] = []
    for place, points in PLACES.items():
        held = [
            (Occur.Should, Query.term_query(schema(), field(place, "gram"), piece))
            for piece in pieces
        ]
        if len(pieces) >= FUZZY_LETTERS[0]:
            ways.append(
                points_for(Query.boolean_query(held, minimum_number_should_match=least), points / 2)
            )
        if _distance(run):
            fuzzy = Query.fuzzy_term_query(schema(), field(place, "word"), run, _distance(run))
            ways.append(points_for(fuzzy, points))
        ways.append(points_for(_held(run, place, "word"), points * 2))
    return Query.disjunction_max_query(ways)


def _distance(run: str) -> int:
    return sum(len(run) >= letters for letters in FUZZY_LETTERS)


def _nearness(place: str, tokens: tuple[str, ...]) -> Query:
    """More points where the words stand side by side, and the engine's own measure of fit."""
    fit = [(Occur.Should, _held(token, place, "word")) for token in tokens]
    near = Query.boost_query(Query.boolean_query(fit), BM25_WEIGHT)
    if len(tokens) < 2:
        return near
    together = points_for(phrase(place, tokens), PHRASE_WEIGHT * PLACES[place])
    return Query.boolean_query([(Occur.Should, near), (Occur.Should, together)])


def phrase(place: str, tokens: tuple[str, ...]) -> Query:
    """That words stand side by side in a place."""
    return Query.phrase_query(schema(), field(place, "word"), list(tokens))


def points_for(query: Query, points: float) -> Query:
    """So many points for whatever a query meets."""
    return Query.const_score_query(query, points)


def weighted(query: Query, term: Term, searcher: tantivy.Searcher) -> Query:
    """Points of a term by its rarity: 1 for a word in every dataset, more for a rare one."""
    n = max(searcher.num_docs, 1)
    common = max(
        searcher.doc_freq(field(place, how), token)
        for place in PLACES
        for how in ("word", "part")
        for token in term.tokens[:1]
    )
    return Query.boost_query(query, 1 + math.log(n / (common + 1) + 1) / 4)


def _any_value(name: str, values: list[str]) -> Query:
    return Query.term_set_query(schema(), f"facet_{name}", values)
