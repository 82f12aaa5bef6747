"""The summary as plain text, for a terminal and for whoever compares two of them."""

from collections.abc import Iterator

from odms.pictures.summary.document import (
    Bigs,
    Block,
    Document,
    Drawn,
    Grid,
    Heading,
    Items,
    Names,
    Steps,
    Words,
)


def text(document: Document) -> str:
    """The document line by line, chapters under `#`, headings under `##`."""
    told = [f"{document.title} {document.year}", document.subtitle, *document.lines]
    for chapter in document.chapters:
        told += ["", f"# {chapter.number} {chapter.heading}".replace("#  ", "# "), ""]
        told += [line for block in chapter.blocks for line in _lines(block)]
    return "\n".join(told) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Words(said):
            yield said
        case Heading(said):
            yield from ("", f"## {said}")
        case Bigs(items):
            yield from (f"{one.text} {one.unit} {one.label} ({one.source})" for one in items)
        case Drawn(chart):
            yield chart.title
            yield from (f"  {row.label}: {row.text}" for row in chart.rows)
            yield chart.source
        case Items(items):
            for one in items:
                yield f"- {one.lead} {one.text}".replace("-  ", "- ")
                yield from [f"  {one.below}"] if one.below else []
        case Steps(steps=steps):
            yield from (f"{one.year} {one.term}: {', '.join(one.items)}" for one in steps)
        case Names(names, ends):
            yield ", ".join(names) + f" {ends}"
        case Grid(head=head, rows=rows):
            yield from ("\t".join(row) for row in (head, *rows))
