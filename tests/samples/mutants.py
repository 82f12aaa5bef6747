"""One small good file of each format, and ways to damage it: what a fuzz run throws at the readers."""

import bz2
import gzip
import io
import json
import lzma
import random
import sqlite3
import struct
import tarfile
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from tests.samples.thai import Variant
from tests.samples.zoo import open_document, parquet

_TEXT = Variant("csv", ("titles-and-unit", "total-at-the-end", "notes-below"), 1).make()
_KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    "<name>น่าน</name><ExtendedData><Data name='n'><value>1</value></Data></ExtendedData>"
    "<Point><coordinates>100.7,18.7</coordinates></Point></Placemark></Document></kml>"
).encode()
_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><rows year="2566"><row id="1"><ชื่อ>น่าน</ชื่อ><n>5</n>'
    "</row><row id='2'><ชื่อ>ตาก</ชื่อ><n>7</n></row></rows>"
).encode()
_TTL = (
    "@prefix e: <http://example.org/> .\n"
    'e:a a e:Place ; e:name "น่าน"@th ; e:n 5 .\ne:b a e:Place ; e:name "ตาก"@th ; e:n 7 .\n'
).encode()
_HTML = (
    "<html><body><table><tr><th rowspan=2>จังหวัด<th colspan=2>คน</tr><tr><th>ชาย<th>หญิง</tr>"
    "<tr><td>น่าน<td>1<td>2</tr><tr><td>ตาก<td>3<td>4</tr></table></body></html>"
).encode()
_GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"ชื่อ": name, "n": n},
                "geometry": {"type": "Point", "coordinates": [100.5 + n, 15.5]},
            }
            for n, name in enumerate(("น่าน", "ตาก", "แพร่"))
        ],
    }
).encode()


def _drawn(suffix: str) -> Callable[[], dict[str, bytes]]:
    """The files that GDAL writes for one layer of points, by their endings."""

    def make() -> dict[str, bytes]:
        from odms.engine.formats import gdal

        points = [struct.pack("<BIdd", 1, 1, 100.5 + n, 15.5) for n in range(3)]
        layer = pa.table({"name": ["น่าน", "ตาก", "แพร่"], "n": [1, 2, 3], "geometry": points})
        with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = Path(folder, f"x{suffix}")
            with gdal._reading("fuzz") as pyogrio:
                pyogrio.raw.write_arrow(
                    layer, path, geometry_name="geometry", geometry_type="Point", crs="EPSG:4326"
                )
            return {one.suffix: one.read_bytes() for one in Path(folder).iterdir()}

    return make


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        member = tarfile.TarInfo("ข้อมูล.csv")
        member.size = len(_TEXT)
        made.addfile(member, io.BytesIO(_TEXT))
    return out.getvalue()


def _seven_zip() -> bytes:
    import py7zr

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as made:
        made.writestr(_TEXT, "ข้อมูล.csv")
    return out.getvalue()


def _zst() -> bytes:
    return bytes(pa.compress(_TEXT, codec="zstd", asbytes=True))


def _shape() -> bytes:
    return _zipped({f"จุด{suffix}": data for suffix, data in _drawn(".shp")().items()})


# Format to a good file of it. Every format that is read stands here; a test holds that.
SEEDS: dict[str, Callable[[], bytes]] = {
    "csv": lambda: _TEXT,
    "xlsx": Variant("xlsx", ("merged-title", "true-dates"), 2).make,
    "xls": Variant("xls", ("true-numbers",), 3).make,
    "ods": open_document,
    "json": Variant("json", (), 4).make,
    "jsonl": Variant("jsonl", (), 5).make,
    "geojson": lambda: _GEOJSON,
    "html": lambda: _HTML,
    "xml": lambda: _XML,
    "kml": lambda: _KML,
    "ttl": lambda: _TTL,
    "parquet": parquet,
    "shp": lambda: _drawn(".shp")()[".shp"],
    "dbf": lambda: _drawn(".shp")()[".dbf"],
    "gpkg": lambda: _drawn(".gpkg")()[".gpkg"],
    "fgb": lambda: _drawn(".fgb")()[".fgb"],
    "kmz": lambda: _zipped({"doc.kml": _KML}),
    "zip": _shape,
    "7z": _seven_zip,
    "tar": _tar,
    "gz": lambda: gzip.compress(_TEXT),
    "bz2": lambda: bz2.compress(_TEXT),
    "xz": lambda: lzma.compress(_TEXT),
    "zst": _zst,
}


def mutant(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to four damages."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        if data:
            data = chance.choice(_DAMAGES)(data, chance)
    return data


def inner_mutant(data: bytes, chance: random.Random) -> bytes:
    """A zip whose members are damaged and the zip around them is whole; other files as `mutant`."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return mutant(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        members = {name: made.read(name) for name in made.namelist()}
    spoilt = chance.choice(sorted(members))
    return _zipped({**members, spoilt: mutant(members[spoilt], chance)})


def _place(data: bytes, chance: random.Random) -> int:
    """Somewhere in the bytes; the head, where lengths and types stand, more often."""
    return chance.randrange(min(len(data), 64) if chance.random() < 0.4 else len(data))


def _flip(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _drop(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + data[at + chance.randrange(1, 64) :]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    piece = data[at : at + chance.randrange(1, 200)]
    return data[:at] + piece * chance.choice((2, 3, 50)) + data[at:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    first, second = sorted((_place(data, chance), _place(data, chance)))
    return data[second:] + data[first:second] + data[:first]


def _number(data: bytes, chance: random.Random) -> bytes:
    """A number of four bytes at its bounds: lengths, counts, offsets."""
    at = _place(data, chance)
    told = chance.choice((0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF))
    return data[:at] + struct.pack(chance.choice(("<I", ">I")), told) + data[at + 4 :]


def _insert(data: bytes, chance: random.Random) -> bytes:
    at = _place(data, chance)
    return data[:at] + chance.choice(_PIECES) + data[at:]


_PIECES = (
    b"\0",
    b'"',
    b"\r",
    b"\n\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"<",
    b"&x;",
    b"]]>",
    b"[[[[",
    b'{"":',
    b"1e999",
    b"-",
    b"A" * 5_000,
    b"<table>" * 300,
    "\u0e33\u200b\uf700".encode(),
    "\u0e01".encode("cp874") * 9,
)
_DAMAGES = (_flip, _flip, _cut, _drop, _repeat, _swap, _number, _insert, _insert)


def hostile_database() -> bytes:
    """A GeoPackage that is only a database: views that call themselves."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.gpkg")
        db = sqlite3.connect(path)
        db.execute("PRAGMA application_id = 1196444487")
        db.execute("CREATE VIEW gpkg_contents AS SELECT * FROM gpkg_contents_2")
        db.execute("CREATE VIEW gpkg_contents_2 AS SELECT * FROM gpkg_contents")
        db.commit()
        db.close()
        return path.read_bytes()
