"""What a report consists of once it is in words: sections of few kinds of blocks.

A tone is `ok`, `up` (look at it), `no` (mend it) or empty, as the badges of the pages have it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A paragraph; a quiet one says where something comes from."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what is said of it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: text, or the counts of a histogram."""

    text: str = ""
    is_number: bool = False
    counts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table with a caption, which names it for those who do not see it."""

    caption: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Item:
    """One thing to know: a badge, a sentence, and lines below it."""

    title: str
    badge: str = ""
    tone: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Items:
    """A list of things to know."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class Bar:
    """A row of a picture of bars: `share` of the width from 0 to 1, None where nothing is known."""

    label: str
    share: float | None
    text: str


@dataclass(frozen=True)
class Bars:
    """Bars of one scale."""

    bars: tuple[Bar, ...]


Block = Words | Facts | Grid | Items | Bars


@dataclass(frozen=True)
class Section:
    """A part of the report under its heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report in one language: verdict first."""

    language: str
    title: str
    subject: str
    verdict: str
    tone: str
    reasons: tuple[Item, ...]
    sections: tuple[Section, ...]
