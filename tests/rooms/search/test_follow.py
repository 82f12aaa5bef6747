import shutil
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from huey.contrib.djhuey import HUEY

from odms.catalogue import actions as catalogue
from odms.catalogue.models import Dataset
from odms.catalogue.rules import NewRelease
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Place
from odms.people import actions as people
from odms.people.models import Agency
from odms.search import actions, index, queries
from odms.search.rules import Document
from odms.standards.record import Record

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return people.create_agency(
        by=SYSTEM, slug="nso", name_th="สำนักงานสถิติแห่งชาติ", name_en="National Statistical Office",
        sector="state", short_name="สสช.", at=AT,
    )  # fmt: skip


def publish(agency: Agency, slug: str, title: str, **more: object) -> Dataset:
    """A published dataset with a table of two columns."""
    dataset = catalogue.create_draft(by=SYSTEM, agency=agency, title_th=title, slug=slug, at=AT)
    put_out(dataset, title, **more)
    return dataset


def put_out(dataset: Dataset, title: str, **more: object) -> None:
    record = Record(title_th=title, classification="open", **more)  # type: ignore[arg-type]
    columns = [
        {"name": "province", "label_th": "จังหวัด", "type": "text"},
        {"name": "n", "label_th": "จำนวนครัวเรือน", "type": "integer"},
    ]
    table = NewRelease(
        slug="t1", position=0, title_th="ตาราง", title_en="", source_format="xls",
        table_key="01ARZ3NDEKTSV4RRFFQ69G5FAV", raw_sha256="0" * 64, raw_name="a.xls",
        raw_size_bytes=1, n_rows=2, columns=columns,
    )  # fmt: skip
    catalogue.publish(by=SYSTEM, dataset=dataset, record=record, releases=[table], at=AT)


def found(typed: str) -> list[str]:
    return [hit.slug for hit in queries.search(typed).hits]


def test_follow_builds_what_is_not_there(agency: Agency) -> None:
    publish(agency, "population", "ประชากร", tags=["ทะเบียนราษฎร"], licence="cc-by-4.0")
    catalogue.create_draft(by=SYSTEM, agency=agency, title_th="ร่างประชากร", at=AT)
    assert actions.follow() == 1
    for typed in ("ประชากร", "สถิติ", "ทะเบียน", "ครัวเรือน", "province", "NSO", "สสช."):
        assert found(typed) == ["population"], typed
    assert queries.get_index().place() == ledger.last_place()


def test_follow_takes_up_what_changed(agency: Agency) -> None:
    dataset = publish(agency, "one-set", "ยางพารา")
    actions.follow()
    publish(agency, "two-set", "ปาล์มน้ำมัน")
    put_out(dataset, "มันสำปะหลัง")
    assert found("ปาล์มน้ำมัน") == []  # no signal came through
    assert actions.follow() == 2
    assert (found("ปาล์มน้ำมัน"), found("มันสำปะหลัง"), found("ยางพารา")) == (
        ["two-set"],
        ["one-set"],
        [],
    )
    assert actions.follow() == 0


def test_follow_lets_the_withdrawn_go(agency: Agency) -> None:
    dataset = publish(agency, "one-set", "ยางพารา")
    actions.follow()
    catalogue.withdraw(by=SYSTEM, dataset=dataset, reason="ผิดพลาด", at=AT)
    actions.follow()
    assert found("ยางพารา") == []
    assert queries.search("").total == 0
    assert queries.suggest("ยาง") == []


def test_follow_notes_facets(agency: Agency) -> None:
    catalogue.create_themes()
    publish(agency, "one-set", "ยางพารา", tags=["เกษตร"], licence="cc-by-4.0", frequency_unit="M")
    actions.follow()
    facets = queries.search("").facets
    assert facets["agency"] == [("nso", 1)]
    assert facets["sector"] == [("state", 1)]
    assert facets["tag"] == [("เกษตร", 1)]
    assert facets["licence"] == [("cc-by-4.0", 1)]
    assert facets["frequency"] == [("M", 1)]
    assert dict(facets["format"])["xls"] == 1


def test_follow_after_the_index_was_lost(agency: Agency, home: Path) -> None:
    publish(agency, "one-set", "ยางพารา")
    actions.follow()
    shutil.rmtree(home / "index")
    assert found("ยางพารา") == []
    assert actions.follow() == 1
    assert found("ยางพารา") == ["one-set"]


