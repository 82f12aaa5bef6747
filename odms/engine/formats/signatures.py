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

_READ = (
    (b"PAR1", "parquet"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"fgb\x03fgb", "fgb"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
)
_FIRST_OF_SHX = (50).to_bytes(4, "big")  # an index tells where records begin, in words of two bytes
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")

# Formats that are known by their first bytes and not read as tables.
_UNREAD = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x00\x01\x00\x00Standard ", "Microsoft Access"),
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
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DBF_TYPES = frozenset(bytes([letter]) for letter in b"CNFDLIMBGOPTWY@+0")
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
    if form := _by_first_bytes(head):
        if form == "shp" and head[100:104] == _FIRST_OF_SHX:
            raise NotATable("engine.shp_part_alone", name=name)
        return form
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(path, name)
    if head.startswith(_OLE):
        return _ole(path, name)
    if kind := _unread(head):
        raise UnknownFormat("engine.format_unread", name=name, kind=kind)
    return _text(path, head, name)


def _by_first_bytes(head: bytes) -> str | None:
    for magic, form in _READ:
        if head.startswith(magic):
            return form
    if _BZIP2.match(head):
        return "bz2"
    if head[257:262] == b"ustar" or _is_old_tar(head):
        return "tar"
    if _is_geopackage(head):
        return "gpkg"
    return "dbf" if _is_dbf(head) else None


def is_geopackage(path: Path) -> bool:
    """Whether the file at `path` is a GeoPackage."""
    with path.open("rb") as source:
        return _is_geopackage(source.read(100))


def _is_geopackage(head: bytes) -> bool:
    """An SQLite database with the application id of a GeoPackage (OGC 12-128, GPKG, GP10, GP11)."""
    return head.startswith(b"SQLite format 3\0") and head[68:72] in (b"GPKG", b"GP10", b"GP11")


def _is_dbf(head: bytes) -> bool:
    """A version, a date of its last change, and a first field with a name and a known type."""
    if head[0] not in _DBF_VERSIONS or len(head) < 65 or head[2] > 12 or head[3] > 31:
        return False
    if b"\0" not in head[:32]:
        return False
    return head[43:44] in _DBF_TYPES and head[32:33] not in (b"\0", b" ", b"\r")


def _is_old_tar(head: bytes) -> bool:
    """A tar of before 1988, which has no sign but the sum of its head in octal digits."""
    told = re.fullmatch(rb" *([0-7]{1,7})[ \0]+", head[148:156])
    if len(head) < 512 or told is None:
        return False
    return int(told[1], 8) == sum(head[:148]) + 8 * ord(" ") + sum(head[156:512])


def _unread(head: bytes) -> str | None:
    for magic, kind in _UNREAD:
        # Letters may also begin a text ("MZ,ORC"); binary files carry NUL bytes.
        if head.startswith(magic) and (b"\0" in head or not magic.isalnum()):
            return kind
    return None


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
    return "kmz" if "doc.kml" in members else "zip"


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
_WEB = frozenset({"html", "head", "body"})
# The first element, after a prolog, comments, instructions and a document type.
_ROOT = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)*"
    r"<(?P<prefixed>(?:[\w.-]+:)?(?P<name>[\w.-]+))",
    re.DOTALL | re.IGNORECASE,
)
_IRI = r"<[^<>\s]*>"
_TURTLE = re.compile(
    rf"(?:#[^\n]*\n|\s)*(?:@?(?:prefix|base)\s+(?:[\w.-]*:\s*)?{_IRI}"
    rf"|(?:{_IRI}|_:\w+)\s+{_IRI}\s+(?:{_IRI}|_:\w+|\").*\.\s*(?:\n|$))",
    re.IGNORECASE,
)


def _text(path: Path, head: bytes, name: str) -> str:
    text = decode(head, detect_head(head)).lstrip("\ufeff \t\r\n")
    if not text:
        if path.stat().st_size <= HEAD:
            raise NotATable("engine.file_empty", name=name)
        return "csv"
    if len(_CONTROLS.findall(text)) * 20 > len(text):
        raise UnknownFormat("engine.format_unknown", name=name)
    return _marked_up(text) or _json(path, text, name) or "csv"


def _marked_up(text: str) -> str | None:
    """XML and what is written in it, web pages, and RDF in its own notations."""
    if _TURTLE.match(text):
        return "ttl"
    if not text.startswith("<"):
        return None
    root = _ROOT.match(text)
    told = root["name"].lower() if root else ""
    if told == "kml":
        return "kml"
    is_xml = text.startswith("<?xml") or (":" in (root["prefixed"] if root else ""))
    if told in _WEB or (not is_xml and _WEB_PAGE.search(text)):
        return "html"
    return "xml" if is_xml or "</" in text or "/>" in text or text.startswith("<!") else None


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
