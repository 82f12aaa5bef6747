"""The summary on paper: typst sets it in the house's own typeface, tagged so that it is read aloud."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from odms.pictures.summary.document import Document
from odms.pictures.thai import all_seamed
from odms.pictures.typeface import fonts

_PARTS = Path(__file__).parents[1] / "parts.typ"
_TEMPLATE = Path(__file__).with_name("summary.typ")
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same report is the same bytes, whenever it is set


def pdf(document: Document) -> bytes:
    """The summary as a tagged PDF (PDF/UA-1)."""
    import typst

    told = typst.compile(
        _PARTS.read_bytes() + _TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(all_seamed(_plain(document)), ensure_ascii=False)},
        font_paths=fonts(),
        format="pdf",
        timestamp=_MADE,
        pdf_standards=["ua-1"],
    )
    assert isinstance(told, bytes)
    return told


def _plain(document: Document) -> dict[str, Any]:
    """The document for JSON, each block with its kind."""
    told = asdict(document)
    for chapter, plain in zip(document.chapters, told["chapters"], strict=True):
        for block, part in zip(chapter.blocks, plain["blocks"], strict=True):
            part["kind"] = type(block).__name__.lower()
    return told
