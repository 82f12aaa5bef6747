"""GDAL, kept on a short rein: three formats in, GeoJSON out, coordinates in WGS 84.

GDAL reads some sixty formats, among them ones that open other files, data bases and web addresses
that the file at hand names. All but those that are wanted are taken out before it starts; files
reach it under names of our own, alone in a folder. What it reads it writes as lines of GeoJSON
(RFC 8142), reprojecting on the way, a few hundred features at a time; from there on the reader of
GeoJSON has them. Imported where it is used: it takes a third of a second and 60 MB.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from odms.engine.errors import Damaged, LimitPassed

if TYPE_CHECKING:
    import pyarrow as pa

WANTED = frozenset({"ESRI Shapefile", "GPKG", "FlatGeobuf", "GeoJSON", "GeoJSONSeq"})
_UNWANTED = [
    "ADBC",
    "AIVector",
    "AVCBin",
    "AVCE00",
    "AmigoCloud",
    "CSV",
    "CSW",
    "Carto",
    "DGN",
    "DXF",
    "EDIGEO",
    "EEDA",
    "ESRIJSON",
    "Elasticsearch",
    "GDALG",
    "GML",
    "GPSBabel",
    "GPX",
    "GTFS",
    "GeoRSS",
    "HTTP",
    "Idrisi",
    "JML",
    "JSONFG",
    "KML",
    "LIBKML",
    "LVBAG",
    "MBTiles",
    "MEM",
    "MVT",
    "MapML",
    "MiraMonVector",
    "NGW",
    "OAPIF",
    "ODS",
    "OGCAPI",
    "OGR_GMT",
    "OGR_PDS",
    "OGR_VRT",
    "OSM",
    "OpenFileGDB",
    "PCIDSK",
    "PDF",
    "PDS4",
    "PGDUMP",
    "PLSCENES",
    "PMTiles",
    "S57",
    "SQLite",
    "SXF",
    "Selafin",
    "TopoJSON",
    "VDV",
    "VFK",
    "VICAR",
    "WAsP",
    "WFS",
    "XLSX",
]
_UNWANTED.append("MapInfo File")
# Read by GDAL when it starts; what a person set for GDAL elsewhere is not for untrusted files.
_SETTINGS = {
    "GDAL_SKIP": ",".join(_UNWANTED),
    "OGR_SKIP": "",
    "GDAL_DRIVER_PATH": "disable",
    "OGR_DRIVER_PATH": "disable",
    "GDAL_CONFIG_FILE": "",
    "GDAL_PAM_ENABLED": "NO",
    "GDAL_CACHEMAX": "64",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "PROJ_NETWORK": "OFF",
    "SHAPE_RESTORE_SHX": "YES",
}
_FEATURES_AT_ONCE = 64
MAX_GEOMETRY = 12 << 20  # bytes of WKB: some 750,000 positions, for which GDAL takes 500 MB
_DECIMALS = "9"  # of a degree: a tenth of a millimetre


@dataclass(frozen=True)
class Layer:
    """A layer of a file: its name, whether it has geometry, its key column, its coordinate
    reference system as GDAL writes it (EPSG:32647, or WKT), and, without one, its bounds (west,
    south, east, north in units of its own)."""

    name: str
    has_geometry: bool
    key: str | None
    crs: str | None
    box: tuple[float, float, float, float] | None = None


def layers(source: Path, kind: str) -> list[Layer]:
    """The layers of the file at `source`. Raises Damaged, naming it a `kind`."""
    with _reading(kind) as pyogrio:
        found = []
        for name, geometry in pyogrio.list_layers(source):
            told = pyogrio.read_info(source, layer=name)
            box = None
            if told["crs"] is None and geometry is not None:
                bounds = pyogrio.read_info(source, layer=name, force_total_bounds=True)
                box = bounds["total_bounds"]
            key = told["fid_column"] or None
            found.append(Layer(str(name), geometry is not None, key, told["crs"], box))
        return found


def write_features(source: Path, layer: Layer, out: Path, kind: str) -> None:
    """Write the features of a layer to `out`, one a line, its key among the properties where the
    key is a column of its own. Raises Damaged."""
    with _reading(kind) as pyogrio:
        wanted = {"layer": layer.name, "read_geometry": layer.has_geometry}
        is_own_key = layer.key is not None and layer.key.lower() not in ("fid", "ogc_fid")
        with pyogrio.raw.open_arrow(
            source, batch_size=_FEATURES_AT_ONCE, return_fids=is_own_key, **wanted
        ) as (meta, stream):
            geometry = meta["geometry_name"] or "wkb_geometry"
            name = geometry if layer.has_geometry else None
            _write(pyogrio, stream, out, name, layer.crs)


def write_geometries(geometries: Any, crs: str, out: Path) -> None:
    """Write an Arrow stream of one column `geometry` (WKB) to `out` as features without properties.

    Raises Damaged.
    """
    with _reading("WKB") as pyogrio:
        _write(pyogrio, geometries, out, "geometry", crs)


def _write(pyogrio: Any, stream: Any, out: Path, geometry: str | None, crs: str | None) -> None:
    bounded = _Bounded(stream, geometry)
    try:
        pyogrio.raw.write_arrow(
            bounded.reader(),
            out,
            driver="GeoJSONSeq",
            geometry_name=geometry,
            geometry_type="Unknown" if geometry else None,
            crs=crs,
            layer_options={"COORDINATE_PRECISION": _DECIMALS},
        )
    except Exception:
        if bounded.is_passed:
            raise LimitPassed("engine.geometry_too_large", megabytes=MAX_GEOMETRY >> 20) from None
        raise


class _Bounded:
    """A stream of features that ends at the first geometry too large for memory."""

    def __init__(self, stream: Any, geometry: str | None) -> None:
        import pyarrow as pa

        self.is_passed = False
        self._source = pa.RecordBatchReader.from_stream(stream)
        self._geometry = geometry

    def reader(self) -> "pa.RecordBatchReader":
        """The stream, checked batch by batch as it is read."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(self._source.schema, self._checked())

    def _checked(self) -> "Iterator[pa.RecordBatch]":
        import pyarrow.compute as pc

        for batch in self._source:
            if self._geometry is not None:
                longest = pc.max(pc.binary_length(batch.column(self._geometry))).as_py() or 0
                self.is_passed = longest > MAX_GEOMETRY
                if self.is_passed:
                    raise ValueError("a geometry is too large")
            yield batch


@contextmanager
def _reading(kind: str) -> Iterator[Any]:
    """pyogrio, with its errors as refusals and its warnings kept quiet."""
    pyogrio = _loaded()
    errors = pyogrio.errors
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield pyogrio
    except MemoryError as error:
        megabytes = MAX_GEOMETRY >> 20
        raise LimitPassed("engine.geometry_too_large", megabytes=megabytes) from error
    except (errors.DataSourceError, errors.DataLayerError, errors.CRSError) as error:
        raise Damaged("engine.damaged", kind=kind) from error
    except (errors.FeatureError, errors.GeometryError, errors.FieldError) as error:
        raise Damaged("engine.damaged", kind=kind) from error
    except (UnicodeDecodeError, OverflowError, ValueError, RuntimeError) as error:
        raise Damaged("engine.damaged", kind=kind) from error


def _loaded() -> Any:
    os.environ.update(_SETTINGS)
    import pyogrio
    import pyogrio.errors

    return pyogrio
