"""Keeping the index true to the catalogue. The ledger is the feed of changes, a signal only wakes."""

from collections.abc import Iterable, Iterator

from odms.catalogue.queries import list_ids
from odms.catalogue.queries.documents import list_search_documents
from odms.catalogue.rules import CHANGING_VERBS, changed_datasets
from odms.ledger import queries as ledger
from odms.ledger.models import Entry
from odms.ledger.queries import in_parts
from odms.ledger.rows import uncollected
from odms.ledger.rules import Place
from odms.search.index import Index
from odms.search.queries import get_index
from odms.search.rules import FORGETTING_VERBS, Document, document_of

_BATCH = 500


def follow() -> int:
    """Take up what the ledger tells since the index was last written; how many datasets.

    Builds the index where there is none, none of this engine and dictionary, or one of another
    ledger (the database was put back from a copy). Processes take turns; whoever comes second finds
    the work done.
    """
    index = get_index()
    with index.writing(), uncollected():
        return _catch_up(index)


def follow_if_free() -> int:
    """The same, but where another process is at it nothing is done here: it looks again once it has
    put down the pen."""
    index, n = get_index(), 0
    while _is_behind(index):
        with index.writing_if_free() as is_ours, uncollected():
            if not is_ours:
                return n
            n += _catch_up(index)
    return n


def _is_behind(index: Index) -> bool:
    place = index.place()
    return place is None or not ledger.holds(place) or bool(_news(place, 1))


def _catch_up(index: Index) -> int:
    if (place := index.place()) is None or not ledger.holds(place):
        return _rebuild(index)
    n = 0
    while entries := _news(place, _BATCH):
        if any(entry.verb in FORGETTING_VERBS for entry in entries):
            return n + _rebuild(index)
        place = Place(entries[-1].seq, entries[-1].hash)
        n += index.update(_changes(entries), place=place)
    return n


def _news(place: Place, limit: int) -> list[Entry]:
    return ledger.list_entries(after=place.seq, limit=limit, verbs=CHANGING_VERBS)


def rebuild() -> int:
    """Build the index anew from the catalogue; how many datasets. Readers keep the old one meanwhile."""
    index = get_index()
    with index.writing(), uncollected():
        return _rebuild(index)


def _rebuild(index: Index) -> int:
    # read before the datasets: what happens meanwhile is taken up again afterwards
    place = ledger.last_place()
    return index.rebuild(_documents(), place=place)


def _documents() -> Iterator[Document]:
    after = ""
    while ids := list_ids(after=after, limit=_BATCH):
        after = ids[-1]
        yield from map(document_of, list_search_documents(ids).values())


def _changes(entries: Iterable[Entry]) -> Iterator[tuple[str, Document | None]]:
    named = [
        identifier
        for entry in entries
        for identifier in changed_datasets(
            entry.facts, subject_kind=entry.subject_kind, subject_id=entry.subject_id
        )
    ]
    for some in in_parts(dict.fromkeys(named)):
        told = list_search_documents(some)
        for identifier in some:
            yield identifier, document_of(told[identifier]) if identifier in told else None
