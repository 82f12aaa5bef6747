"""A report on paper: typst sets it, in the house's own typeface, without network or system fonts."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from odms.pictures.report.document import Document
from odms.pictures.typeface import fonts

_TEMPLATE = Path(__file__).with_name("report.typ")
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same report is the same bytes, whenever it is set


def pdf(document: Document) -> bytes:
    """The report as a tagged PDF (PDF/A-2a)."""
    import typst

    told = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(_plain(document), ensure_ascii=False)},
        font_paths=fonts(),
        format="pdf",
        timestamp=_MADE,
        pdf_standards=["a-2a"],
    )
    assert isinstance(told, bytes)
    return told


def _plain(document: Document) -> dict[str, Any]:
    """The document for JSON, each block with its kind."""
    told = asdict(document)
    for section, plain in zip(document.sections, told["sections"], strict=True):
        for block, part in zip(section.blocks, plain["blocks"], strict=True):
            part["kind"] = type(block).__name__.lower()
    return told
