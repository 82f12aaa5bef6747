"""A report as HTML, with the classes of the house's style sheet; it needs no script."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from odms.pictures import marks
from odms.pictures.report.document import (
    Bar,
    Bars,
    Block,
    Cell,
    Document,
    Facts,
    Grid,
    Item,
    Items,
    Section,
    Words,
)


def page(document: Document, styles: str) -> str:
    """A whole page that stands alone, with `styles` inside."""
    title = escape(f"{document.subject} · {document.title}")
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{styles}</style>\n</head>\n<body>\n<main>\n"
        f'<div class="wrap band stack wide">{head(document)}</div>\n{body(document)}\n'
        "</main>\n</body>\n</html>\n"
    )


def head(document: Document) -> str:
    """Title, file and verdict with its reasons."""
    items = "".join(_item(one) for one in document.reasons)
    reasons = f'<ul class="list">{items}</ul>' if items else ""
    return (
        f'<p class="over">{escape(document.title)} · {escape(document.subject)}</p>'
        f'<h1><span class="g {document.tone} t-{document.tone}">{escape(document.verdict)}</span></h1>'
        f"{reasons}"
    )


def body(document: Document) -> str:
    """The sections of a report, each a band of the page."""
    return "\n".join(_section(section) for section in document.sections)


def blocks(drawn: Iterable[Block]) -> str:
    """Blocks one after the other, for a page that has a place for them."""
    return "".join(_DRAWN[type(block)](block) for block in drawn)


def _section(section: Section) -> str:
    return (
        f'<section class="band"><div class="wrap stack wide"><h2>{escape(section.heading)}</h2>'
        f"{blocks(section.blocks)}</div></section>"
    )


def _words(block: Words) -> str:
    return f"{'<p class=src>' if block.is_quiet else '<p>'}{escape(block.text)}</p>"


def _facts(block: Facts) -> str:
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(told)}</dd></div>" for name, told in block.rows
    )
    return f'<dl class="facts read">{rows}</dl>'


def _grid(block: Grid) -> str:
    caption = escape(block.caption)
    names = [escape(cell.text) for cell in block.head]
    head = "".join(
        f'<th scope="col"{_number(cell)}>{name}</th>'
        for cell, name in zip(block.head, names, strict=True)
    )
    rows = "".join(_row(row, names) for row in block.rows)
    return (
        f'<div class="scroll cardy" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        "</table></div>"
    )


def _row(cells: tuple[Cell, ...], names: list[str]) -> str:
    """A row; on a narrow screen it is a card, and each cell says its column's name."""
    first, *rest = zip(cells, names, strict=True)
    told = f'<th scope="row">{escape(first[0].text)}</th>'
    return f"<tr>{told}{''.join(_cell(cell, name) for cell, name in rest)}</tr>"


def _cell(cell: Cell, name: str) -> str:
    if cell.counts:
        return f"<td>{marks.histogram(cell.counts)}</td>"
    named = f' data-th="{name}"' if cell.text else ""
    return f"<td{_number(cell)}{named}>{escape(cell.text)}</td>"


def _number(cell: Cell) -> str:
    return ' class="n"' if cell.is_number else ""


def _items(block: Items) -> str:
    return f'<ul class="list">{"".join(map(_item, block.items))}</ul>'


def _item(item: Item) -> str:
    tone = f" {item.tone}" if item.tone else ""
    badge = f' <span class="badge{tone}">{escape(item.badge)}</span>' if item.badge else ""
    lines = "".join(f'<p class="src">{escape(line)}</p>' for line in item.lines)
    return f'<li class="stack tight"><h3 class="h">{escape(item.title)}{badge}</h3>{lines}</li>'


def _bars(block: Bars) -> str:
    return f'<ul class="bars beside">{"".join(map(_bar, block.bars))}</ul>'


def _bar(bar: Bar) -> str:
    drawn = marks.bar(bar.share or 0, tone="mid")
    return (
        f'<li><span>{escape(bar.label)}</span>{drawn}<span class="v">{escape(bar.text)}</span></li>'
    )


_DRAWN: Mapping[type[Block], Callable[[Any], str]] = {
    Words: _words,
    Facts: _facts,
    Grid: _grid,
    Items: _items,
    Bars: _bars,
}
