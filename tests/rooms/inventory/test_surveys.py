"""Surveys of real databases: what is found, what a second survey finds changed, how secrets are kept."""

from pathlib import Path
from typing import Any

import pytest
from factories.centre import AT, Centre
from factories.databases import change_sqlite, postgres, postgres_url, sqlite

from odms.errors import Conflict, Forbidden, Invalid, Unreadable
from odms.inventory import actions, queries
from odms.inventory.models import Connection, Entry, Survey
from odms.inventory.sealing import seal, unseal
from odms.ledger.models import Entry as LedgerEntry
from odms.outward.databases import Address, connected

SECRET = "รหัส-ลับ-มาก-7731"


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.SURVEY_HOSTS = [str(tmp_path)]
    return sqlite(tmp_path / "wells.db")


def keep(centre: Centre, file: Path, **more: Any) -> Connection:
    about = {"name": "บ่อน้ำ", "kind": "sqlite", "database": str(file)} | more
    return actions.keep_connection(by=centre.steward, agency=centre.agency, at=AT, **about)


def surveyed(centre: Centre, connection: Connection, secret: str = "") -> Survey:
    survey = actions.ask_survey(by=centre.steward, connection=connection, at=AT, secret=secret)
    done = actions.work_on(survey_id=survey.id, sealed_secret=seal(secret), at=AT)
    assert done is not None
    return done


def counts(survey: Survey) -> tuple[str, int, int, int, int]:
    return (survey.state, survey.n_new, survey.n_gone, survey.n_changed, survey.n_unchanged)


def test_sqlite_file_is_surveyed(centre: Centre, file: Path) -> None:
    survey = surveyed(centre, keep(centre, file))
    assert counts(survey) == ("done", 3, 0, 0, 0)
    found = {entry.title_th: entry for entry in queries.list_entries([centre.agency.id])}
    assert {title: (e.n_rows, e.has_personal_data) for title, e in found.items()} == {
        "audit": (0, None),
        "person": (40, True),
        "well": (7, None),
    }
    assert found["person"].columns[:3] == [
        {"name": "id", "type": "integer", "is_key": True, "sampled_type": "integer"},
        {
            "name": "cid",
            "type": "text",
            "sampled_type": "text",
            "meaning": "th-national-id",
            "personal": "th-national-id",
        },
        {
            "name": "name",
            "type": "text",
            "sampled_type": "text",
            "meaning": "person-name",
            "personal": "person-name",
        },
    ]
    assert found["audit"].columns == [
        {"name": "at", "type": "text"},
        {"name": "body", "type": "blob"},
    ]
    assert found["well"].origin == "database"


def test_second_survey_tells_new_gone_changed(centre: Centre, file: Path) -> None:
    connection = keep(centre, file)
    surveyed(centre, connection)
    well = Entry.objects.get(title_th="well")
    named = {"title_th": "ทะเบียนบ่อน้ำ", "maintainer": "กองน้ำ"}
    actions.change_entry(by=centre.steward, entry=well, values=named, at=AT)
    change_sqlite(file)
    survey = surveyed(centre, connection)
    assert counts(survey) == ("done", 1, 1, 1, 1)
    assert [(one["kind"], one["title"], one["changes"]) for one in survey.changes] == [
        ("new", "pump", []),
        (
            "changed",
            "ทะเบียนบ่อน้ำ",
            [
                {"what": "n_rows", "before": 7, "after": 8},
                {"what": "columns_added", "before": [], "after": ["province"]},
            ],
        ),
        ("gone", "audit", []),
    ]
    states = dict(Entry.objects.values_list("title_th", "state"))
    assert states == {
        "ทะเบียนบ่อน้ำ": "present",
        "person": "present",
        "pump": "present",
        "audit": "gone",
    }
    assert counts(surveyed(centre, connection)) == ("done", 0, 0, 0, 3)


@pytest.mark.skipif(not postgres_url(), reason="no PostgreSQL is named")
def test_postgresql_is_surveyed(centre: Centre, settings: Any) -> None:
    settings.SURVEY_HOSTS = ["127.0.0.0/8"]
    with postgres() as about:
        survey = surveyed(centre, keep(centre, Path(), name="pg", **about))
    assert counts(survey) == ("done", 3, 0, 0, 0)
    [schema] = about["schemas"]  # type: ignore[misc]
    found = {entry.key.rpartition(".")[2]: entry for entry in Entry.objects.all()}
    assert {name: (e.title_th, e.n_rows, e.has_personal_data) for name, e in found.items()} == {
        "deep": (f"{schema}.deep", 5, None),
        "person": (f"{schema}.person", 40, True),
        "well": ("ทะเบียนบ่อน้ำบาดาล", 7, None),
    }
    assert found["well"].columns[2] == {
        "name": "depth",
        "type": "numeric(6, 2)",
        "description": "ความลึก (เมตร)",
        "sampled_type": "number",
    }


@pytest.mark.skipif(not postgres_url(), reason="no PostgreSQL is named")
def test_session_reads_only_and_ends_late_statements() -> None:
    import sqlalchemy

    with postgres() as about:
        address = Address(
            "postgresql", str(about["database"]), str(about["host"]), None, str(about["user_name"])
        )
        schema = about["schemas"][0]  # type: ignore[index]
        for sql, said in (
            (f"DELETE FROM {schema}.well", "read-only transaction"),
            ("SELECT pg_sleep(5)", "statement timeout"),
        ):
            with (
                pytest.raises(Unreadable) as refused,
                connected(address, ["127.0.0.1"], statement_s=1) as opened,
            ):
                opened.execute(sqlalchemy.text(sql))
            assert said in str(refused.value)


