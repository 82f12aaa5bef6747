"""From a query of CKAN's clients to one of the index. No Django."""

import re
from collections.abc import Sequence

import tantivy
from tantivy import Occur, Query

from odms.search import words
from odms.search.index import FACT_END, HELD, field, schema
from odms.search.lucene import All, Node, Not, QuerySyntaxError, Some, Span, Start, Term, moment_of
from odms.search.ranking import all_datasets
from odms.search.rules import PLACES

# the field of a client: the places of the index where its words stand
_PLACES = {"title": ("title",), "notes": ("note",), "text": tuple(PLACES)}
# and the fields that are moments
_MOMENTS = {"metadata_modified": "modified_us", "metadata_created": "created_us"}

_NO_LITERALS = re.compile(r"([\\.+*?()|\[\]{}^$#&~-])")
_NOTHING = Query.empty_query()
_NAMED_POINTS = 1_000.0
_MOST_STARTS = 20  # each of them goes through the terms of all datasets


def query_of(asked: Node) -> Query:
    """The datasets that are asked for. Raises QuerySyntaxError for a range of what has no order, and
    for more beginnings of words than are looked for at once."""
    if (n := _n_starts(asked)) > _MOST_STARTS:
        raise QuerySyntaxError(f"{n} words with *, at most {_MOST_STARTS} are looked for")
    return _query(asked)


def or_named(query: Query, typed: str) -> Query:
    """What a query finds, and before it the dataset whose name or identifier was typed."""
    named = [(Occur.Should, _is(name, typed.strip())) for name in ("name", "id")]
    exact = Query.const_score_query(Query.boolean_query(named), _NAMED_POINTS)
    return Query.boolean_query([(Occur.Should, query), (Occur.Should, exact)])


def with_filter(query: Query, asked: Node) -> Query:
    """What a query finds, with its points, as far as it is asked for too."""
    free = Query.const_score_query(query_of(asked), 0.0)
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, free)])


def _query(asked: Node) -> Query:
    match asked:
        case All(parts):
            return _all([_query(part) for part in parts])
        case Some(parts):
            return Query.boolean_query([(Occur.Should, _query(part)) for part in parts])
        case Not(part):
            whole = (Occur.Must, all_datasets())
            return Query.boolean_query([whole, (Occur.MustNot, _query(part))])
        case Term(name, text):
            return _held(name, text) if name in _PLACES else _is(name, text)
        case Start(name, text):
            return _begins(name, text)
        case Span(name, low, high):
            return _span(name, low, high)


def _n_starts(asked: Node) -> int:
    match asked:
        case All(parts) | Some(parts):
            return sum(map(_n_starts, parts))
        case Not(part):
            return _n_starts(part)
    return isinstance(asked, Start)


def _all(parts: Sequence[Query]) -> Query:
    if not parts:
        return all_datasets()
    return Query.boolean_query([(Occur.Must, part) for part in parts])


def _is(name: str, text: str) -> Query:
    return Query.term_query(schema(), "fact", f"{name}{FACT_END}{text.casefold()}")


def _begins(name: str, text: str) -> Query:
    if name in _MOMENTS and not text:
        return all_datasets()
    if name not in _PLACES:
        start = _literally(f"{name}{FACT_END}{text.casefold()}")
        return Query.regex_query(schema(), "fact", f"{start}.*")
    *whole, last = words.tokens(words.normalise(text)) or [""]
    ways = [
        Query.regex_query(schema(), field(place, "word"), f"{_literally(last)}.*")
        for place in _PLACES[name]
    ]
    begun = Query.boolean_query([(Occur.Should, way) for way in ways])
    return _all([*(_in(name, token) for token in whole), begun])


def _held(name: str, text: str) -> Query:
    """That the words of a text stand in a place, each as a word or inside one."""
    tokens = words.tokens(words.normalise(text))
    return _all([_in(name, token) for token in tokens]) if tokens else _NOTHING


def _in(name: str, token: str) -> Query:
    if name == "text":
        return Query.term_query(schema(), HELD, token)
    ways = [
        Query.term_query(schema(), field(place, meeting), token)
        for place in _PLACES[name]
        for meeting in ("word", "part")
    ]
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def _span(name: str, low: str, high: str) -> Query:
    if name not in _MOMENTS:
        raise QuerySyntaxError(f"{name} cannot be asked for in a range")
    first, last = moment_of(low), moment_of(high)
    if first is None and last is None:
        return all_datasets()
    kind = tantivy.FieldType.Integer
    return Query.range_query(schema(), _MOMENTS[name], kind, first, last)


def _literally(text: str) -> str:
    return _NO_LITERALS.sub(r"\\\1", text)
