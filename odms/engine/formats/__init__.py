"""The formats that are read, one module each: bytes in, grids out.

A format is recognised by its content first and by its name only where the content leaves a choice,
for a PDF may be called data.csv and a web page data.xls. To add a format, add its signs to
`signatures.py`, its reader to `FORMATS` and one module with `read(path, work)`.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from odms.engine.formats.signatures import recognise
from odms.engine.grid import Grid, Workspace

__all__ = ["FORMATS", "read", "read_as", "recognise"]

# Format, as the published report names it, to the module that reads it.
FORMATS = {
    "csv": "delimited",
    "xlsx": "workbook",
    "xlsb": "workbook",
    "xls": "workbook",
    "ods": "workbook",
    "json": "jsons",
    "jsonl": "json_lines",
    "geojson": "geojson",
    "html": "html",
    "parquet": "parquet",
    "zip": "archive",
    "gz": "archive",
}


def read(path: Path, name: str, work: Workspace) -> list[Grid]:
    """The grids of the file at `path`, which its giver calls `name`.

    Raises NotATable, UnknownFormat, Damaged, Encrypted or LimitPassed.
    """
    return read_as(recognise(path, name), path, work)


def read_as(form: str, path: Path, work: Workspace) -> list[Grid]:
    """The grids of a file whose format has been recognised as `form`."""
    module = import_module(f"{__name__}.{FORMATS[form]}")
    reader = cast("Callable[[Path, Workspace], list[Grid]]", module.read)
    return reader(path, work)
