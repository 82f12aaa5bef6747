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

__all__ = ["FAMILIES", "FORMATS", "about", "read", "read_as", "recognise"]

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
    "xml": "xmls",
    "kml": "kml",
    "ttl": "turtle",
    "parquet": "parquet",
    "shp": "shapefile",
    "dbf": "dbf",
    "gpkg": "geofile",
    "fgb": "geofile",
    "kmz": "archive",
    "zip": "archive",
    "7z": "archive",
    "tar": "archive",
    "gz": "archive",
    "bz2": "archive",
    "xz": "archive",
    "zst": "archive",
}

# What people call them, with the endings that they know, in families.
FAMILIES = {
    "CSV": (".csv", ".tsv", ".txt"),
    "Excel": (".xlsx", ".xlsm", ".xlsb", ".xls"),
    "OpenDocument": (".ods",),
    "JSON": (".json", ".jsonl", ".ndjson"),
    "XML": (".xml",),
    "HTML": (".html", ".htm"),
    "Parquet": (".parquet",),
    "GeoJSON": (".geojson",),
    "Shapefile": (".zip", ".shp", ".dbf"),
    "GeoPackage": (".gpkg",),
    "KML": (".kml", ".kmz"),
    "FlatGeobuf": (".fgb",),
    "RDF": (".ttl", ".nt"),
    "ZIP": (".zip",),
    "7-Zip": (".7z",),
    "tar": (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"),
    "gzip, bzip2, xz, zstd": (".gz", ".bz2", ".xz", ".zst"),
}


def about(form: str) -> str:
    """How a format is read: the first words of its module."""
    module = import_module(f"{__name__}.{FORMATS[form]}")
    return " ".join((module.__doc__ or "").split())


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
