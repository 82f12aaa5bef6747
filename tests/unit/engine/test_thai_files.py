"""Hard Thai files: what was written is what is read."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odms.engine import prepare
from odms.engine.inspection import Inspection
from odms.engine.text.cleaning import clean
from tests.samples.thai import Paper, Variant, variants
from tests.samples.thai.quirks import QUIRKS
from tests.samples.thai.variants import compatible
from tests.samples.thai.writers import WRITERS

VARIANTS = variants()
LEAST = 300


def test_there_are_enough() -> None:
    assert len(VARIANTS) >= LEAST
    assert len({(one.kind, one.quirks, one.seed) for one in VARIANTS}) == len(VARIANTS)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda one: f"{one.kind}-{'+'.join(one.quirks)}")
def test_what_was_written_is_what_is_read(variant: Variant, tmp_path: Path) -> None:
    check(variant, tmp_path)


@given(
    seed=st.integers(0, 10**9),
    kind=st.sampled_from(sorted(WRITERS)),
    names=st.lists(st.sampled_from(sorted(QUIRKS)), max_size=9),
)
@settings(max_examples=40, deadline=None)
def test_any_quirks_of_any_table(seed: int, kind: str, names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(Variant(kind, compatible(names, kind), seed), Path(folder))


@given(
    st.lists(st.text("กขคาิ่แำA1.,;|:\"'\t\n -", max_size=12), min_size=3, max_size=20),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from(["utf-8", "cp874", "utf-16-le"]),
)
@settings(max_examples=60, deadline=None)
def test_any_words_between_any_delimiters(words: list[str], delimiter: str, encoding: str) -> None:
    texts = [f"ข้อความ{word}จบ" for word in words]
    rows = [["ลำดับ", "รายการ", "ยอด"], *([i + 1, t, 3 * i] for i, t in enumerate(texts))]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    before = b"\xff\xfe" if encoding == "utf-16-le" else b""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "คำ.csv")
        path.write_bytes(before + out.getvalue().encode(encoding))
        report = prepare(path, Path(folder), name=path.name)
        assert read(Path(folder), report)[1] == [clean(text) for text in texts]


def check(variant: Variant, folder: Path) -> None:
    """Hold what is read of a variant against its truth."""
    paper = variant.paper()
    path = folder / "แฟ้ม ทดสอบ"
    path.write_bytes(variant.make())
    report = prepare(path, folder, name=variant.name)
    assert understood(report) == wanted(variant.kind, paper)
    assert read(folder, report) == [list(one.values) for one in paper.fields]
    assert paper.findings <= {found.code for found in report.all_findings}


def wanted(kind: str, paper: Paper) -> dict[str, Any]:
    is_text = kind in ("csv", "json", "jsonl")
    has_rows = kind not in ("json", "jsonl")
    return {
        "columns": [(one.name, one.type, one.meaning) for one in paper.fields],
        "n_rows": paper.n_rows,
        "n_total_rows": paper.n_totals,
        "n_rejected": paper.n_rejected,
        "n_footer_rows": paper.n_footer,
        "n_preamble": sum(any(row) for row in paper.above) if has_rows else 0,
        "encoding": paper.encoding if is_text else None,
        "delimiter": paper.delimiter if kind == "csv" else None,
    }


def understood(report: Inspection) -> dict[str, Any]:
    table = report.tables[0]
    return {
        "columns": [(one.name, one.type, one.meaning) for one in table.columns],
        "n_rows": table.n_rows,
        "n_total_rows": table.n_total_rows,
        "n_rejected": table.n_rejected,
        "n_footer_rows": table.n_footer_rows,
        "n_preamble": len(table.preamble_rows),
        "encoding": report.encoding and report.encoding.name,
        "delimiter": table.dialect and table.dialect.delimiter,
    }


def read(folder: Path, report: Inspection) -> list[list[Any]]:
    """The typed values of every column in the rows that are no totals."""
    table = pq.read_table(folder / "table-0.parquet")
    if "_is_total" in table.column_names:
        table = table.filter(pc.invert(table["_is_total"]))
    return [table[one.name].to_pylist() for one in report.tables[0].columns]
