"""Files of gathered datasets: what changed and who decided, copies within policy, originals that vanish."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from factories.catalogues import Site, serving
from factories.centre import AT, Centre
from factories.elsewhere import DAY, HOUR, RAIN, Elsewhere
from factories.files import VISITORS

from odms.catalogue import actions as catalogue_actions
from odms.catalogue import queries as catalogue
from odms.catalogue.models import Distribution
from odms.harvest.models import Source
from odms.health import actions
from odms.health.models import Check, Host, Mirror, Result
from odms.health.queries import scores
from odms.intake.queries import lake
from odms.intake.rules import MIRRORED_FILE
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import queries as people
from odms.tables import queries as tables

MORE = RAIN + "เลย,2568,7\n".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def rain(centre: Centre, site: Site, settings: Any) -> Elsewhere:
    return Elsewhere(centre, site, settings)


def decided(rain: Elsewhere) -> tuple[str, str]:
    last = Result.objects.filter(check_row=rain.check).first()
    assert last is not None
    assert (last.change, last.decided_by) == (rain.check.change, rain.check.decided_by)
    return last.change, last.decided_by


def test_a_file_is_copied_and_can_be_queried(rain: Elsewhere) -> None:
    rain.look()
    assert decided(rain) == ("first", "")
    [copy] = rain.copies()
    assert (copy.kind, copy.mirror_of_id, copy.slug) == ("table", rain.link.id, "rain-copy")
    page = tables.get_rows(copy.current)
    assert [row["ปริมาณฝน"] for row in page.records()] == [1200, 990, 40]
    assert lake().table_path(copy.current.table_key).with_name(MIRRORED_FILE).read_bytes() == RAIN
    assert (rain.mirror.state, rain.mirror.n_tables, rain.mirror.is_due) == ("kept", 1, False)
    entries = ledger.list_entries(subject=Subject("dataset", rain.dataset.id))
    assert [entry.verb for entry in entries][-1] == "dataset.mirrored"
    assert catalogue.list_tables(rain.dataset) == [copy]


def test_the_ckan_package_tells_the_copy_and_where_it_is(rain: Elsewhere) -> None:
    import orjson

    from odms.catalogue.queries.packages import get_package

    rain.look()
    copy, link = orjson.loads(get_package(rain.dataset.slug)[1])["resources"]
    assert copy["mirrored_from"] == link["url"] == rain.address
    assert (copy["original_gone_at"], link["original_gone_at"]) == (None, None)
    assert (
        link["cache_url"]
        == f"http://127.0.0.1:8000/datasets/{rain.dataset.slug}/rain-copy/original"
    )


# the answers of two times, then the file that comes: who decides what, and how many versions there are
CHANGES: list[tuple[dict[str, Any], dict[str, Any], bytes, tuple[str, str], int]] = [
    (
        {"Last_Modified": "Mon, 02 Nov 2026 10:00:00 GMT"},
        {"Last_Modified": "Tue, 03 Nov 2026 10:00:00 GMT"},
        MORE,
        ("changed", "last-modified"),
        2,
    ),
    (
        {"Last_Modified": "Mon, 02 Nov 2026 10:00:00 GMT"},
        {"Last_Modified": "Mon, 02 Nov 2026 10:00:00 GMT"},
        RAIN,
        ("unchanged", "last-modified"),
        1,
    ),
    ({}, {}, MORE, ("changed", "length"), 2),
    ({}, {}, RAIN.replace(b"990", b"991"), ("changed", "hash"), 2),
    ({}, {}, RAIN, ("unchanged", "hash"), 1),
]


@pytest.mark.parametrize(("first", "then", "body", "expected", "versions"), CHANGES)
def test_who_decides_that_a_file_changed(
    rain: Elsewhere,
    first: dict[str, str],
    then: dict[str, str],
    body: bytes,
    expected: tuple[str, str],
    versions: int,
) -> None:
    rain.serve(RAIN, **first)
    rain.look()
    rain.serve(body, **then)
    rain.look()
    assert decided(rain) == expected
    [copy] = rain.copies()
    assert copy.current.number == versions
    assert rain.mirror.state == "kept"


def test_the_date_of_the_catalogue_decides_before_all_else(rain: Elsewhere) -> None:
    rain.tell(modified="2026-11-01", description="a")
    rain.feed.run()
    rain.look()
    rain.serve(MORE, Last_Modified="Tue, 03 Nov 2026 10:00:00 GMT")
    rain.look()
    assert decided(rain) == ("unchanged", "harvest")
    rain.tell(modified="2026-11-20", description="b")
    rain.feed.run()
    rain.look()
    assert decided(rain) == ("changed", "harvest")
    assert rain.copies()[0].current.number == 2


def test_a_change_that_the_catalogue_tells_is_looked_at_soon(rain: Elsewhere) -> None:
    rain.look()
    for _ in range(4):
        rain.look(30 * DAY)
    assert rain.check.next_at == rain.at + 30 * DAY
    rain.tell(modified="2027-03-01")
    rain.feed.day = (rain.at - AT).days
    rain.feed.run()
    actions.follow(at=rain.at + HOUR)
    assert rain.check.next_at == rain.at + HOUR


def test_so_many_versions_stay(rain: Elsewhere) -> None:
    for n in range(5):
        rain.serve(RAIN + f"เลย,256{n},{n}\n".encode() * (n + 1))
        rain.look()
    [copy] = rain.copies()
    assert copy.current.number == 5
    releases = catalogue.list_releases(copy)
    assert [one.number for one in releases] == [5, 4, 3]
    kept = {key for key, _ in lake().list_tables()}
    assert kept >= {one.table_key for one in releases}
    assert len(kept & catalogue.list_table_keys()) == 3


# what the source says, or its file is: why there is no copy
FORBIDDEN: list[tuple[dict[str, Any], str]] = [
    ({"license": ""}, "health.mirror.not_open"),
    ({"license": "https://creativecommons.org/licenses/by-nc/4.0/"}, "health.mirror.not_open"),
]


@pytest.mark.parametrize(("told", "code"), FORBIDDEN)
def test_what_the_licence_forbids_is_not_copied(
    rain: Elsewhere, told: dict[str, Any], code: str
) -> None:
    rain.tell(**told)
    rain.feed.run()
    rain.look()
    assert (rain.mirror.state, rain.mirror.trouble["code"]) == ("refused", code)
    assert rain.copies() == []
    assert rain.gets() == 0


def test_what_the_source_does_not_want_copied_is_let_go(rain: Elsewhere) -> None:
    rain.look()
    key = rain.copies()[0].current.table_key
    Source.objects.update(mirrors_files=False)
    rain.serve(MORE)
    rain.look()
    assert rain.copies() == []
    assert (rain.mirror.state, rain.mirror.trouble["code"]) == (
        "refused",
        "health.mirror.not_wanted",
    )
    assert key not in catalogue.list_table_keys()


def test_a_file_larger_than_its_form_may_be_is_not_copied(
    rain: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    from odms.health.actions import mirroring

    monkeypatch.setattr(mirroring, "max_bytes", lambda form: 10)
    rain.look()
    assert (rain.mirror.state, rain.mirror.trouble["code"]) == ("refused", "outward.too_large")
    assert rain.copies() == []


def test_personal_data_stops_the_copy_and_is_told(centre: Centre, rain: Elsewhere) -> None:
    rain.look()
    rain.serve(VISITORS.encode())
    rain.look()
    assert rain.mirror.trouble["code"] == "intake.personal_in_mirror"
    [copy] = rain.copies()  # of the file as it was before
    assert copy.current.number == 1
    for person in (centre.steward, centre.admin):
        codes = [notice.code for notice in people.list_notices(person)]
        assert codes.count("health.notice.personal") == 1
    rain.look()  # and it is not told again of the same file
    codes = [notice.code for notice in people.list_notices(centre.steward)]
    assert codes.count("health.notice.personal") == 1


def test_a_file_without_a_table_is_not_copied(rain: Elsewhere) -> None:
    rain.serve(b"\x00\x01\x02" * 500)
    rain.look()
    assert rain.mirror.state == "refused"
    assert rain.mirror.trouble["code"].startswith("engine.")


def test_a_page_in_place_of_a_file_is_a_broken_link(rain: Elsewhere) -> None:
    rain.site.answers["/rain.csv"] = (200, {"Content-Type": "text/html"}, b"<html>login</html>")
    rain.look()
    assert (rain.check.state, rain.check.trouble["code"]) == ("broken", "health.page_for_file")
    assert not Mirror.objects.exists()


def test_a_vanished_file_can_still_be_had(rain: Elsewhere) -> None:
    rain.look()
    rain.site.answers["/rain.csv"] = (410, {}, b"gone")
    for _ in range(3):
        rain.look()
    [copy] = rain.copies()
    assert (rain.check.state, copy.original_gone_at) == ("broken", rain.at)
    assert tables.copied_file(catalogue.get_copy(rain.link)).size == len(RAIN)
    verbs = [
        entry.verb for entry in ledger.list_entries(subject=Subject("dataset", rain.dataset.id))
    ]
    assert verbs[-1] == "dataset.original-gone"
    rain.serve(RAIN)
    rain.look()
    assert rain.copies()[0].original_gone_at is None


def test_a_download_that_breaks_off_is_tried_again_later(rain: Elsewhere) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv")
        handler.send_header("Content-Length", str(len(RAIN)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(RAIN[:20])

    rain.site.answers["/rain.csv"] = cut
    rain.look()
    assert (rain.mirror.state, rain.mirror.is_due) == ("failed", True)
    assert rain.mirror.trouble["code"] == "outward.broke_off"
    assert rain.mirror.due_at == rain.at + HOUR
    rain.serve(RAIN)
    assert actions.mirror_due(at=rain.at) == 0
    assert actions.mirror_due(at=rain.at + HOUR) == 1
    assert rain.mirror.state == "kept"


def test_two_workers_never_fetch_the_same(rain: Elsewhere) -> None:
    actions.follow(at=rain.at)
    actions.check_due(at=rain.at)
    Mirror.objects.update(lease_until=rain.at + HOUR)
    assert actions.mirror_due(at=rain.at) == 0
    assert actions.mirror(link_id=rain.link.id, at=rain.at) is False
    assert actions.mirror(link_id=rain.link.id, at=rain.at + HOUR) is True


def test_a_host_that_asks_for_a_pause_is_neither_asked_nor_fetched_from(rain: Elsewhere) -> None:
    rain.site.answers["/rain.csv"] = (429, {"Retry-After": "7200"}, b"")
    actions.follow(at=rain.at)
    actions.check_due(at=rain.at)
    host = Host.objects.get()
    assert host.paused_until == rain.at + 2 * HOUR
    rain.serve(RAIN)
    Check.objects.update(next_at=rain.at)
    assert actions.check_due(at=rain.at + HOUR) == 0
    actions.wish(addresses=[(rain.dataset.id, rain.address)], at=rain.at)
    assert actions.mirror_due(at=rain.at + HOUR) == 0
    assert actions.check_due(at=rain.at + 2 * HOUR) >= 1


def test_copies_of_a_withdrawn_dataset_go(rain: Elsewhere) -> None:
    rain.look()
    key = rain.copies()[0].current.table_key
    catalogue_actions.withdraw(by=SYSTEM, dataset=rain.dataset, reason="ปิด", at=rain.at)
    rain.look()
    assert not Mirror.objects.exists()
    assert not Distribution.objects.exclude(mirror_of=None).exists()
    assert key not in catalogue.list_table_keys()


def test_scores_of_gathered_datasets_see_the_links_and_the_faults_of_the_copy(
    rain: Elsewhere,
) -> None:
    actions.follow(at=rain.at)
    row = scores.get_marks(rain.dataset)
    assert row is not None
    before = scores.marks_of(row)
    assert row.source_id == rain.feed.source.id
    assert "nso" not in before  # nothing was asked yet
    lacking = {one.code for one in before["mqa"].lacking}
    assert {"accessUrlStatusCode", "downloadUrlStatusCode", "accessRightsAvailability"} <= lacking
    rain.look()
    row = scores.get_marks(rain.dataset)
    assert row is not None
    after = scores.marks_of(row)
    assert after["mqa"].points == before["mqa"].points + 80
    assert after["nso"].dimensions["validity"] == 100
    source = scores.get_source_marks(rain.feed.source.id)
    assert source is not None
    assert scores.marks_of(source)["mqa"].points == after["mqa"].points


def test_own_links_are_not_copied(centre: Centre, site: Site, settings: Any) -> None:
    from factories.cases import published

    rain = Elsewhere(centre, site, settings)
    own = catalogue.get_dataset(published(centre).dataset.slug)
    Distribution.objects.create(
        dataset=own, slug="x", kind="link", title_th="ฝน", address=rain.address
    )
    rain.look()
    assert {row.link.dataset_id for row in Mirror.objects.all()} == {rain.dataset.id}
