import csv
import hashlib
import io
import json
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Release
from odms.catalogue.rules import NewRelease
from odms.errors import Absent, Gone, Invalid
from odms.intake.queries import lake
from odms.lake.conditions import Filter
from odms.lake.exports import FORMATS
from odms.ledger.rules import SYSTEM
from odms.people import actions as people
from odms.standards.record import Record
from odms.tables import actions, queries
from odms.tables.rules import parse_query

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
PROVINCES = ["ตรัง", "เกาะ", "กระบี่"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def release() -> Release:
    """The first version of a table of 300 rows."""
    with lake().new_table() as folder:
        pq.write_table(
            pa.table(
                {
                    "_row": pa.array(range(1, 301), pa.int64()),
                    "province": [PROVINCES[n % 3] for n in range(300)],
                    "n": pa.array([None if n == 5 else n for n in range(300)], pa.int64()),
                    "n__source": ["-" if n == 5 else None for n in range(300)],
                    "day": pa.array([date(2024, 1, 1)] * 300, pa.date32()),
                }
            ),
            folder / "table.parquet",
        )
        (folder / "profile.json").write_text(json.dumps({"n_rows": 300}))
        table_key = lake().keep_table(folder)
    agency = people.create_agency(
        by=SYSTEM, slug="nso", name_th="สสช", name_en="NSO", sector="state", at=AT
    )
    dataset = catalogue.create_draft(by=SYSTEM, agency=agency, title_th="ก", slug="one-set", at=AT)
    columns = [
        {"name": "province", "label_th": "จังหวัด", "type": "text"},
        {"name": "n", "label_th": "จำนวน", "type": "integer"},
        {"name": "day", "label_th": "วัน", "type": "date"},
    ]
    table = NewRelease(
        slug="t1", position=0, title_th="ตาราง", title_en="", source_format="csv",
        table_key=table_key, raw_sha256="0" * 64, raw_name="a.csv", raw_size_bytes=1,
        n_rows=300, columns=columns,
    )  # fmt: skip
    record = Record(title_th="ก", classification="open")
    return catalogue.publish(by=SYSTEM, dataset=dataset, record=record, releases=[table], at=AT)[0]


def asked(release: Release, **params: str) -> Any:
    return parse_query({name: [value] for name, value in params.items()}, release.columns)


def test_get_rows_begins_with_the_first_fifty(release: Release) -> None:
    page = queries.get_rows(release)
    assert (len(page.rows), page.total, page.n_rows, page.page, page.n_pages) == (
        50,
        300,
        300,
        1,
        6,
    )
    assert page.rows[0] == ("ตรัง", 0, date(2024, 1, 1))
    assert page.columns == release.columns


def test_get_rows_of_a_question(release: Release) -> None:
    query = asked(release, province="เกาะ", n__gt="100", sort="-n", select="n,province", limit="2")
    page = queries.get_rows(release, query)
    assert page.rows == [(298, "เกาะ"), (295, "เกาะ")]
    assert (page.total, page.n_rows) == (66, 300)
    assert [column["label_th"] for column in page.columns] == ["จำนวน", "จังหวัด"]
    assert page.records() == [{"n": 298, "province": "เกาะ"}, {"n": 295, "province": "เกาะ"}]


def test_get_rows_past_the_end(release: Release) -> None:
    page = queries.get_rows(release, asked(release, page="100"))
    assert (page.rows, page.total) == ([], 300)


def test_the_house_s_columns_cannot_be_asked_for(release: Release) -> None:
    for params in ({"select": "_row"}, {"sort": "_row"}, {"select": "n__source"}):
        with pytest.raises(Invalid) as refused:
            asked(release, **params)
        assert refused.value.code == "tables.unknown_column"


def test_facet_stands_under_the_filters_on_other_columns(release: Release) -> None:
    filters = (Filter("n", "lt", (10,)), Filter("province", "eq", ("ตรัง",)))
    counts = queries.facet(release, "province", filters=filters)
    assert counts == [("ตรัง", 4), ("เกาะ", 3), ("กระบี่", 2)]  # one is missing
    with pytest.raises(Invalid):
        queries.facet(release, "_row")


def test_profile_is_the_engine_s(release: Release) -> None:
    assert queries.profile(release) == {"n_rows": 300}


@pytest.mark.parametrize("format_", ["csv", "json", "jsonl", "parquet", "xlsx"])
def test_download_is_made_once_with_its_hash(release: Release, format_: str) -> None:
    first = queries.download(release, format_)
    assert first.path is not None
    content = first.path.read_bytes()
    assert first.etag == hashlib.sha256(content).hexdigest()
    assert first.size == len(content)
    assert first.file_name == f"one-set-t1-v1.{format_}"
    assert first.last_modified == AT
    changed = first.path.stat().st_mtime_ns
    assert queries.download(release, format_) == first
    assert first.path.stat().st_mtime_ns == changed
    assert b"_row" not in content
    assert b"n__source" not in content


def test_download_with_a_byte_order_mark_is_another_file(release: Release) -> None:
    plain, marked = queries.download(release, "csv"), queries.download(release, "csv", True)
    assert plain.path and marked.path
    assert marked.path.read_bytes() == b"\xef\xbb\xbf" + plain.path.read_bytes()
    assert plain.etag != marked.etag
    assert queries.download(release, "csv") == plain


def test_download_of_a_question_is_made_for_the_one_who_asks(release: Release, home: Path) -> None:
    query = asked(release, province="เกาะ", sort="-n", select="n")
    found = queries.download(release, "csv", False, query)
    assert found.path is None
    assert found.etag is None
    assert found.chunks is not None
    content = b"".join(found.chunks)
    assert len(content) == found.size
    numbers = [line[0] for line in csv.reader(io.StringIO(content.decode()))]
    assert numbers == ["n", *(str(n) for n in range(298, -1, -3))]
    assert list((home / "lake" / "building").iterdir()) == []


def test_download_by_several_at_once_is_one_file(release: Release) -> None:
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda: found.append(queries.download(release, "csv")))
        for _ in range(4)
    ]
    release.distribution.dataset.slug  # noqa: B018  (read here: the threads see no database)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({download.path for download in found}) == 1


def test_downloads_are_written_ahead(release: Release) -> None:
    assert actions.write_downloads(dataset_id=release.distribution.dataset_id) == 5
    csv_path = queries.download(release, "csv").path
    assert csv_path
    written = set(csv_path.parent.iterdir())
    assert {queries.download(release, format_).path for format_ in FORMATS} <= written


def test_downloads_of_what_is_not_published_are_not_written(release: Release) -> None:
    catalogue.withdraw(by=SYSTEM, dataset=release.distribution.dataset, reason="ผิด", at=AT)
    assert actions.write_downloads(dataset_id=release.distribution.dataset_id) == 0
    assert actions.write_downloads(dataset_id="none") == 0


def test_download_in_an_unknown_format(release: Release) -> None:
    with pytest.raises(Invalid) as refused:
        queries.download(release, "../../etc/passwd")
    assert refused.value.code == "tables.unknown_format"


def test_a_destroyed_version_is_gone(release: Release) -> None:
    queries.download(release, "csv")
    lake().destroy_table(release.table_key)
    with pytest.raises(Absent):
        queries.get_rows(release)
    release.destroyed_at = AT
    for ask in (queries.get_rows, queries.profile, lambda r: queries.download(r, "csv")):
        with pytest.raises(Gone) as refused:
            ask(release)
        assert refused.value.code == "tables.destroyed"
