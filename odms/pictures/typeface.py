"""The house's typeface and style sheet for what stands outside its pages: as typst takes the fonts,
without those of the system, and as one text with the fonts inside."""

import atexit
import base64
import re
import shutil
import tempfile
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

# The house keeps its typeface once, among the files of its pages: one file a script and weight.
_FONTS = ("web", "static", "odms", "fonts")
_STATIC = _FONTS[:-1]
_FAMILY_NAMES = (1, 4, 16)  # records of a font's name table
_FAMILIES = {"thai": "ODMS Thai", "latin": "ODMS Latin"}


@cache
def fonts() -> "typst.Fonts":
    """The typeface unpacked, and a family of its own for each script.

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


@cache
def styles() -> str:
    """The house's style sheet with its fonts inside, so that a page stands alone."""
    static = resources.files("odms").joinpath(*_STATIC)

    def inside(found: re.Match[str]) -> str:
        font = base64.b64encode(static.joinpath(*found[1].split("/")).read_bytes()).decode()
        return f"url(data:font/woff2;base64,{font})"

    return re.sub(r"url\((fonts/[^)]+)\)", inside, static.joinpath("odms.css").read_text("utf-8"))


def _unpack(data: bytes, name: str, folder: Path) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data))
    family = next(family for script, family in _FAMILIES.items() if f"-{script}-" in name)
    for record in font["name"].names:
        if record.nameID in _FAMILY_NAMES:
            record.string = family
    font.flavor = None
    font.save(folder / f"{name}.ttf")
