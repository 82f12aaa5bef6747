"""A report as lines of cells, for the summary sheet of a workbook."""

from collections.abc import Iterator

from odms.pictures.report.document import Bars, Block, Document, Facts, Grid, Item, Items, Words

Line = tuple[str, tuple[str, ...]]


def lines(document: Document) -> list[Line]:
    """Lines in order, each its kind (`h1`, `h2` or `row`) and its cells; the verdict is the first."""
    told: list[Line] = [("h1", (document.verdict,)), ("row", (document.title, document.subject))]
    told += [("row", _item(one)) for one in document.reasons]
    for section in document.sections:
        told.append(("h2", (section.heading,)))
        told += [("row", cells) for block in section.blocks for cells in _block(block)]
    return told


def _block(block: Block) -> Iterator[tuple[str, ...]]:
    match block:
        case Words(text):
            yield (text,)
        case Facts(rows):
            yield from rows
        case Grid(head=head, rows=rows):
            for row in (head, *rows):
                yield tuple(cell.text for cell in row)
        case Items(items):
            yield from map(_item, items)
        case Bars(bars):
            yield from ((bar.label, bar.text) for bar in bars)


def _item(item: Item) -> tuple[str, ...]:
    return (f"{item.badge}: {item.title}" if item.badge else item.title, *item.lines)
