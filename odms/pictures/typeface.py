"""The house's typeface as typst takes it, without system fonts."""

import atexit
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


def _unpack(data: bytes, name: str, folder: Path) -> None:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data))
    family = next(family for script, family in _FAMILIES.items() if f"-{script}-" in name)
    for record in font["name"].names:
        if record.nameID in _FAMILY_NAMES:
            record.string = family
    font.flavor = None
    font.save(folder / f"{name}.ttf")
