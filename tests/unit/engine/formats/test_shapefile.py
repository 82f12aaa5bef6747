"""Shapefiles and dBase: Thai attributes by their bytes, coordinates in WGS 84."""

import io
import json
import zipfile

import pytest
from factories.grids import Read, read
from factories.maps import INDIAN_47, UTM_47, dbf, points

from odms.engine.errors import Damaged, NotATable

PLACES = [(665_000.0, 1_520_000.0), (500_000.0, 2_077_000.0)]
NAMES = ["กรุงเทพมหานคร", "เชียงใหม่"]


def table(encoding: str, name: str = "ชื่อ") -> bytes:
    fields = [(name.encode(encoding)[:10], "C", 40), (b"CODE", "C", 3), (b"N", "N", 8)]
    cells = [
        [place.encode(encoding), code, n]
        for place, code, n in zip(NAMES, (b"010", b"050"), (b"1,5", b"20.50"), strict=True)
    ]
    return dbf(fields, cells)


def packed(**parts: bytes | str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for suffix, held in parts.items():
            archive.writestr(f"แผนที่/จังหวัด.{suffix}", held)
    return data.getvalue()


def shape(**parts: bytes | str) -> Read:
    shp, shx = points(PLACES)
    (found,) = read(packed(shp=shp, shx=shx, **parts), "shape.zip")
    return found


def positions(found: Read) -> list[tuple[float, float]]:
    return [
        tuple(round(number, 4) for number in json.loads(text)["coordinates"])
        for text in found.column("geometry")
        if text
    ]


# the bytes' encoding, what the .cpg says, and the encoding decided
ENCODINGS = [
    ("cp874", None, ("cp874", "thai-clusters")),
    ("cp874", "UTF-8", ("cp874", "thai-clusters")),
    ("cp874", "ISO-8859-1", ("cp874", "thai-clusters")),
    ("cp874", "874", ("cp874", "declared")),
    ("utf-8", None, ("utf-8", "strict")),
    ("utf-8", "874", ("utf-8", "strict")),
]


@pytest.mark.parametrize(("encoding", "cpg", "decided"), ENCODINGS)
def test_thai_attributes_are_never_mojibake(
    encoding: str, cpg: str | None, decided: tuple[str, str]
) -> None:
    parts: dict[str, bytes | str] = {"dbf": table(encoding), "prj": UTM_47}
    found = shape(**parts, **({"cpg": cpg} if cpg else {}))
    assert found.name == "แผนที่/จังหวัด.shp"
    assert found.names is not None
    assert (found.names[1:], found.column(found.names[0])) == (("CODE", "N", "geometry"), NAMES)
    assert found.column("CODE") == ["010", "050"]
    assert found.column("N") == ["1,5", "20.50"]
    assert found.encoding is not None
    assert (found.encoding.name, found.encoding.how) == decided


# the .prj, where the places lie, and what is told
SYSTEMS = [
    (UTM_47, [(100.5261, 13.7446), (99.0, 18.7847)], "engine.crs_converted"),
    (INDIAN_47, [(100.5213, 13.7478), (98.9951, 18.7878)], "engine.crs_converted"),
    (None, PLACES, "engine.crs_utm_unknown"),
]


@pytest.mark.parametrize(("prj", "expected", "code"), SYSTEMS)
def test_reference_systems(prj: str | None, expected: list[tuple[float, float]], code: str) -> None:
    found = shape(dbf=table("cp874"), **({"prj": prj} if prj else {}))
    assert positions(found) == expected
    assert found.findings == (code,)


def test_degrees_without_a_system_are_taken_for_wgs84_and_told() -> None:
    shp, shx = points([(100.5, 13.7), (99.0, 18.8)])
    (found,) = read(packed(shp=shp, shx=shx, dbf=table("cp874")), "shape.zip")
    assert positions(found) == [(100.5, 13.7), (99.0, 18.8)]
    assert found.findings == ("engine.crs_assumed",)


def test_a_lone_part_is_read_or_refused_in_words() -> None:
    shp, shx = points([(100.5, 13.7), (99.0, 18.8)])
    (found,) = read(shp, "thailand.shp")
    assert (found.names, found.findings) == (
        ("geometry",),
        ("engine.crs_assumed", "engine.shp_no_attributes"),
    )
    with pytest.raises(NotATable, match=r"engine\.shp_part_alone"):
        read(shx, "thailand.shx")
    with pytest.raises(NotATable, match=r"engine\.shp_part_alone"):
        read(packed(prj=UTM_47, shx=shx), "thailand.zip")
    with pytest.raises(Damaged):
        read(shp[:130], "thailand.shp")


def test_a_shapefile_without_its_index_is_read() -> None:
    shp, _ = points(PLACES)
    (found,) = read(packed(shp=shp, dbf=table("cp874"), prj=UTM_47), "shape.zip")
    assert positions(found) == [(100.5261, 13.7446), (99.0, 18.7847)]


def test_shapes_and_records_of_unequal_number_are_told() -> None:
    one = dbf([(b"A", "C", 3)], [[b"x"]])
    found = shape(dbf=one, prj=UTM_47)
    assert len(found.rows) == 1
    assert found.findings == ("engine.crs_converted", "engine.shp_unequal")


def test_every_type_of_dbase() -> None:
    fields = [(b"C", "C", 5), (b"N", "N", 8), (b"D", "D", 8), (b"L", "L", 1), (b"M", "M", 10)]
    rows = [
        [b"007", b"-1.50", b"20230501", b"T", b"1"],
        [b"", b"", b"", b"?", b""],
        [b"x", b"*****", b"00000000", b"n", b""],
    ]
    (found,) = read(dbf(fields, rows, deleted=frozenset({2}), claims=5), "old.dbf")
    assert found.rows == {
        0: ("007", "-1.50", "2023-05-01", "true", None),
        1: (None, None, None, None, None),
    }
    assert (found.findings, found.n_rejected) == (
        ("engine.dbf_deleted", "engine.dbf_cut", "engine.dbf_memo"),
        1,
    )


def test_a_thai_name_cut_in_a_letter_and_names_that_repeat() -> None:
    long = "อำเภอ".encode()[:10]
    fields = [(long, "C", 20), (long, "C", 20)]
    (found,) = read(dbf(fields, [["น่าน".encode(), b"2"]]), "x.dbf")
    assert found.names == ("อำเ", "อำเ_2")
    assert found.rows == {0: ("น่าน", "2")}


def test_a_thai_code_page_decides_where_the_letters_are_too_few() -> None:
    table = dbf([(b"A", "C", 5)], [["กจ".encode("cp874")]], page=0x7C)
    (found,) = read(table, "x.dbf")
    assert found.column("A") == ["กจ"]


def test_texts_are_no_dbase_tables() -> None:
    (found,) = read(b"C\r\n1\r\n2\r\n", "x.dbf")
    assert found.rows[0] == ("C",)
