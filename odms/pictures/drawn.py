"""A chart as a picture of its own, SVG or PNG: typst sets it in the house's typeface, so that it reads
alike in every program, Thai too."""

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

from odms.pictures.chart import Chart
from odms.pictures.thai import all_seamed
from odms.pictures.typeface import fonts

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}

_PARTS = Path(__file__).with_name("parts.typ")
_TEMPLATE = Path(__file__).with_name("chart.typ")
_DOTS_AN_INCH = 192.0


def drawn(chart: Chart, form: str, language: str) -> bytes:
    """The picture as `svg` or `png`."""
    return _compiled(json.dumps(all_seamed(asdict(chart)), ensure_ascii=False), form, language)


@lru_cache(maxsize=200)
def _compiled(told: str, form: str, language: str) -> bytes:
    import typst

    found = typst.compile(
        _PARTS.read_bytes() + _TEMPLATE.read_bytes(),
        sys_inputs={"chart": told, "language": language},
        font_paths=fonts(),
        format="svg" if form == "svg" else "png",
        ppi=_DOTS_AN_INCH,
    )
    assert isinstance(found, bytes)
    return found
