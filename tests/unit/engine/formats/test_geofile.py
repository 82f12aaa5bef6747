"""GeoPackage, FlatGeobuf and GeoParquet: layers, reference systems, and no way out for GDAL."""

import json
import sqlite3
import struct
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from factories.grids import Read, read
from factories.site import serving

from odms.engine.errors import Damaged, LimitPassed, NotATable
from odms.engine.formats import gdal


def point(x: float, y: float) -> bytes:
    return struct.pack("<BIdd", 1, 1, x, y)


PLACES = pa.table(
    {
        "ชื่อ": ["น่าน", "ตาก"],
        "code": ["055", "063"],
        "n": [1, None],
        "geometry": pa.array([point(665_000, 1_520_000), None], pa.binary()),
    }
)

NO_INDEX = {"layer_options": {"SPATIAL_INDEX": "NO"}}  # an index has no room for no geometry


def written(suffix: str, layers: dict[str, dict[str, Any]]) -> bytes:
    """A file of `layers`: their table and what the writer of GDAL is told."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / f"x{suffix}"
        with gdal._reading("test") as pyogrio:
            for number, (name, told) in enumerate(layers.items()):
                table = told.pop("table", PLACES)
                kind = told.pop("geometry_type", "Point")
                given = {"geometry_name": "geometry", "geometry_type": kind}
                if "geometry" not in table.column_names:
                    given = {}
                more = {"append": True} if number else {}
                pyogrio.raw.write_arrow(table, path, layer=name, **given, **more, **told)
        return path.read_bytes()


def first(found: Read) -> list[float]:
    text = found.column("geometry")[0]
    assert text is not None
    return [round(number, 4) for number in json.loads(text)["coordinates"]]


# the system, where the place lies, and what is told
SYSTEMS = [
    ("EPSG:4326", [665_000.0, 1_520_000.0], ("engine.crs_wgs84",)),
    ("EPSG:32647", [100.5261, 13.7446], ("engine.crs_converted",)),
    ("EPSG:32648", [106.5261, 13.7446], ("engine.crs_converted",)),
    ("EPSG:24047", [100.5213, 13.7478], ("engine.crs_converted",)),
    ("EPSG:24048", [106.5213, 13.7478], ("engine.crs_converted",)),
    (None, [665_000.0, 1_520_000.0], ("engine.crs_utm_unknown",)),
]


@pytest.mark.parametrize(("crs", "expected", "codes"), SYSTEMS)
def test_reference_systems_of_a_geopackage(
    crs: str | None, expected: list[float], codes: tuple[str, ...]
) -> None:
    told = {"driver": "GPKG", **({"crs": crs} if crs else {})}
    (found,) = read(written(".gpkg", {"places": told}), "given")
    assert found.names == ("ชื่อ", "code", "n", "geometry")
    assert found.column("code") == ["055", "063"]
    assert [round(number, 3) for number in first(found)] == [round(n, 3) for n in expected]
    assert found.findings == codes


def test_layers_of_a_geopackage() -> None:
    data = written(
        ".gpkg",
        {
            "จุด": {"driver": "GPKG", "crs": "EPSG:32647", "layer_options": {"FID": "รหัส"}},
            "plain": {"driver": "GPKG", "table": PLACES.drop(["geometry"])},
            "empty": {"driver": "GPKG", "table": PLACES.slice(0, 0)},
        },
    )
    points, plain = read(data, "x.gpkg")
    assert (points.name, points.names) == ("จุด", ("รหัส", "ชื่อ", "code", "n", "geometry"))
    assert (plain.name, plain.names) == ("plain", ("ชื่อ", "code", "n"))
    assert plain.rows == {0: ("น่าน", "055", "1"), 1: ("ตาก", "063", None)}


def test_flatgeobuf() -> None:
    data = written(".fgb", {"x": {"driver": "FlatGeobuf", "crs": "EPSG:32647", **NO_INDEX}})
    (found,) = read(data, "given")
    assert (found.column("ชื่อ"), first(found)) == (["น่าน", "ตาก"], [100.5261, 13.7446])


def geoparquet(crs: dict[str, Any] | None) -> bytes:
    column = {"encoding": "WKB", "geometry_types": ["Point"], **({"crs": crs} if crs else {})}
    meta = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    out = pa.BufferOutputStream()
    pq.write_table(PLACES.replace_schema_metadata({"geo": json.dumps(meta)}), out)
    return out.getvalue().to_pybytes()


UTM = {"type": "ProjectedCRS", "name": "UTM", "id": {"authority": "EPSG", "code": 32647}}


@pytest.mark.parametrize(
    ("crs", "expected", "codes"),
    [
        (None, [665_000.0, 1_520_000.0], ("engine.crs_wgs84",)),
        (UTM, [100.5261, 13.7446], ("engine.crs_converted",)),
    ],
)
def test_geoparquet(
    crs: dict[str, Any] | None, expected: list[float], codes: tuple[str, ...]
) -> None:
    (found,) = read(geoparquet(crs), "given")
    assert first(found) == expected
    assert found.column("geometry")[1] is None
    assert (found.column("code"), found.findings) == (["055", "063"], codes)


# GDAL's reins


def test_gdal_knows_the_wanted_formats_alone() -> None:
    with gdal._reading("test") as pyogrio:
        assert set(pyogrio.list_drivers()) == gdal.WANTED


@pytest.mark.parametrize("suffix", [".vrt", ".csv", ".tab", ".sqlite", ".gml"])
def test_other_formats_are_not_opened_whatever_their_name(suffix: str, tmp_path: Path) -> None:
    inside = tmp_path / f"x{suffix}"
    inside.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(Damaged):
        gdal.layers(inside, "GeoPackage")


def test_gdal_asks_no_address() -> None:
    data = written(".gpkg", {"x": {"driver": "GPKG", "crs": "EPSG:4326"}})
    asked: list[str] = []
    with serving({"x.gpkg": data, "x.zip": data}, asked) as site:
        for way in ("/vsicurl/{}/x.gpkg", "/vsicurl_streaming/{}/x.gpkg", "{}/x.gpkg", "WFS:{}/x"):
            with pytest.raises(Damaged):
                gdal.layers(way.format(site), "GeoPackage")  # type: ignore[arg-type]
    assert asked == []


def hostile(sql: str) -> bytes:
    """A GeoPackage whose table of content names a view of `sql`."""
    data = written(".gpkg", {"good": {"driver": "GPKG", "table": PLACES.drop(["geometry"])}})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        path.write_bytes(data)
        with sqlite3.connect(path) as db:
            db.execute(f"CREATE VIEW bad AS {sql}")
            db.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
                " VALUES ('bad', 'attributes', 'bad')"
            )
        db.close()
        return path.read_bytes()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT load_extension('/tmp/x.so') AS a",
        "SELECT gdal_get_pixel_value('/etc/passwd', 1, 'pixel', 0, 0) AS a",
        "SELECT gdal_get_pixel_value('/vsicurl/http://127.0.0.1:9/x', 1, 'pixel', 0, 0) AS a",
        "SELECT readfile('/etc/passwd') AS a",
    ],
)
def test_views_of_a_geopackage_reach_nothing(sql: str) -> None:
    try:
        found = read(hostile(sql), "x.gpkg")
    except (Damaged, NotATable):
        return
    for grid in found:
        assert grid.name == "good" or set(grid.rows.values()) <= {(None,)}


def test_a_cut_geopackage_is_damaged() -> None:
    data = written(".gpkg", {"x": {"driver": "GPKG", "crs": "EPSG:4326"}})
    with pytest.raises((Damaged, NotATable)):
        read(data[:5_000], "x.gpkg")
    fgb = written(".fgb", {"x": {"driver": "FlatGeobuf", "crs": "EPSG:4326", **NO_INDEX}})
    with pytest.raises((Damaged, NotATable)):
        read(fgb[:200], "x.fgb")


def test_a_geometry_too_large_for_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(".gpkg", {"x": {"driver": "GPKG", "crs": "EPSG:4326"}})
    monkeypatch.setattr(gdal, "MAX_GEOMETRY", 10)
    with pytest.raises(LimitPassed, match=r"engine\.geometry_too_large"):
        read(data, "x.gpkg")


def test_a_line_of_many_positions_is_read() -> None:
    places = [(100 + i / 300_000, 13.0) for i in range(300_000)]
    line = struct.pack("<BII", 1, 2, len(places)) + b"".join(
        struct.pack("<dd", *place) for place in places
    )
    table = pa.table({"a": ["x", "y"], "geometry": pa.array([line, line], pa.binary())})
    told = {"driver": "GPKG", "crs": "EPSG:4326", "table": table, "geometry_type": "LineString"}
    (found,) = read(written(".gpkg", {"x": told}), "x.gpkg")
    assert found.column("a") == ["x", "y"]
