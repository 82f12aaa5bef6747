import pytest

from odms.definitions import national_table
from odms.pictures import provinces


def test_tiles_are_all_provinces_each_at_its_own_place() -> None:
    tiles = provinces.tiles()
    assert {tile.code for tile in tiles} == {row["code"] for row in national_table("provinces.csv")}
    assert len({(tile.row, tile.column) for tile in tiles}) == 77


def test_tiles_stand_in_reading_order() -> None:
    places = [(tile.row, tile.column) for tile in provinces.tiles()]
    assert places == sorted(places)
    assert {column for _, column in places} == set(range(1, 11))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("เชียงใหม่", "50"),
        ("จังหวัดเชียงใหม่", "50"),
        ("จ.เชียงใหม่", "50"),
        (" Chiang Mai ", "50"),
        ("50", "50"),
        (50, "50"),
        ("กทม.", "10"),
        ("กรุงเทพฯ", "10"),
        ("ภาคเหนือ", None),
        ("", None),
        (None, None),
    ],
)
def test_code_of(value: object, code: str | None) -> None:
    assert provinces.code_of(value) == code
