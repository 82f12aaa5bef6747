"""Invented figures: the same seed, the same bytes; a longer period repeats a shorter one."""

from pathlib import Path

import pytest

from odms.cli.demo import figures, files, script
from odms.cli.demo.world import Month, provinces

BY_SLUG = {entry["slug"]: entry for entry in script.datasets()}


def bytes_of(entry: dict, seed: str, path: Path) -> bytes:
    table = figures.make(entry["file"], f"{seed}|{entry['slug']}")
    files.write(table, entry["file"]["style"], path)
    return path.read_bytes()


@pytest.mark.parametrize(
    "slug",
    ["road-accidents", "dengue-cases", "exports-by-country", "water-level-stations", "hospitals"],
)
def test_make_gives_the_same_bytes_for_the_same_seed(slug: str, tmp_path: Path) -> None:
    entry, path = BY_SLUG[slug], tmp_path / "file"
    first = bytes_of(entry, "1", path)
    assert bytes_of(entry, "1", path) == first
    assert bytes_of(entry, "2", path) != first


def test_make_repeats_the_figures_of_the_release_before() -> None:
    recipe = BY_SLUG["road-accidents"]["file"]
    shorter = figures.make(recipe, "s", without_last=True)
    longer = figures.make(recipe, "s")
    assert len(shorter.rows) == 77 * 6
    assert len(longer.rows) == 77 * 7
    assert [row for row in longer.rows if row[1] != 2568] == shorter.rows


def test_make_by_province_has_all_77() -> None:
    table = figures.make(BY_SLUG["temples-and-monks"]["file"], "s")
    assert [row[1] for row in table.rows] == [place.name for place in provinces()]
    assert len(table.rows) == 77


def test_national_ids_have_a_right_check_digit_and_are_no_companys() -> None:
    table = figures.make(BY_SLUG["allowance-recipients"]["file"], "s")
    for text in (row[1] for row in table.rows):
        total = sum(int(d) * w for d, w in zip(text[:12], range(13, 1, -1), strict=True))
        assert (11 - total % 11) % 10 == int(text[12])
        assert text[0] in "12345678"


# value, style, text
CELLS = [
    (None, {"missing": "-"}, "-"),
    (12345, {}, "12345"),
    (12345, {"thousands": True}, "12,345"),
    (1234.5, {"digits": "thai"}, "๑๒๓๔.๕"),
    (Month(2566, 0), {}, "มกราคม 2566"),
    (Month(2566, 11), {"months": "thai-short"}, "ธ.ค. 2566"),
    (Month(2566, 1), {"months": "iso"}, "2023-02-01"),
    (Month(2566, 1), {"months": "be-slash"}, "01/02/2566"),
]


@pytest.mark.parametrize(("value", "style", "text"), CELLS)
def test_cell_is_written_in_the_style(value: object, style: dict, text: str) -> None:
    assert files.cell(value, style) == text