def test_sqlite_session_reads_only_and_ends_late_statements(file: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
    for sql, said in (("DELETE FROM well", "readonly"), (endless, "interrupted")):
        with (
            pytest.raises(Unreadable) as refused,
            connected(Address("sqlite", str(file)), [str(file.parent)], statement_s=1) as opened,
        ):
            opened.exec_driver_sql(sql)
        assert said in str(refused.value)


def test_secret_is_nowhere_in_clear(centre: Centre, file: Path) -> None:
    connection = keep(centre, file, secret=SECRET)
    surveyed(centre, connection)
    kept = [str(row) for model in (Connection, Survey, Entry) for row in model.objects.values()]
    kept += [str(row) for row in LedgerEntry.objects.values()]
    assert [text for text in kept if SECRET in text] == []
    assert unseal(connection.sealed_secret) == SECRET
    assert SECRET not in repr(Address("postgresql", "d", "h", 1, "u", SECRET))


def test_secret_under_another_key_is_refused(settings: Any) -> None:
    sealed = seal(SECRET)
    settings.SECRET_KEY = "another"
    with pytest.raises(Conflict) as refused:
        unseal(sealed)
    assert refused.value.code == "inventory.secret_unreadable"


# kind, host, database: the code of the refusal
NOT_ALLOWED = [
    ("postgresql", "10.9.9.9", "d", "outward.host_not_allowed"),
    ("postgresql", "localhost", "d", "outward.host_not_allowed"),
    ("mariadb", "/var/run/mysqld.sock", "d", "outward.wrong_host"),
    ("postgresql", "127.0.0.1,10.0.0.1", "d", "outward.wrong_host"),
    ("sqlserver", "", "d", "outward.wrong_host"),
    ("sqlite", "", "/etc/passwd", "outward.file_not_allowed"),
    ("oracle", "127.0.0.1", "d", "inventory.unknown_database"),
    ("sqlite", "", " ", "inventory.connection_incomplete"),
]


@pytest.mark.parametrize(("kind", "host", "database", "code"), NOT_ALLOWED)
def test_only_named_places_are_surveyed(
    centre: Centre, tmp_path: Path, settings: Any, kind: str, host: str, database: str, code: str
) -> None:
    settings.SURVEY_HOSTS = [str(tmp_path), "192.0.2.0/24"]
    with pytest.raises(Invalid) as refused:
        keep(centre, tmp_path, kind=kind, host=host, database=database)
    assert refused.value.code == code


def test_link_out_of_the_folder_is_not_followed(
    centre: Centre, tmp_path: Path, settings: Any
) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    sqlite(outside / "a.db")
    (inside / "b.db").symlink_to(outside / "a.db")
    settings.SURVEY_HOSTS = [str(inside)]
    with pytest.raises(Invalid):
        keep(centre, inside / "b.db")


def test_survey_that_fails_says_why(centre: Centre, file: Path) -> None:
    connection = keep(centre, file)
    file.write_text("no database at all, just a text of some length")
    survey = surveyed(centre, connection)
    assert (survey.state, survey.failure["code"]) == ("failed", "outward.database_refused")
    assert "not a database" in survey.failure["facts"]["why"]
    assert LedgerEntry.objects.order_by("-seq")[0].verb == "inventory.survey-failed"


def test_one_survey_at_a_time_and_dead_ones_are_ended(centre: Centre, file: Path) -> None:
    connection = keep(centre, file, is_nightly=True)
    actions.ask_survey(by=centre.steward, connection=connection, at=AT)
    with pytest.raises(Conflict) as refused:
        actions.ask_survey(by=centre.steward, connection=connection, at=AT)
    assert refused.value.code == "inventory.survey_under_way"
    assert actions.survey_by_night(at=AT) == 0
    later = AT.replace(hour=20)
    assert (actions.sweep(at=AT), actions.sweep(at=later)) == (0, 1)
    assert actions.survey_by_night(at=later) == 1


def test_nightly_needs_a_secret(centre: Centre, settings: Any) -> None:
    settings.SURVEY_HOSTS = ["db.agency.example"]
    about = {"kind": "mariadb", "host": "db.agency.example", "database": "d", "is_nightly": True}
    with pytest.raises(Invalid) as refused:
        keep(centre, Path(), **about)
    assert refused.value.code == "inventory.nightly_needs_secret"
    keep(centre, Path(), secret=SECRET, **about)


def test_survey_is_asked_for_on_commit_with_its_secret_sealed(
    centre: Centre, file: Path, committed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr("odms.inventory.tasks.survey_database", lambda *told: asked.append(told))
    connection = keep(centre, file)
    with committed():
        survey = actions.ask_survey(by=centre.steward, connection=connection, at=AT, secret=SECRET)
    [(id_, sealed)] = asked
    assert (id_, unseal(sealed), SECRET in sealed) == (survey.id, SECRET, False)


def test_removed_connection_leaves_its_entries(centre: Centre, file: Path) -> None:
    connection = keep(centre, file)
    surveyed(centre, connection)
    waiting = actions.ask_survey(by=centre.steward, connection=connection, at=AT)
    actions.remove_connection(by=centre.steward, connection=connection, at=AT)
    failed = actions.work_on(survey_id=waiting.id, at=AT)
    assert failed is not None and failed.failure["code"] == "inventory.connection_removed"
    assert Entry.objects.filter(state="present").count() == 3


def test_other_agency_may_not(centre: Centre, file: Path) -> None:
    connection = keep(centre, file)
    with pytest.raises(Forbidden):
        actions.ask_survey(by=centre.people["other-steward"], connection=connection, at=AT)
