"""What columns mean together: SDMX-CSV by its header, UTM zones by the provinces beside."""

import pytest

from odms.engine.meanings import sdmx

ONE = {
    "DATAFLOW": ["TH:POP(1.0)"] * 3,
    "FREQ": ["A"] * 3,
    "REF_AREA": ["01", "02", "10"],
    "AGE": ["1", "2", "3"],
    "TIME_PERIOD": ["2021", "2022", "2023"],
    "OBS_VALUE": ["1.5", "2.5", "3"],
    "OBS_STATUS": ["A", "A", "E"],
}


def test_sdmx_csv_of_version_1(typed):
    table = typed(ONE)
    assert {name: table[name].meaning for name in ONE} == {
        "DATAFLOW": "sdmx-structure",
        "FREQ": "sdmx-dimension",
        "REF_AREA": "sdmx-dimension",
        "AGE": "sdmx-dimension",
        "TIME_PERIOD": "sdmx-time-period",
        "OBS_VALUE": "sdmx-value",
        "OBS_STATUS": "sdmx-attribute",
    }
    assert [table[name].type for name in ("AGE", "TIME_PERIOD", "OBS_VALUE")] == [
        "text",
        "year",
        "number",
    ]
    (told,) = [f for f in table["OBS_VALUE"].findings if f.code == "engine.sdmx_csv"]
    assert told.facts == {
        "structure": "TH:POP(1.0)",
        "version": "1.0",
        "dimensions": 3,
        "attributes": 1,
    }


# the header, and its roles; None where it is no SDMX-CSV
HEADERS = [
    (
        ("STRUCTURE", "STRUCTURE_ID", "ACTION", "SERIES_KEY", "FREQ: Frequency", "TIME_PERIOD: Time",
         "OBS_VALUE: Value", "UNIT: Unit"),
        ("structure", "structure", "structure", "key", "dimension", "time-period", "value",
         "attribute"),
    ),
    (("DATAFLOW", "GEO", "OBS_VALUE"), ("structure", "dimension", "value")),
    (("DATAFLOW", "GEO", "VALUE"), None),
    (("STRUCTURE", "FLOOR", "OBS_VALUE"), None),
    (("GEO", "DATAFLOW", "OBS_VALUE"), None),
]  # fmt: skip


@pytest.mark.parametrize(("names", "roles"), HEADERS)
def test_roles_of_sdmx_csv(names: tuple[str, ...], roles: tuple[str, ...] | None) -> None:
    told = sdmx.structure(names)
    found = tuple(role.removeprefix("sdmx-") for role in told.roles.values()) if told else None
    assert found == roles


EASTINGS = ["665000", "650100.5", "600000"]

# the provinces beside, and what is told
ZONES = [
    (["เชียงใหม่", "กรุงเทพมหานคร", "สงขลา"], ("engine.utm_zone_by_province", "47N")),
    (["อุบลราชธานี", "สกลนคร", "ตราด"], ("engine.utm_zone_by_province", "48N")),
    (["เชียงใหม่", "อุบลราชธานี", "สงขลา"], ("engine.utm_zone_unknown", None)),
    (["ขอนแก่น", "เลย", "สระแก้ว"], ("engine.utm_zone_unknown", None)),
    (["ก", "ข", "ค"], ("engine.utm_zone_unknown", None)),
]


@pytest.mark.parametrize(("provinces", "expected"), ZONES)
def test_zone_of_utm_coordinates(typed, provinces, expected):
    table = typed(
        {"จังหวัด": provinces, "x_utm": EASTINGS, "y_utm": ["1520000", "1610000", "2000000"]}
    )
    assert (table["x_utm"].meaning, table["y_utm"].meaning) == ("utm-easting", "utm-northing")
    told = [f for f in table["x_utm"].findings if f.code.startswith("engine.utm")]
    assert [(f.code, f.facts.get("zone")) for f in told] == [expected]
