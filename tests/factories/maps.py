"""Shapefiles and dBase tables, written byte by byte from their specifications."""

import struct
from collections.abc import Sequence

UTM_47 = (
    'PROJCS["WGS_1984_UTM_Zone_47N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",'
    'SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",99.0],PARAMETER["Scale_Factor",0.9996],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)
INDIAN_47 = (
    'PROJCS["Indian_1975_UTM_Zone_47N",GEOGCS["GCS_Indian_1975",DATUM["D_Indian_1975",'
    'SPHEROID["Everest_Adjustment_1937",6377276.345,300.8017]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",99.0],PARAMETER["Scale_Factor",0.9996],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)

Point = tuple[float, float]


def dbf(
    fields: Sequence[tuple[bytes, str, int]],
    rows: Sequence[Sequence[bytes]],
    *,
    deleted: frozenset[int] = frozenset(),
    page: int = 0,
    claims: int | None = None,
) -> bytes:
    """A dBase III table: fields as (name, type, width), cells as bytes, padded with blanks."""
    width = 1 + sum(field[2] for field in fields)
    head = struct.pack(
        "<B3BIHH17xB2x",
        *(3, 123, 1, 31),
        len(rows) if claims is None else claims,
        33 + 32 * len(fields),
        width,
        page,
    )
    told = b"".join(
        struct.pack("<11sc4xBB14x", name, kind.encode(), size, 0) for name, kind, size in fields
    )
    body = b"".join(
        (b"*" if r in deleted else b" ")
        + b"".join(
            cell[:size].rjust(size) if kind == "N" else cell[:size].ljust(size)
            for cell, (_, kind, size) in zip(row, fields, strict=True)
        )
        for r, row in enumerate(rows)
    )
    return head + told + b"\r" + body + b"\x1a"


def points(places: Sequence[Point]) -> tuple[bytes, bytes]:
    """The .shp and the .shx of points."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    box = (min(xs), min(ys), max(xs), max(ys))
    body, index = b"", b""
    for number, (x, y) in enumerate(places, start=1):
        content = struct.pack("<idd", 1, x, y)
        index += struct.pack(">ii", 50 + len(body) // 2, len(content) // 2)
        body += struct.pack(">ii", number, len(content) // 2) + content
    return _head(len(body), box) + body, _head(len(index), box) + index


def _head(n_bytes: int, box: tuple[float, float, float, float]) -> bytes:
    return (
        struct.pack(">i20xi", 9994, (100 + n_bytes) // 2)
        + struct.pack("<ii", 1000, 1)
        + struct.pack("<4d32x", *box)
    )
