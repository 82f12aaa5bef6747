"""A report on paper: typst sets it, in the house's own typeface, without network or system fonts."""

import atexit
import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odms.pictures.report.document import Document

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).with_name("report.typ")
# The house keeps its typeface once, among the files of its pages: one file a script and weight.
_FONTS = ("web", "static", "odms", "fonts")
_FAMILY_NAMES = (1, 4, 16)  # records of a font's name table
_FAMILIES = {"thai": "ODMS Thai", "latin": "ODMS Latin"}
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same report is the same bytes, whenever it is set


def pdf(document: Document) -> bytes:
    """The report as a tagged PDF (PDF/A-2a)."""
    import typst

    told = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"report": json.dumps(_plain(document), ensure_ascii=False)},
        font_paths=_fonts(),
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


@cache
def _fonts() -> "typst.Fonts":
    """The typeface as typst takes it: unpacked, and a family of its own for each script.

    The files are parts of one family, cut by script for pages; typst would take the first part for
    the whole and set the rest in something else. It reads them when it needs them, so they stay as
    long as the process.
    """
    import typst

    folder = Path(tempfile.mkdtemp(prefix="odms-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for source in resources.files("odms").joinpath(*_FONTS).iterdir():
        if source.name.endswith(".woff2"):
            _unpack(source.read_bytes(), source.name, folder)
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _unpack(data: bytes, name: str, folder: Path) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data))
    family = next(family for script, family in _FAMILIES.items() if f"-{script}-" in name)
    for record in font["name"].names:
        if record.nameID in _FAMILY_NAMES:
            record.string = family
    font.flavor = None
    font.save(folder / f"{name}.ttf")
