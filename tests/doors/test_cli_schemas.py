"""`odms schema` and `odms validate` at the terminal."""

import json
from functools import partial
from pathlib import Path

import pytest
from factories.commands import run_in


@pytest.fixture
def odms(tmp_path: Path):
    """Run the command in an empty folder and give what it answered."""
    return partial(run_in, tmp_path)


def _table(tmp_path: Path) -> Path:
    path = tmp_path / "table.csv"
    path.write_text("code,day\n1,2024-01-01\n2,2024-01-02\n3,2024-01-03\n", encoding="utf-8")
    return path


def test_schema_of_a_file_is_kept_by_it(odms, tmp_path: Path) -> None:
    path, made = str(_table(tmp_path)), tmp_path / "schema.json"
    assert odms("schema", str(path), "-o", str(made)).returncode == 0
    told = json.loads(made.read_bytes())
    assert [(one["name"], one["type"]) for one in told["fields"]] == [
        ("code", "integer"),
        ("day", "date"),
    ]
    assert told["primaryKey"] == ["code"]
    assert odms("validate", str(path), "--schema", str(made)).returncode == 0


def test_schema_as_csvw(odms, tmp_path: Path) -> None:
    told = json.loads(odms("schema", str(_table(tmp_path)), "--as", "csvw").stdout)
    assert told["@context"] == "http://www.w3.org/ns/csvw"
    assert [one["titles"] for one in told["tableSchema"]["columns"]] == ["code", "day"]


def test_validate_tells_cells_and_exits_with_1(odms, tmp_path: Path) -> None:
    schema = tmp_path / "schema.json"
    fields = [
        {"name": "code", "constraints": {"enum": ["1", "2"]}},
        {"name": "day", "type": "year"},
    ]
    schema.write_text(json.dumps({"fields": fields}), encoding="utf-8")
    done = odms("validate", str(_table(tmp_path)), "--schema", str(schema), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["is_valid"], told["n_rows"]) == (False, 3)
    assert [
        (one["code"], one["frictionless"], [cell["ref"] for cell in one["cells"]])
        for one in told["findings"]
    ] == [
        ("schema.not_in_enum", ["constraint-error"], ["A4"]),
        ("schema.value_not_of_type", ["type-error"], ["B2", "B3", "B4"]),
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"fields": [{}]}'])
def test_validate_refuses_what_is_no_schema(odms, tmp_path: Path, text: str) -> None:
    schema = tmp_path / "schema.json"
    schema.write_text(text, encoding="utf-8")
    done = odms("validate", str(_table(tmp_path)), "--schema", str(schema))
    assert (done.returncode, done.stdout) == (1, b"")
    assert len(done.stderr.strip().splitlines()) == 1


def test_compare_tells_drift_and_exits_with_1(odms, tmp_path: Path) -> None:
    old = _table(tmp_path)
    new = tmp_path / "new.csv"
    new.write_text("code,day\n1,2024-01-01\n2,2024-02-02\n4,2024-01-03\n", encoding="utf-8")
    done = odms("compare", str(old), str(new), "--key", "code", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["is_same_shape"]) == (0, True)
    assert [one["code"] for one in told["findings"]] == [
        "schema.drift.rows_by_key",
        "schema.drift.range_grown",
        "schema.drift.range_grown",
    ]
    new.write_text("code\n1\n2\n", encoding="utf-8")
    done = odms("compare", str(old), str(new))
    assert done.returncode == 1
    assert "The column “day” of the last version is gone." in done.stdout.decode()
    assert odms("compare", str(old), str(old)).stdout.decode() == "Nothing changed (3 rows).\n"
