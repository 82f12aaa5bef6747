"""What is searched, how much each place counts, and what an answer holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from odms.errors import Invalid

# where a word may stand: how much it counts there
PLACES = {"title": 16.0, "tag": 8.0, "agency": 6.0, "column": 4.0, "note": 2.0}

# how it was met: as the word itself, inside a longer word, as a run of letters
MEETINGS = {"word": 1.0, "part": 0.45, "gram": 0.1}

# against the word that was typed
SYNONYM_WEIGHT = 0.3
PARTS_WEIGHT = 0.4  # the words inside a typed compound, each somewhere
PHRASE_WEIGHT = 0.5  # added where typed words stand side by side

FACETS = ("theme", "tag", "format", "agency", "sector", "licence", "frequency")
MAX_FACET_VALUES = 200

# what is counted beside them, for machines alone
COUNTED = (*FACETS, "res_format", "license_id")
MAX_COUNTED_VALUES = 65_000

# the orders of what machines ask for, and the field of the index that holds each
ORDERS = {
    "modified": "modified_us",
    "created": "created_us",
    "id": "id_order",
    "slug": "slug",
    "title": "title_order_th",
}

# of texts the index also holds a number that says nearly as much, for it takes long to compare texts
ROUGH_ORDERS = {"slug": "slug_order", "title_order_th": "title_order"}

# the field of days that points are weighted by: its logarithm grows by less than a millionth a day, so
# that of equal points the last changed comes first, and nothing else moves
FRESHNESS = "freshness"
FRESHNESS_AT_EPOCH = 200_000

SORTS = ("relevance", "-modified", "modified", "title", "-title")

MAX_QUERY_LETTERS = 400
MAX_QUERY_WORDS = 24
MAX_SIZE = 100
MAX_REACH = 10_000  # hits that can be paged to
NOTE_LETTERS = 20_000  # of a description that are searched


@dataclass(frozen=True)
class Document:
    """A published dataset as search knows it. Texts are as people wrote them, any language.

    `titles` and `descriptions` begin with the Thai one, the English one follows if there is any.
    `agency_names` are all names of the agency, `columns` names and labels of all columns, `notes`
    what else is said of it. Facets are codes, tags as written; `facts` are values by the names that
    CKAN's clients ask by.
    """

    id: str
    slug: str
    titles: tuple[str, ...]
    tags: tuple[str, ...] = ()
    agency_names: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    modified_at: datetime | None = None
    created_at: datetime | None = None


def document_of(told: Mapping[str, Any]) -> Document:
    """What the catalogue tells of a dataset (`catalogue.queries.documents`), for search."""
    one = {name: told[name] for name in ("theme", "agency", "sector", "licence", "frequency")}
    facets = {name: (code,) for name, code in one.items() if code}
    facets |= {"tag": tuple(told["tags"]), "format": tuple(told["formats"])}
    facets |= {name: tuple(told["facts"][name]) for name in ("res_format", "license_id")}
    return Document(
        id=told["id"],
        slug=told["slug"],
        titles=_filled(told["title_th"], told["title_en"]),
        tags=tuple(told["tags"]),
        agency_names=tuple(told["agency_names"]),
        columns=_filled(*told["column_names"], *told["column_labels"]),
        descriptions=_filled(told["description_th"], told["description_en"]),
        notes=_filled(
            *told["table_names"],
            *told["theme_names"],
            told["licence_name"],
            " ".join(told["formats"]),
        ),
        facets=facets,
        facts=told["facts"],
        modified_at=told["modified_at"],
        created_at=told["created_at"],
    )


@dataclass(frozen=True)
class Hit:
    """A dataset found. `snippets` are pieces of the description, each with whether it was met."""

    id: str
    slug: str
    title: str
    score: float
    snippets: list[tuple[str, bool]]
    title_pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Results:
    """An answer. Facets count what would be found were another value of the same facet chosen.

    `suggestion` is what may have been meant, in words to search for. `is_loose` says that nothing
    holds the words as typed, and that these hits hold some like them.
    """

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]]
    suggestion: str | None
    is_loose: bool
    seconds: float
    page: int
    size: int


@dataclass(frozen=True)
class Found:
    """An answer to a machine: how many in all, the identifiers of a page, and counts by name.

    `is_loose` says that nothing holds the words as typed.
    """

    total: int
    ids: list[str]
    counts: dict[str, dict[str, int]]
    is_loose: bool = False


# entries of the ledger after which no file of the index may keep what it held: it is built anew
FORGETTING_VERBS = ("dataset.destroyed", "datasets.destroyed")


def check_search(*, filters: Mapping[str, Iterable[str]], sort: str, page: int, size: int) -> None:
    """Raise Invalid for an unknown facet or order, or a page that cannot be reached.

    What a person types is never refused; this is about the rest of the address.
    """
    for name in filters:
        if name not in FACETS:
            raise Invalid("search.unknown_facet", name=name, known=", ".join(FACETS))
    if sort not in SORTS:
        raise Invalid("search.unknown_sort", sort=sort, known=", ".join(SORTS))
    if page < 1 or not 1 <= size <= MAX_SIZE or page * size > MAX_REACH:
        raise Invalid(
            "search.page_out_of_reach", page=page, size=size, max_size=MAX_SIZE, reach=MAX_REACH
        )


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
