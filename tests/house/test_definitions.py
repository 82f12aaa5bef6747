"""Definitions have the shape that their name tells, and a mistake is told with file and key."""

import re
from pathlib import Path
from typing import Any

import pytest

from odms import definitions
from odms.definitions import shapes

ROOT = Path(definitions.__file__).parent
NATIONAL = sorted(path.name for path in (ROOT / "th").glob("*.yaml"))
TABLES = {
    "areas.csv": ["code", "name_th", "name_en", "postcodes"],
    "province_aliases.csv": ["alias", "code"],
    "province_tiles.csv": ["code", "row", "column"],
    "provinces.csv": ["code", "name_th", "abbr_th", "abbr_en"],
    "state_agencies.csv": ["code", "name_th", "name_en", "kind", "parent"],
}


def test_every_document_has_a_shape() -> None:
    assert list(shapes.NATIONAL) == NATIONAL


@pytest.mark.parametrize("name", NATIONAL)
def test_document_loads(name: str) -> None:
    assert definitions.document(f"th/{name}")


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / "th").glob("*.csv")))
def test_table_has_its_columns_in_every_row(name: str) -> None:
    rows = definitions.table(f"th/{name}")
    assert list(rows[0]) == TABLES[name]
    assert [row for row in rows if None in row or None in row.values()] == []


@pytest.mark.parametrize(
    "name", ["header_words.yaml", "meanings.yaml", "personal_data.yaml", "prefill.yaml"]
)
def test_patterns_can_be_read(name: str) -> None:
    for key, value in definitions.document(f"th/{name}").items():
        patterns = value.values() if isinstance(value, dict) else [value]
        for pattern in (one for one in patterns if isinstance(one, str)):
            assert re.compile(pattern), key


# what is found, and the mistake that is told
MISTAKES: list[tuple[str, Any, str]] = [
    ("units.yaml", ["percent"], "the document must be names and values"),
    ("units.yaml", {"percent": 1}, "percent must be a text, not 1"),
    ("units.yaml", {True: "x"}, "True must be a text; put it in quotation marks"),
    ("themes.yaml", {"code": "health"}, "the document must be a list"),
    ("themes.yaml", [{"code": "a", "th": "ก", "en": "A"}], "[0] lacks eu"),
    ("months.yaml", {"months": [], "misspelt": {}}, "months must have 12 parts, not 0"),
    (
        "time_zone.yaml",
        {"name": "Asia/Tokyo", "offset_minutes": "540"},
        "offset_minutes must be a whole number, not '540'",
    ),
    (
        "categories.yaml",
        [{"code": "a", "th": "ก", "en": "A"}, {"code": "a", "th": "ข", "en": "B"}],
        "[1].code repeats a",
    ),
    (
        "categories.yaml",
        [{"code": "a", "th": "ก", "en": "A", "is_opn": True}],
        "[0].is_opn is not known here",
    ),
    (
        "extent.yaml",
        {"latitude": [5, 20.6], "longitude": [97]},
        "longitude must have 2 parts, not 1",
    ),
]


@pytest.mark.parametrize(("name", "found", "told"), MISTAKES)
def test_mistake_is_told_with_file_and_key(name: str, found: Any, told: str) -> None:
    with pytest.raises(ValueError) as raised:
        shapes.check(f"xx/{name}", found)
    assert str(raised.value) == f"xx/{name}: {told}"


def test_sentence_in_one_language_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"messages/a\.yaml: a\.b lacks en"):
        shapes.check("messages/a.yaml", {"a.b": {"th": "ก"}})


def test_repeated_key_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n")
    with pytest.raises(ValueError, match="the key a is repeated"):
        definitions.document.__wrapped__(str(path))
