"""JSON in all the shapes in which records come."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odms.engine.errors import Damaged, LimitPassed
from odms.engine.formats import json_stream, jsons, record_table
from odms.engine.grid import Grid, workspace

keys = st.text("กขab", min_size=1, max_size=3)
values = st.none() | st.booleans() | st.integers() | st.text('ก"\\\n{}[],', max_size=5)
records = st.lists(st.dictionaries(keys, values, min_size=1, max_size=4), min_size=1, max_size=9)


def read(data: bytes) -> tuple[Grid, list[tuple[object, ...]]]:
    with TemporaryDirectory() as folder, workspace(Path(folder)) as work:
        path = Path(folder) / "blob"
        path.write_bytes(data)
        (grid,) = jsons.read(path, work)
        return grid, work.db.execute(f"SELECT * FROM {grid.relation} ORDER BY r").fetchall()


def cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, bool | int) else value


@settings(max_examples=40, deadline=None)
@given(records, st.sampled_from([1, 3]), st.sampled_from([7, 1 << 20]))
def test_records_come_back(found: list[dict[str, object]], batch: int, block: int) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(record_table, "_BATCH_RECORDS", batch)
        patched.setattr(json_stream, "_BLOCK", block)
        grid, rows = read(json.dumps({"data": found}).encode())
    assert grid.names
    named = [
        {name: value for name, value in zip(grid.names, row[1:], strict=True) if value is not None}
        for row in rows
    ]
    expected = [
        {name: cell(value) for name, value in record.items() if value is not None}
        for record in found
    ]
    assert named == expected


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=30))
def test_any_text_after_a_bracket_is_read_or_refused(text: str) -> None:
    data = ("[" + text).encode("utf-8", "replace")
    with TemporaryDirectory() as folder, workspace(Path(folder)) as work:
        path = Path(folder) / "blob"
        path.write_bytes(data)
        try:
            jsons.read(path, work)
        except Exception as refused:
            assert type(refused).__module__ == "odms.engine.errors"


def test_numbers_keep_their_text() -> None:
    grid, rows = read(b'[{"n": 1.10, "i": 12345678901234567890123, "e": 1E5, "b": 7}]')
    assert rows == [(0, "1.10", "12345678901234567890123", "1E5", "7")]
    assert grid.native_types == {0: "DOUBLE", 1: "DOUBLE", 2: "DOUBLE", 3: "BIGINT"}


def test_columns_of_two_kinds_have_no_native_type() -> None:
    grid, _ = read(b'[{"a": 1, "b": true}, {"a": "x", "b": false}]')
    assert grid.native_types == {1: "BOOLEAN"}


def test_what_is_no_record_is_rejected_with_its_row() -> None:
    grid, rows = read(b'[{"a": 1}, 5, null, {"a": 2}]')
    assert rows == [(0, "1"), (3, "2")]
    assert (grid.n_source_rows, grid.n_rejected) == (4, 1)
    assert [(found.code, found.row) for found in grid.findings] == [("engine.json_rejected", 1)]


@pytest.mark.parametrize("data", [b"[1,2", b'{"a": [1 2]}', b"[1]]", b'[{"a": tru}]', b"[" * 9_000])
def test_malformed_json_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged) as refused:
        read(data)
    assert refused.value.code == "engine.json_damaged"


def test_too_many_fields_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_table, "MAX_COLUMNS", 3)
    with pytest.raises(LimitPassed) as refused:
        read(b'[{"a": 1, "b": 2, "c": 3, "d": 4}]')
    assert refused.value.code == "engine.json_columns"


@pytest.mark.parametrize(
    "text",
    [
        "[[100.50,13.75],[1e5,-2]]",
        '["1","2.0"]',
        '["a b",1]',
        "[1,null,true]",
        "[]",
        '{"type":"Point","coordinates":[100.10,13]}',
    ],
)
def test_nested_values_are_written_as_they_were(text: str) -> None:
    assert json_stream.encode(json_stream.decode(text)) == text
