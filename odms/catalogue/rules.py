"""States and kinds of the catalogue, and what a new release is made of."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from odms.errors import Conflict, Invalid, TooLarge
from odms.standards.description import Description

DATASET_STATES = ("draft", "published", "withdrawn")

DISTRIBUTION_KINDS = ("table", "file", "link")

# how a version of a table's schema came to be: inferred at the first release, edited on the desk,
# brought by somebody as JSON, or after a release that changed the columns
SCHEMA_ORIGINS = ("proposed", "edited", "imported", "followed")

# the orders in which datasets can be listed
ORDERS = ("-modified_at", "modified_at", "-published_at", "title_th", "-title_th", "slug")

# entries of the ledger after which the public sees something else of a dataset
CHANGING_VERBS = (
    "dataset.published",
    "dataset.changed",
    "dataset.withdrawn",
    "dataset.destroyed",
    "dataset.mirrored",
    "dataset.mirror-dropped",
    "dataset.original-gone",
    "dataset.original-back",
    "datasets.gathered",
    "datasets.vanished",
    "datasets.destroyed",
)

# what other centres are told of a dataset that is or was public, and of which verbs it comes
CHANGE_KINDS = ("published", "described", "withdrawn", "destroyed")
KIND_OF_VERB = {
    "dataset.published": "published",
    "dataset.changed": "described",
    "dataset.withdrawn": "withdrawn",
    "dataset.destroyed": "destroyed",
    "datasets.gathered": "described",
    "datasets.vanished": "withdrawn",
    "datasets.destroyed": "destroyed",
}
# why a dataset is public no more: a person said so, its source has it no more, personal data leaked
BY_PUBLISHER, GONE_AT_SOURCE, PERSONAL_DATA = "by-publisher", "gone-at-source", "personal-data"
WITHDRAWAL_CODES = (BY_PUBLISHER, GONE_AT_SOURCE, PERSONAL_DATA)

MAX_SCHEMA_BYTES = 4 * 1024 * 1024

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{1,99}")
_PLACE = re.compile(r"(\d{1,18})(?:-([0-9a-f]{16})(?:-([0-9A-Za-z]{26}))?)?")
# names that CKAN's clients cannot ask for, and words of our own addresses
_TAKEN = {"new", "edit", "search", "suggest"}


@dataclass(frozen=True)
class NewRelease:
    """A table version about to be published, for the distribution `slug` of a dataset.

    `columns` and `changes` have the shapes of `catalogue.models.Release`; `measures` is the record
    of what was done to protect it, for the ledger, `schema` the Table Schema of the table as it is
    released.
    """

    slug: str
    position: int
    title_th: str
    title_en: str
    source_format: str
    table_key: str
    raw_sha256: str
    raw_name: str
    raw_size_bytes: int
    n_rows: int
    columns: list[dict[str, Any]]
    changes: dict[str, Any] = field(default_factory=dict)
    is_protected: bool = False
    measures: dict[str, Any] = field(default_factory=dict)
    schema: dict[str, Any] = field(default_factory=dict)


def changed_datasets(facts: Mapping[str, Any], *, subject_kind: str, subject_id: str) -> list[str]:
    """The datasets that an entry of the ledger is about; an entry on many lists them in its facts."""
    listed = [str(identifier) for identifier in facts.get("datasets", [])]
    return [subject_id, *listed] if subject_kind == "dataset" else listed


@dataclass(frozen=True)
class Source:
    """Another catalogue, as the datasets that came from it name it."""

    id: str
    name: str
    url: str


@dataclass(frozen=True)
class Provenance:
    """By which centres a dataset came here. `name` and `url` are those of the catalogue that it is
    from, where its source only passes it on; `path` are the addresses of all centres that it went
    through, the first of them first."""

    name: str = ""
    url: str = ""
    path: tuple[str, ...] = ()


# of what comes straight from the catalogue that its source is
STRAIGHT = Provenance()


@dataclass(frozen=True)
class FeedPlace:
    """A place in the feed of changes: after the entry `seq` of the ledger, or after one of the many
    datasets that this entry is about. `mark` is of the entry's hash, by which a place in another
    ledger is known; empty where whoever asks knows the number alone."""

    seq: int = 0
    mark: str = ""
    dataset_id: str = ""

    def __str__(self) -> str:
        return "-".join([str(self.seq), *(part for part in (self.mark, self.dataset_id) if part)])


def feed_place(text: str) -> FeedPlace:
    """The place that a text names. Raises Invalid."""
    told = _PLACE.fullmatch(text.strip())
    if told is None:
        raise Invalid("catalogue.wrong_place", item="after", place=text[:80])
    return FeedPlace(int(told[1]), told[2] or "", told[3] or "")


@dataclass(frozen=True)
class Gathered:
    """A dataset as another catalogue describes it, and the same as JSON: a new one, or one that is
    known here."""

    remote_id: str
    description: Description
    told: dict[str, Any]
    dataset_id: str = ""
    provenance: Provenance = STRAIGHT

    @cached_property
    def fingerprint(self) -> str:
        """What tells this description from another."""
        told = orjson.dumps(self.told, option=orjson.OPT_SORT_KEYS)
        return hashlib.blake2b(told, digest_size=16).hexdigest()


@dataclass
class Outcome:
    """What gathering did: the dataset of each record, by its remote identifier, and what changed."""

    datasets: dict[str, str] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def check_slug(slug: str) -> None:
    """Raise Invalid unless the slug can stand in an address, here and in CKAN."""
    if not can_be_slug(slug):
        raise Invalid("catalogue.wrong_slug", slug=slug)


def check_declared(*, name: str, is_declared: bool) -> None:
    """Raise Conflict for a table that was released: what is said of it was approved."""
    if not is_declared:
        raise Conflict("catalogue.table_released", name=name)


def can_be_slug(slug: str) -> bool:
    """Whether a slug can stand in an address, here and in CKAN."""
    return bool(_SLUG.fullmatch(slug)) and slug not in _TAKEN


def check_own(*, slug: str, is_gathered: bool) -> None:
    """Raise Conflict for a dataset of another catalogue: what it says is changed there."""
    if is_gathered:
        raise Conflict("catalogue.is_gathered", slug=slug)


def check_schema_size(document: dict[str, Any]) -> None:
    """Raise TooLarge for a schema that takes more than MAX_SCHEMA_BYTES as JSON."""
    size = len(json.dumps(document, ensure_ascii=False).encode())
    if size > MAX_SCHEMA_BYTES:
        raise TooLarge("catalogue.schema_too_large", max_kb=MAX_SCHEMA_BYTES // 1024)


# parts of a field's schema that hold values of the table it was made from
_VALUES = ("example", "categories", "missingValues", "trueValues", "falseValues")
_LIMITS = ("enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def without_values(document: dict[str, Any], lost: Collection[str]) -> dict[str, Any]:
    """A Table Schema without what it learned of the values of a table, and without `lost` columns."""
    fields = []
    for told in document.get("fields", ()):
        if told["name"] in lost:
            continue
        kept = {name: part for name, part in told.items() if name not in _VALUES}
        if limits := kept.pop("constraints", None):
            left = {name: part for name, part in limits.items() if name not in _LIMITS}
            kept |= {"constraints": left} if left else {}
        fields.append(kept)
    return document | {"fields": fields}


def without_labels(record: dict[str, Any], lost: Collection[str]) -> dict[str, Any]:
    """A record without what it says of `lost` columns."""
    columns = {
        place: {name: words for name, words in labels.items() if name not in lost}
        for place, labels in record.get("columns", {}).items()
    }
    return record | {"columns": columns}


def only_counts(changes: dict[str, Any]) -> dict[str, Any]:
    """What a release changed against one that is gone: how many, and no name or value."""
    return {name: [] if isinstance(told, list) else told for name, told in changes.items()}


def slug_from(*texts: str) -> str:
    """A slug from the first text that gives one of three characters or more; empty if none does."""
    for text in texts:
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].rstrip("-")
        if len(slug) >= 3 and re.search(r"[a-z]", slug):
            return slug
    return ""
