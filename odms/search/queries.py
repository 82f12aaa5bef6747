"""Questions to the index: search, facets, type-ahead, what may have been meant."""

import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from odms.search import ranking, words
from odms.search.index import KEY_END, LANGUAGES, Index
from odms.search.rules import FACETS, MAX_FACET_VALUES, Hit, Results, check_search

SNIPPET_LETTERS = 240


def get_index() -> Index:
    """The index of this centre."""
    return _index(Path(settings.HOME) / "index")


def search(
    q: str = "",
    *,
    filters: Mapping[str, Sequence[str]] | None = None,
    sort: str = "",
    page: int = 1,
    size: int = 20,
    language: str = "th",
) -> Results:
    """Datasets for what a person typed, whatever that is, with facets.

    `filters` are chosen values by facet: any of one facet's, and all facets. `sort` is one of
    `rules.SORTS`; empty means by relevance where something is asked and else newest first.
    Raises Invalid for an unknown facet or order and a page out of reach.
    """
    begun = time.perf_counter()
    chosen = {name: list(values) for name, values in (filters or {}).items() if values}
    check_search(filters=chosen, sort=sort or "relevance", page=page, size=size)
    if not get_index().exists():
        return Results(0, [], {name: [] for name in FACETS}, None, False, 0.0, page, size)
    searcher = get_index().searcher()
    asked = ranking.read(q)
    is_loose, query = _query(searcher, asked, q)
    sort = sort or ("relevance" if asked.terms else "-modified")
    order = _order(sort, language)
    filtered = ranking.filtered(query, chosen)
    met = searcher.search(filtered, size, offset=(page - 1) * size, **order)
    return Results(
        total=met.count,
        hits=[_hit(searcher, score, address, asked, language) for score, address in met.hits],
        facets=_facets(searcher, query, chosen),
        suggestion=_suggestion(searcher, q) if is_loose else None,
        is_loose=is_loose,
        seconds=time.perf_counter() - begun,
        page=page,
        size=size,
    )