def test_follow_after_the_database_was_put_back(agency: Agency) -> None:
    savepoint = transaction.savepoint()
    publish(agency, "lost-set", "ยางพารา")
    actions.follow()
    transaction.savepoint_rollback(savepoint)
    for slug in ("one-set", "two-set"):  # the ledger has as many entries as before, or more
        publish(agency, slug, "ปาล์มน้ำมัน")
    assert actions.follow() == 2
    assert (found("ยางพารา"), sorted(found("ปาล์มน้ำมัน"))) == ([], ["one-set", "two-set"])


@pytest.mark.parametrize("is_reopened", [False, True])
def test_follow_after_the_index_was_damaged(agency: Agency, is_reopened: bool) -> None:
    publish(agency, "one-set", "ยางพารา")
    actions.follow()
    (queries.get_index().folder / "meta.json").write_text("{")
    if is_reopened:
        queries._index.cache_clear()
    assert actions.follow() == 1
    assert found("ยางพารา") == ["one-set"]


def test_rebuild_leaves_what_is_published_and_no_more(agency: Agency) -> None:
    publish(agency, "one-set", "ยางพารา")
    stray = Document(id="x", slug="stray", titles=("ของเก่า",))
    with queries.get_index().writing():
        queries.get_index().update([("x", stray)], place=Place())
    assert actions.rebuild() == 1
    assert (found("ของเก่า"), found("ยางพารา")) == ([], ["one-set"])


def test_another_dictionary_is_another_index(
    agency: Agency, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(agency, "one-set", "ยางพารา")
    actions.follow()
    before = queries.get_index().folder
    monkeypatch.setattr(index, "signature", lambda: "1-tantivy-0-nlpo3-0-fff")
    queries._index.cache_clear()
    assert queries.get_index().place() is None
    assert actions.follow() == 1
    assert found("ยางพารา") == ["one-set"]
    assert not before.exists()


def test_a_failed_write_leaves_index_and_sequence(agency: Agency) -> None:
    publish(agency, "one-set", "ยางพารา")
    actions.follow()
    place = queries.get_index().place()

    def half() -> object:
        yield "y", Document(id="y", slug="half", titles=("ครึ่งทาง",))
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"), queries.get_index().writing():
        queries.get_index().update(half(), place=Place(99))  # type: ignore[arg-type]
    assert queries.get_index().place() == place
    assert found("ครึ่งทาง") == []
    with queries.get_index().writing():
        queries.get_index().update([], place=Place(99))
    assert queries.get_index().place() == Place(99)


WRITER = textwrap.dedent("""
    import sys
    from pathlib import Path
    from odms.ledger.rules import Place
    from odms.search.index import Index
    from odms.search.rules import Document
    index = Index(Path(sys.argv[1]))
    for n in range(5):
        with index.writing():
            name = f"{sys.argv[2]}{n}"
            seq = (index.place() or Place()).seq
            index.update([(name, Document(id=name, slug=name, titles=("น้ำ",)))], place=Place(seq + 1))
""")


def test_two_processes_write_in_turns_and_readers_see_it(home: Path) -> None:
    with queries.get_index().writing():
        queries.get_index().update([], place=Place())
    assert queries.search("น้ำ").total == 0
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(home / "index"), name]) for name in "ab"
    ]
    assert [writer.wait(timeout=180) for writer in writers] == [0, 0]
    assert queries.search("น้ำ").total == 10
    assert queries.get_index().place() == Place(10)


HOLDER = textwrap.dedent("""
    import sys, time
    from pathlib import Path
    from odms.search.index import Index
    with Index(Path(sys.argv[1])).writing():
        print("held", flush=True)
        time.sleep(60)
""")


def test_the_pen_is_free_again_when_its_holder_is_killed(home: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(home / "index")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        holder.kill()
    with queries.get_index().writing():
        queries.get_index().update([], place=Place(1))
    assert queries.get_index().place() == Place(1)


def test_who_finds_the_pen_taken_leaves_the_work_to_its_holder(agency: Agency) -> None:
    actions.follow()
    publish(agency, "rain", "ฝน")
    with index.Index(queries.get_index().root).writing():
        assert actions.follow_if_free() == 0
    assert found("ฝน") == []
    assert actions.follow_if_free() == 1
    assert actions.follow_if_free() == 0
    assert found("ฝน") == ["rain"]


def test_a_change_of_the_catalogue_wakes_the_follower(
    agency: Agency, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(HUEY, "immediate", True)
    with django_capture_on_commit_callbacks(execute=True):
        publish(agency, "one-set", "ยางพารา")
    assert found("ยางพารา") == ["one-set"]
