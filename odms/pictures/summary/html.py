"""The summary as HTML, with the classes of the house's style sheet; it needs no script."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from odms.pictures.chart import Chart
from odms.pictures.summary.document import (
    Bigs,
    Block,
    Chapter,
    Document,
    Drawn,
    Grid,
    Heading,
    Items,
    Names,
    Steps,
    Words,
)


def page(document: Document, styles: str) -> str:
    """A whole page that stands alone, with `styles` inside."""
    title = escape(f"{document.title} {document.year}")
    lines = " · ".join(map(escape, document.lines))
    return (
        f'<!doctype html>\n<html lang="{document.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{styles}</style>\n</head>\n<body>\n<main>\n"
        f'<div class="wrap band stack wide"><p class="over">{escape(document.subtitle)}</p>'
        f'<h1>{title}</h1><p class="src">{lines}</p></div>\n{body(document)}\n'
        "</main>\n</body>\n</html>\n"
    )


def body(document: Document) -> str:
    """The chapters, each a band of the page."""
    return "\n".join(map(_chapter, document.chapters))


def _chapter(chapter: Chapter) -> str:
    number = f"{chapter.number} " if chapter.number else ""
    blocks = "".join(_DRAWN[type(block)](block) for block in chapter.blocks)
    return (
        '<section class="band"><div class="wrap stack wide">'
        f"<h2>{number}{escape(chapter.heading)}</h2>{blocks}</div></section>"
    )


def _words(block: Words) -> str:
    kind = ' class="src"' if block.is_quiet else ""
    return f"<p{kind}>{escape(block.text)}</p>"


def _heading(block: Heading) -> str:
    return f"<h3>{escape(block.text)}</h3>"


def _bigs(block: Bigs) -> str:
    items = "".join(
        f'<li><b class="big">{escape(one.text)} <small>{escape(one.unit)}</small></b>'
        f"<p>{_weak(one.label) if one.is_weak else escape(one.label)}</p>"
        f'<p class="src">{escape(one.source)}</p></li>'
        for one in block.items
    )
    return f'<ul class="grid four">{items}</ul>'


def _weak(label: str) -> str:
    return f'<span class="g up t-up">{escape(label)}</span>'


def _drawn(block: Drawn) -> str:
    chart = block.chart
    rows = "".join(
        f"<li{_classes(row.is_weak, row.is_whole)}><span>{escape(row.label)}</span>{mark}"
        f'<span class="v{" g" if row.is_weak else ""}">{escape(row.text)}</span></li>'
        for row, mark in chart.marks()
    )
    kind = "bars dots" if chart.kind == "dots" else "bars beside"
    bands = "".join(f"<span>{escape(band.label)}</span>" for band in chart.bands)
    scale = f'<div class="scale" aria-hidden="true">{bands}</div>' if bands else ""
    return (
        f'<figure class="fig"><figcaption>{escape(chart.title)}</figcaption>'
        f'<ul class="{kind}">{rows}</ul>{scale}<p class="src">{_below(chart)}</p></figure>'
    )


def _below(chart: Chart) -> str:
    note = f"{_weak(chart.note)} · " if chart.note and chart.has_weak else ""
    line = f" · {escape(chart.line)}" if chart.line and chart.kind != "dots" else ""
    return f"{note}{escape(chart.source)}{line}"


def _classes(is_weak: bool, is_whole: bool) -> str:
    return ' class="up"' if is_weak else ' class="sum"' if is_whole else ""


def _items(block: Items) -> str:
    name = "ol" if block.is_numbered else "ul"
    items = "".join(
        f"<li>{f'<b>{escape(one.lead)}</b> ' if one.lead else ''}{escape(one.text)}"
        f"{f'<p class=src>{escape(one.below)}</p>' if one.below else ''}</li>"
        for one in block.items
    )
    return f'<div class="words"><{name}>{items}</{name}></div>'


def _steps(block: Steps) -> str:
    items = "".join(
        f"<div><dt><b>{escape(step.year)}</b> {escape(step.term)}</dt><dd>"
        f"{'<br>'.join(map(escape, step.items))}</dd></div>"
        for step in block.steps
    )
    return f'<dl class="facts read">{items}</dl>'


def _names(block: Names) -> str:
    return f'<p class="src">{" · ".join(map(escape, block.names))} {escape(block.ends)}</p>'


def _grid(block: Grid) -> str:
    head = "".join(
        f'<th scope="col"{" class=n" if i else ""}>{escape(name)}</th>'
        for i, name in enumerate(block.head)
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f'<td class="n">{escape(text)}</td>' for text in rest)
        + "</tr>"
        for first, *rest in block.rows
    )
    caption = escape(block.caption)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
        "</table></div>"
    )


_DRAWN: Mapping[type[Block], Callable[[Any], str]] = {
    Words: _words,
    Heading: _heading,
    Bigs: _bigs,
    Drawn: _drawn,
    Items: _items,
    Steps: _steps,
    Names: _names,
    Grid: _grid,
}
