"""In which reference system coordinates stand, and what that means for them.

Systems are told by their code (EPSG:32647) or their definition (WKT). The national list names
those that are met; what is not in it is told by its own name.
"""

import re
from functools import cache

from odms.definitions import national
from odms.engine.grid import GridFinding

WGS84 = frozenset({"EPSG:4326", "OGC:CRS84", "EPSG:4979"})

_WKT_NAME = re.compile(r'^\s*\w+\s*\[\s*"([^"]+)"')
_JSON_NAME = re.compile(r'"name"\s*:\s*"([^"]+)"')
_CODE = re.compile(r"^[A-Z]+:\w+$")


def is_wgs84(crs: str) -> bool:
    """Whether coordinates stand in degrees of WGS 84 already."""
    return crs.upper() in WGS84


def finding(crs: str | None, n: int, box: tuple[float, float, float, float] | None) -> GridFinding:
    """What to tell of `n` geometries: from which system they were brought to WGS 84, or, without
    one, what their bounds (west, south, east, north in the source's units) look like."""
    if crs is not None:
        code = "engine.crs_wgs84" if is_wgs84(crs) else "engine.crs_converted"
        return GridFinding(code, n=n, facts={"crs": name(crs)})
    if box is not None and looks_like_utm(box):
        return GridFinding("engine.crs_utm_unknown", n=n)
    if box is None or _in_degrees(box):
        return GridFinding("engine.crs_assumed", n=n)
    return GridFinding("engine.crs_unknown", n=n)


def name(crs: str) -> str:
    """A system's name: the national list's, else its own."""
    if (told := _systems().get(crs.upper())) is not None:
        return f"{told} ({crs})"
    if _CODE.match(crs):
        return crs
    found = _WKT_NAME.search(crs) or _JSON_NAME.search(crs)
    return found[1] if found else crs[:80]


def looks_like_utm(box: tuple[float, float, float, float]) -> bool:
    """Whether bounds lie where the country's do in metres of UTM."""
    west, south, east, north = box
    utm = national("reference_systems.yaml")["utm"]
    (low_x, high_x), (low_y, high_y) = utm["easting"], utm["northing"]
    return bool(low_x <= west <= east <= high_x and low_y <= south <= north <= high_y)


def _in_degrees(box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


@cache
def _systems() -> dict[str, str]:
    return dict(national("reference_systems.yaml")["names"])
