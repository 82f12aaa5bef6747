"""Marks of charts as SVG: shapes alone, in percentages, so that all text stays in HTML.

No mark carries a `style` attribute, so that a strict content security policy holds; colours come
from the classes of the style sheet.
"""

from collections.abc import Sequence

Number = float | int

# sparkline and line are drawn into this box and stretched by the page
WIDTH, HEIGHT, MARGIN = 100.0, 40.0, 2.0


def sparkline(values: Sequence[Number | None]) -> str:
    """The course of `values` as one small line; gaps where a value is missing. No axis, no text."""
    return _framed("spark", _lines(values, HEIGHT))


def line(values: Sequence[Number | None], *, base: Number | None = None) -> str:
    """The course of `values` as a line over the whole width, from `base` (else the smallest) up."""
    rules = "".join(
        f'<line class="s" x1="0" x2="{WIDTH:g}" y1="{y:g}" y2="{y:g}"/>' for y in (MARGIN, 20, 38)
    )
    return _framed("line", rules + _lines(values, HEIGHT, base))


def histogram(counts: Sequence[int]) -> str:
    """How values are spread, as touching bars of one scale: `counts` of classes of equal width."""
    tallest = max(counts, default=0) or 1
    bars = "".join(
        f'<rect x="{at}" y="{60 - height:.3g}" width=".88" height="{height:.3g}"/>'
        for at, n in enumerate(counts)
        for height in (60 * n / tallest,)
    )
    return f'<svg class="hist" viewBox="0 0 {max(len(counts), 1)} 60" preserveAspectRatio="none" aria-hidden="true">{bars}</svg>'


def bar(share: float, *, tone: str = "", threshold: float | None = None) -> str:
    """One bar of a row, `share` of the full width long; a dashed line where the threshold is.

    `tone` is a class of the style sheet: empty (accent), `mid` or `ind`.
    """
    tones = f"m {tone}".strip()
    width = 100 * min(max(share, 0.0), 1.0)
    mark = f'<rect class="{tones}" width="{width:.4g}%" height="100%" rx="2"/>'
    if threshold is not None:
        at = 100 * threshold
        mark += f'<line x1="{at:.4g}%" x2="{at:.4g}%" y1="0" y2="100%"/>'
    return f'<svg aria-hidden="true">{mark}</svg>'


def pair(before: float, now: float) -> str:
    """Two places of a scale from 0 to 1: a ring and a dot, joined by a line."""
    ring, dot = (f"{100 * min(max(share, 0.0), 1.0):.4g}%" for share in (before, now))
    return (
        f'<svg aria-hidden="true"><line class="s" x1="{ring}" x2="{dot}" y1="50%" y2="50%"/>'
        f'<circle class="off" cx="{ring}" cy="50%" r="6"/>'
        f'<circle class="m" cx="{dot}" cy="50%" r="6"/></svg>'
    )


def bullet(now: float | None, *, target: float | None = None, peer: float | None = None) -> str:
    """One row of a scale from 0 to 1: a bar for what is, a dot for what is aimed at, a dashed line for
    what others have; each is left out where it is not known."""
    mark = '<rect class="off" width="100%" height="100%" rx="2"/>'
    if now is not None:
        mark += (
            f'<rect class="m" width="{100 * min(max(now, 0.0), 1.0):.4g}%" height="100%" rx="2"/>'
        )
    if peer is not None:
        mark += f'<line x1="{100 * peer:.4g}%" x2="{100 * peer:.4g}%" y1="-20%" y2="120%"/>'
    if target is not None:
        mark += f'<circle class="mid" cx="{100 * target:.4g}%" cy="50%" r="6"/>'
    return f'<svg aria-hidden="true">{mark}</svg>'


def _framed(name: str, marks: str) -> str:
    return f'<svg class="{name}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">{marks}</svg>'


def _lines(values: Sequence[Number | None], height: float, base: Number | None = None) -> str:
    """One polyline for every run of values without a gap; a run of one is a short dash."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low = min(known) if base is None else base
    span = (max(known) - low) or 1
    step = WIDTH / max(len(values) - 1, 1)
    return "".join(_polyline(run, step, low, span, height) for run in _runs(values))


def _polyline(
    run: list[tuple[int, Number]], step: float, low: Number, span: Number, height: float
) -> str:
    room = height - 2 * MARGIN
    points = [
        f"{at * step:.4g},{height - MARGIN - room * (value - low) / span:.4g}" for at, value in run
    ]
    if len(points) == 1:
        x, y = points[0].split(",")
        points.append(f"{float(x) + 1:.4g},{y}")
    return f'<polyline points="{" ".join(points)}"/>'


def _runs(values: Sequence[Number | None]) -> list[list[tuple[int, Number]]]:
    """The stretches of `values` without a gap, each value with its position."""
    runs: list[list[tuple[int, Number]]] = [[]]
    for at, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((at, value))
    return [run for run in runs if run]