def suggest(prefix: str, limit: int = 8) -> list[str]:
    """Tags and titles that go on from what was typed so far, tags first."""
    start = words.normalise(prefix[:100])
    if not start or not get_index().exists():
        return []
    searcher = get_index().searcher()
    found = dict.fromkeys(_begun(searcher, "tag_key", start, limit)[: limit // 2])
    found.update(dict.fromkeys(_begun(searcher, "title_key", start, limit)))
    if len(found) < limit:
        found.update(dict.fromkeys(_titles_with(searcher, prefix, limit)))
    return list(found)[:limit]


@cache
def _index(root: Path) -> Index:
    return Index(root)


def _query(
    searcher: tantivy.Searcher, asked: ranking.Asked, typed: str
) -> tuple[bool, tantivy.Query]:
    """The query as typed or, where it meets nothing at all, a loose one, and which of them."""
    query = ranking.strict(asked, searcher)
    if not asked.terms:
        return (True, tantivy.Query.empty_query()) if typed.strip() else (False, query)
    if searcher.search(query, 1, count=False).hits:
        return False, query
    return True, ranking.loose(asked)


def _order(sort: str, language: str) -> dict[str, Any]:
    """The order of hits as the index takes it; nothing for the order of their points."""
    if sort == "relevance":
        return {}
    field = (
        "modified"
        if sort.endswith("modified")
        else f"title_order_{language if language in LANGUAGES else 'th'}"
    )
    order = tantivy.Order.Desc if sort.startswith("-") else tantivy.Order.Asc
    return {"order_by_field": field, "order": order}


def _facets(
    searcher: tantivy.Searcher, query: tantivy.Query, chosen: dict[str, list[str]]
) -> dict[str, list[tuple[str, int]]]:
    """Values and counts of each facet, under what is chosen in all other facets."""
    free = [name for name in FACETS if name not in chosen]
    found = _counts(searcher, ranking.filtered(query, chosen), free)
    for name in chosen:
        others = {other: values for other, values in chosen.items() if other != name}
        counts = dict(_counts(searcher, ranking.filtered(query, others), [name])[name])
        found[name] = [
            *counts.items(),
            *((value, 0) for value in chosen[name] if value not in counts),
        ]
    return {name: found[name] for name in FACETS}


def _counts(
    searcher: tantivy.Searcher, query: tantivy.Query, names: list[str]
) -> dict[str, list[tuple[str, int]]]:
    terms = {
        name: {"terms": {"field": f"facet_{name}", "size": MAX_FACET_VALUES}} for name in names
    }
    told = searcher.aggregate(query, terms) if names else {}
    return {
        name: [(bucket["key"], bucket["doc_count"]) for bucket in told[name]["buckets"]]
        for name in names
    }


def _hit(
    searcher: tantivy.Searcher,
    score: object,
    address: tantivy.DocAddress,
    asked: ranking.Asked,
    language: str,
) -> Hit:
    kept = searcher.doc(address)
    titles, notes = kept["title"], kept["description"]
    place = 1 if language == "en" and len(titles) > 1 else 0
    met = _met_words(asked)
    return Hit(
        id=kept["id"][0],
        slug=kept["slug"][0],
        title=titles[place],
        score=score if isinstance(score, float) else 0.0,
        snippets=_snippet(notes, place, met),
        title_pieces=words.highlight(titles[place], met),
    )


def _met_words(asked: ranking.Asked) -> frozenset[str]:
    """The words to be marked in what is shown: as typed, and their synonyms of one word."""
    typed = [token for token in asked.tokens if len(token) > 1]
    others = [synonym[0] for term in asked.terms for synonym in term.synonyms if len(synonym) == 1]
    return frozenset([*typed, *others])


def _snippet(notes: list[str], place: int, met: frozenset[str]) -> list[tuple[str, bool]]:
    """Some of the description, from shortly before the first word that was met."""
    note = " ".join((notes[place] if place < len(notes) else notes[0]).split()) if notes else ""
    if not note:
        return []
    small = note.lower()
    first = min((at for word in met if (at := small.find(word)) >= 0), default=0)
    start = note.rfind(" ", 0, first - 60) + 1 if first > 80 else 0
    text = ("…" if start else "") + note[start : start + SNIPPET_LETTERS]
    return words.highlight(text + ("…" if start + SNIPPET_LETTERS < len(note) else ""), met)


def _begun(searcher: tantivy.Searcher, field: str, start: str, limit: int) -> list[str]:
    """Tags or titles of datasets that begin so, the most frequent first."""
    # what was withdrawn stays in the index's list of terms for a while, but not in its datasets
    keys = searcher.terms_with_prefix(
        field, start, filter_query=ranking.all_datasets(), limit=limit
    )
    return [key.split(KEY_END)[1] for key, _ in sorted(keys, key=lambda found: -found[1])]


def _titles_with(searcher: tantivy.Searcher, typed: str, limit: int) -> list[str]:
    """Titles that hold what was typed, each dataset's in the language that holds it."""
    hits = searcher.search(ranking.title_query(typed), limit).hits
    pieces = words.normalise(typed).split(" ")
    kept = [searcher.doc(address)["title"] for _, address in hits]
    return [
        title
        for titles in kept
        for title in titles
        if all(p in words.normalise(title) for p in pieces)
    ]


def _suggestion(searcher: tantivy.Searcher, typed: str) -> str | None:
    """What may have been meant where nothing was met: the other keyboard layout, another spelling."""
    turned = words.keyboard_slip(typed[:200].strip())
    if turned and (_is_met(searcher, turned) or _is_thai_text(turned)):
        return turned
    corrected = " ".join(_corrected(searcher, run) for run in ranking.read(typed).runs)
    is_new = corrected and corrected != words.normalise(typed)
    return corrected if is_new and _is_met(searcher, corrected) else None


def _is_met(searcher: tantivy.Searcher, typed: str) -> bool:
    asked = ranking.read(typed)
    found = searcher.search(ranking.strict(asked, searcher), 1, count=False).hits
    return bool(asked.terms and found)


def _is_thai_text(text: str) -> bool:
    """Whether all of a text's Thai words are in the dictionary."""
    tokens = words.tokens(words.normalise(text))
    return bool(tokens) and all(words.is_word(token) for token in tokens)


def _corrected(searcher: tantivy.Searcher, run: str) -> str:
    """The word of a title nearest to a run, or the run itself where none is near."""
    hits = searcher.search(ranking.near_titles(run), 5).hits
    titles = [title for _, address in hits for title in searcher.doc(address)["title"]]
    near = [token for title in titles for token in words.tokens(words.normalise(title))]
    near += [part for token in near for part in words.parts(token)]
    return min(near, key=lambda word: words.distance(word, run), default=run)
