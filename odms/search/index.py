"""The index: published datasets in tantivy, one folder a centre. No Django.

The folder's name is the signature of schema, engine and dictionary, so that a newer program looks
for another folder and an older one keeps its own. The place in the ledger up to which the index is
told stands in a document of the index itself and is committed with what it tells of.
"""

import fcntl
import importlib.metadata
import json
import shutil
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import tantivy

from odms.ledger.rules import Place
from odms.search import words
from odms.search.rules import (
    COUNTED,
    FRESHNESS,
    FRESHNESS_AT_EPOCH,
    MEETINGS,
    NOTE_LETTERS,
    PLACES,
    ROUGH_ORDERS,
    Document,
)

FORMAT = 5  # to be raised with every change of schema or of what is written
LANGUAGES = ("th", "en")
BOOK = "book"  # the identifier of the document that tells the place
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHORT = 120  # letters of a text that may well come again
KEY_END = "\x1f"  # between the normalised form of a title or tag and the form that is shown
FACT_END = "\x1f"  # between the name of a fact and its value
HELD = "held"  # the field of all words of a dataset and their parts, wherever they stand
_LETTERS = {letter: n for n, letter in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}  # of a ULID
# letters that begin names and titles, in their order, and how many of them make a number of 64 bits
_OF_SLUGS = ("-0123456789_abcdefghijklmnopqrstuvwxyz", 12)
_OF_TITLES = (
    "\x01 ()-./0123456789abcdefghijklmnopqrstuvwxyz"
    + "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F)))),
    9,
)


class Index:
    """The index under a folder. Reading and writing processes each open their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / signature()
        self._opened: tantivy.Index | None = None
        self._stamp = 0

    def exists(self) -> bool:
        """Whether anything was ever written here with this signature."""
        return (self.folder / "meta.json").exists()

    def place(self) -> Place | None:
        """The place in the ledger up to which the index is told; None where it must be built."""
        if not self.exists():
            return None
        try:
            searcher = self.searcher()
        except ValueError:  # what stands there is no index, or a damaged one
            return None
        books = searcher.search(tantivy.Query.term_query(schema(), "id", BOOK), 1).hits
        if not books:
            return None
        told = json.loads(searcher.doc(books[0][1])["book"][0])
        return Place(told["seq"], told["hash"])

    def searcher(self) -> tantivy.Searcher:
        """A view of all that is committed by now, in whatever process."""
        return self.view()[0]

    def view(self) -> tuple[tantivy.Searcher, int]:
        """A view of all that is committed by now, and its stamp: another one after every change."""
        opened = self._open()
        stamp = (self.folder / "meta.json").stat().st_mtime_ns
        if stamp != self._stamp:
            opened.reload()
            self._stamp = stamp
        return opened.searcher(), stamp

    def update(self, changes: Iterable[tuple[str, Document | None]], *, place: Place) -> int:
        """Put or, where None, remove datasets, and note the place; all of it or nothing. Says how many.

        The caller holds `writing`.
        """
        return self._write(changes, place=place, is_anew=False)

    def rebuild(self, documents: Iterable[Document], *, place: Place) -> int:
        """Put these datasets and no others; readers see the old ones until all stand. Says how many.

        No file of what was there before is left.
        """
        if self.place() is None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self._opened = None
        n = self._write(
            ((document.id, document) for document in documents), place=place, is_anew=True
        )
        self._remove_others()
        return n

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the pen: one process at a time, released by the system should the process die."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as pen:
            fcntl.flock(pen, fcntl.LOCK_EX)
            yield

    @contextmanager
    def writing_if_free(self) -> Iterator[bool]:
        """Hold the pen if nobody has it; whether that is so."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as pen:
            try:
                fcntl.flock(pen, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _write(
        self, changes: Iterable[tuple[str, Document | None]], *, place: Place, is_anew: bool
    ) -> int:
        writer = self._open().writer(heap_size=64_000_000, num_threads=1)
        n = 0
        try:
            if is_anew:
                writer.delete_all_documents()
            for identifier, document in changes:
                n += 1
                writer.delete_documents_by_term("id", identifier)
                if document is not None:
                    writer.add_document(_written(document))
            writer.delete_documents_by_term("id", BOOK)
            writer.add_document(_book(place))
            writer.commit()
            if is_anew:
                # a searcher of ours keeps the files of what it saw; none may outlive a rebuilding
                self._open().reload()
                writer.garbage_collect_files()
        except BaseException:
            writer.rollback()
            raise
        writer.wait_merging_threads()
        return n

    def _open(self) -> tantivy.Index:
        if self._opened is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            opened = tantivy.Index(schema(), path=str(self.folder))
            opened.config_reader(reload_policy="manual")
            opened.register_tokenizer(
                "grams", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 3)).build()
            )
            self._opened = opened
        return self._opened

    def _remove_others(self) -> None:
        for other in self.root.iterdir():
            if other.is_dir() and other != self.folder:
                shutil.rmtree(other, ignore_errors=True)


@cache
def signature() -> str:
    """The name of all that an index depends on: its own format, tantivy, the engine and the dictionary."""
    return f"{FORMAT}-tantivy-{importlib.metadata.version('tantivy')}-{words.signature()}"


