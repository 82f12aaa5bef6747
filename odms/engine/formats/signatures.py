"""Which format a file is in, by its first bytes, its inner structure and, last, its name."""

import json
import mmap
import re
import zipfile
import zlib
from pathlib import Path, PurePath

from odms.engine.errors import Damaged, Encrypted, NotATable, UnknownFormat
from odms.engine.text.encoding import decode, detect_head

HEAD = 1 << 16

# Formats that are known by their first bytes and not read as tables.
_UNREAD = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x00\x01\x00\x00Standard ", "Microsoft Access"),
    (b"\x00\x00\x27\x0a", "Shapefile"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "Windows EXE"),
    (b"\x89HDF", "HDF5"),
    (b"CDF", "NetCDF"),
    (b"ARROW1", "Arrow"),
    (b"ORC", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"\xef\xbb\xbf%PDF", "PDF"),
)
_ZIPPED = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
)
_ZIPPED_UNREAD = (
    ("word/document.xml", "Microsoft Word"),
    ("ppt/presentation.xml", "Microsoft PowerPoint"),
    ("doc.kml", "KMZ"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DBF_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5\xfb")


def recognise(path: Path, name: str) -> str:
    """The format of the file at `path`, one of `FORMATS`.

    Raises NotATable for an empty file, UnknownFormat for what is not read as a table, Encrypted
    for a workbook under a password, Damaged for a container that cannot be opened.
    """
    with path.open("rb") as source:
        head = source.read(HEAD)
    if not head:
        raise NotATable("engine.file_empty", name=name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(path, name)
    if head.startswith(_OLE):
        return _ole(path, name)
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if kind := _unread(head):
        raise UnknownFormat("engine.format_unread", name=name, kind=kind)
    return _text(path, head, name)


def _unread(head: bytes) -> str | None:
    for magic, kind in _UNREAD:
        # Letters may also begin a text ("MZ,ORC"); binary files carry NUL bytes.
        if head.startswith(magic) and (b"\0" in head or not magic.isalnum()):
            return kind
    if head[257:262] == b"ustar":
        return "tar"
    is_dbf = head[0] in _DBF_VERSIONS and len(head) > 32 and 1 <= head[2] <= 12 and b"\0" in head
    return "dBase (DBF)" if is_dbf else None


def _zipped(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in members else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        raise Damaged("engine.damaged", name=name, kind="zip") from error
    for member, form in _ZIPPED:
        if member in members:
            return form
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        if b"spreadsheet" in mimetype:
            return "ods"
        raise UnknownFormat("engine.format_unread", name=name, kind="OpenDocument")
    for member, kind in _ZIPPED_UNREAD:
        if member in members:
            raise UnknownFormat("engine.format_unread", name=name, kind=kind)
    return "zip"


def _ole(path: Path, name: str) -> str:
    """Old Office files and encrypted new ones are told apart by the streams they name."""
    with path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find("EncryptedPackage".encode("utf-16-le")) >= 0:
            raise Encrypted("engine.encrypted", name=name)
        if any(data.find(stream.encode("utf-16-le")) >= 0 for stream in ("Workbook", "Book")):
            return "xls"
        n_bytes, directory = len(data), int.from_bytes(data[48:52], "little")
        if n_bytes < (directory + 2) << int.from_bytes(data[30:32], "little"):
            raise Damaged("engine.damaged", name=name, kind="workbook")
    raise UnknownFormat("engine.format_unread", name=name, kind="Microsoft Office 97")


# Text

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_JSON_OBJECT = re.compile(r'\{\s*(?:"|\}|$)')
_JSON_ARRAY = re.compile(r'\[\s*(?:[\[{"\]]|-?\d|true|false|null|$)')
_GEOJSON = re.compile(r'"type"\s*:\s*"Feature(?:Collection)?"|"features"\s*:\s*\[')
_WEB_PAGE = re.compile(r"<(?:!doctype html|html|head|body|table|style|meta)\b", re.IGNORECASE)
_TURTLE = re.compile(r"@(?:prefix|base)\s[^,;]*<", re.IGNORECASE)


def _text(path: Path, head: bytes, name: str) -> str:
    text = decode(head, detect_head(head)).lstrip("\ufeff \t\r\n")
    if not text:
        if path.stat().st_size <= HEAD:
            raise NotATable("engine.file_empty", name=name)
        return "csv"
    if len(_CONTROLS.findall(text)) * 20 > len(text):
        raise UnknownFormat("engine.format_unknown", name=name)
    if text.startswith("<"):
        if _WEB_PAGE.search(text):
            return "html"
        if text.startswith(("<?xml", "<!")) or "</" in text:
            raise UnknownFormat("engine.format_unread", name=name, kind="XML")
    if _TURTLE.match(text):
        raise UnknownFormat("engine.format_unread", name=name, kind="Turtle (RDF)")
    return _json(path, text, name) or "csv"


def _json(path: Path, text: str, name: str) -> str | None:
    suffix = PurePath(name.lower()).suffix
    if not (_JSON_OBJECT.match(text) or _JSON_ARRAY.match(text)):
        return "json" if suffix in (".json", ".geojson") and _is_scalar(text) else None
    if text[0] == "[" and "]" in text and suffix not in (".json", ".geojson") and _is_list(text):
        return None
    if _GEOJSON.search(text) or suffix == ".geojson" or _GEOJSON.search(_tail(path)):
        return "geojson"
    first, _, rest = text.partition("\n")
    is_line = suffix in (".jsonl", ".ndjson") or rest.lstrip().startswith(text[0])
    return "jsonl" if is_line and _parses(first) else "json"


def _tail(path: Path) -> str:
    with path.open("rb") as source:
        source.seek(max(0, path.stat().st_size - 4096))
        return source.read().decode("latin-1")


def _is_scalar(text: str) -> bool:
    return len(text) < HEAD and _parses(text)


def _is_list(text: str) -> bool:
    """Text such as `[1] note, 5`: a bracket opens the line, and it is no JSON."""
    first = text.partition("\n")[0]
    closing = first.find("]")
    return closing >= 0 and first[closing + 1 :].strip(" \r,]}") != "" and not _parses(first)


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
