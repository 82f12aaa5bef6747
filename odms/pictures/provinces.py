"""The tile map: one square a province, in rows and columns that resemble the country."""

from dataclasses import dataclass
from functools import cache

from odms.definitions import national_table


@dataclass(frozen=True)
class Tile:
    """A province's place on the tile map; rows and columns count from 1."""

    code: str
    name_th: str
    name_en: str
    short_th: str
    short_en: str
    row: int
    column: int


@cache
def tiles() -> tuple[Tile, ...]:
    """Every province's tile, from north to south, each row from west to east."""
    provinces = {row["code"]: row for row in national_table("provinces.csv")}
    english = {row["code"]: row["name_en"] for row in national_table("areas.csv")}
    return tuple(
        Tile(
            code=place["code"],
            name_th=provinces[place["code"]]["name_th"],
            name_en=english[place["code"]],
            short_th=provinces[place["code"]]["abbr_th"],
            short_en=provinces[place["code"]]["abbr_en"],
            row=int(place["row"]),
            column=int(place["column"]),
        )
        for place in national_table("province_tiles.csv")
    )


def code_of(value: object) -> str | None:
    """The code of the province that a cell names, by code or by any known name; None if none."""
    text = str(value).strip()
    return _names().get(text.removeprefix("จังหวัด").removeprefix("จ.").strip().casefold())


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for tile in tiles():
        for name in (tile.code, tile.name_th, tile.name_en, tile.short_th, tile.short_en):
            found[name.casefold()] = tile.code
    for row in national_table("province_aliases.csv"):
        found.setdefault(row["alias"].casefold(), row["code"])
    return found