@cache
def schema() -> tantivy.Schema:
    """Each place in three fields (`title_word`, `title_part`, `title_gram`), facts (`name` and value),
    facets, sort keys, what is shown."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "kind", "title_key", "tag_key", "fact"):
        builder.add_text_field(
            name, stored=name == "id", tokenizer_name="raw", index_option="basic"
        )
    for name in ("slug", "title", "description", "book"):
        builder.add_text_field(
            name, stored=True, fast=name == "slug", tokenizer_name="raw", index_option="basic"
        )
    for place in PLACES:
        for meeting in MEETINGS:
            builder.add_text_field(field(place, meeting), **_analysis(meeting))
    builder.add_text_field(HELD, tokenizer_name="whitespace", index_option="basic")
    for name in COUNTED:
        builder.add_text_field(
            f"facet_{name}", fast=True, tokenizer_name="raw", index_option="basic"
        )
    for language in LANGUAGES:
        name = f"title_order_{language}"
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_date_field("modified", fast=True, indexed=True)
    # numbers, for pages far behind the first are sorted by nothing else in time
    for name in ("modified_us", "created_us", "id_order"):
        builder.add_integer_field(name, fast=True, indexed=True)
    for name in (*ROUGH_ORDERS.values(), FRESHNESS):
        builder.add_unsigned_field(name, fast=True, indexed=True)
    return builder.build()


def field(place: str, meeting: str) -> str:
    """The field that holds the words, parts or grams of a place."""
    return f"{place}_{meeting}"


def _analysis(meeting: str) -> dict[str, Any]:
    if meeting == "gram":
        return {"tokenizer_name": "grams", "index_option": "basic"}
    return {
        "tokenizer_name": "whitespace",
        "index_option": "position" if meeting == "word" else "basic",
    }


def _book(place: Place) -> tantivy.Document:
    book = tantivy.Document()
    book.add_text("id", BOOK)
    book.add_text("kind", BOOK)
    book.add_text("book", json.dumps({"seq": place.seq, "hash": place.hash}))
    return book


def _written(document: Document) -> tantivy.Document:
    written = tantivy.Document()
    written.add_text("id", document.id)
    written.add_text("kind", "dataset")
    written.add_text("slug", document.slug)
    for title in document.titles:
        written.add_text("title", title)
        written.add_text("title_key", f"{words.normalise(title)}{KEY_END}{title}"[:1000])
    for tag in document.tags:
        written.add_text("tag_key", f"{words.normalise(tag)}{KEY_END}{tag}"[:1000])
    for description in document.descriptions:
        written.add_text("description", description[:NOTE_LETTERS])
    held: dict[str, None] = {}
    for place, texts in _texts(document).items():
        for text in texts:
            met = _met_often(text) if len(text) <= SHORT else _met(text)
            for meeting, found in zip(MEETINGS, met, strict=True):
                written.add_text(field(place, meeting), found)
                held |= dict.fromkeys(found.split() if meeting != "gram" else ())
    written.add_text(HELD, " ".join(held))
    for name in COUNTED:
        for value in dict.fromkeys(document.facets.get(name, ())):
            written.add_text(f"facet_{name}", value)
    for name, values in document.facts.items():
        for value in values:
            written.add_text("fact", f"{name}{FACT_END}{value.casefold()}"[:1000])
    for language, title in zip(LANGUAGES, (document.titles[0], document.titles[-1]), strict=True):
        written.add_text(f"title_order_{language}", words.sort_key(title)[:200])
    written.add_unsigned(ROUGH_ORDERS["slug"], packed(document.slug, *_OF_SLUGS))
    title_order = words.sort_key(document.titles[0])
    written.add_unsigned(ROUGH_ORDERS["title_order_th"], packed(title_order, *_OF_TITLES))
    days = ((document.modified_at or EPOCH) - EPOCH).days
    written.add_unsigned(FRESHNESS, max(FRESHNESS_AT_EPOCH + days, 0))
    written.add_date("modified", document.modified_at or EPOCH)
    written.add_integer("modified_us", _microseconds(document.modified_at))
    written.add_integer("created_us", _microseconds(document.created_at))
    written.add_integer("id_order", _order_of(document.id))
    return written


def _microseconds(at: datetime | None) -> int:
    return ((at or EPOCH) - EPOCH) // timedelta(microseconds=1)


def _order_of(identifier: str) -> int:
    """The first 60 bits of a ULID: its moment, and enough to tell most of one moment apart."""
    order = 0
    for letter in identifier[:12].ljust(12, "0"):
        order = order << 5 | _LETTERS.get(letter, 0)
    return order


def packed(text: str, letters: str, length: int) -> int:
    """A text as a number that is never greater than that of a text behind it: its first letters as
    digits. From the first letter that is none of these, all texts that begin so are one number."""
    base = len(letters) + 1
    number, digits = 0, []
    for letter in text[:length]:
        digits.append(bisect_right(letters, letter))
        if letter not in letters:
            digits += [base - 1] * (length - len(digits))
            break
    for digit in digits + [0] * (length - len(digits)):
        number = number * base + digit
    return number


def _texts(document: Document) -> dict[str, list[str]]:
    columns = [*document.columns, *(words.split_humps(name) for name in document.columns)]
    return {
        "title": list(document.titles),
        "tag": list(document.tags),
        "agency": list(document.agency_names),
        "column": list(dict.fromkeys(columns)),
        "note": [*document.descriptions, *document.notes],
    }


def _met(text: str) -> tuple[str, str, str]:
    """A text's words, the parts of its words, and what its grams are cut from, for the three fields."""
    normalised = words.normalise(text[:NOTE_LETTERS])
    found = words.tokens(normalised)
    parts = " ".join(part for token in found for part in words.parts(token))
    return " ".join(found), parts, words.gram_text(normalised)


# names of agencies and columns, and tags, come again and again
_met_often = lru_cache(maxsize=20_000)(_met)
