"""What an executive summary consists of once it is in words: chapters of few kinds of blocks."""

from dataclasses import dataclass

from odms.pictures.chart import Chart


@dataclass(frozen=True)
class Words:
    """A paragraph; a quiet one says where something comes from."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a chapter."""

    text: str


@dataclass(frozen=True)
class Big:
    """A large number, what it is, of how many, and how it changed."""

    text: str
    unit: str
    label: str
    source: str
    is_weak: bool = False


@dataclass(frozen=True)
class Bigs:
    """Large numbers beside each other."""

    items: tuple[Big, ...]


@dataclass(frozen=True)
class Drawn:
    """A picture under its finding."""

    chart: Chart


@dataclass(frozen=True)
class Item:
    """One of a list: its lead, the text, and a quiet line below."""

    lead: str
    text: str
    below: str = ""


@dataclass(frozen=True)
class Items:
    """A list, numbered or not."""

    items: tuple[Item, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Step:
    """A year of the roadmap."""

    year: str
    term: str
    items: tuple[str, ...]
    is_now: bool = False


@dataclass(frozen=True)
class Steps:
    """The years of the roadmap; `head` names year, term and steps."""

    head: tuple[str, str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Names:
    """Many names in order, set small."""

    names: tuple[str, ...]
    ends: str = ""


@dataclass(frozen=True)
class Grid:
    """A table: names of its columns, rows of texts; all columns but the first are numbers."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Words | Heading | Bigs | Drawn | Items | Steps | Names | Grid


@dataclass(frozen=True)
class Chapter:
    """A part of the summary under its heading; `number` is empty for what stands outside the count."""

    number: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """An executive summary in one language."""

    language: str
    title: str
    subtitle: str
    year: str
    lines: tuple[str, ...]  # of the cover: where it is from, and as of when
    chapters: tuple[Chapter, ...]
