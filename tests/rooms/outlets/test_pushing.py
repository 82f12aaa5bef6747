"""An agency's records are pushed to a CKAN catalogue; what changed there waits for a person."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre
from factories.ckan_site import ORGANIZATION, TOKEN, CkanSite, Plainly, Refusal, ckan_site, raising

from odms.catalogue import actions as catalogue_actions
from odms.catalogue import queries as catalogue
from odms.errors import Conflict, Forbidden, Invalid, Refused, Unreadable
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.outlets import actions, queries
from odms.outlets.models import Outlet, Push, Record, Sending
from odms.people import queries as people

DAY = timedelta(days=1)


@pytest.fixture
def site(settings: Any) -> Iterator[CkanSite]:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with ckan_site() as found:
        yield found


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    from odms.outlets import remote

    slept: list[float] = []
    monkeypatch.setattr(remote.time, "sleep", slept.append)
    return slept


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


@pytest.fixture
def outlet(centre: Centre, site: CkanSite) -> Outlet:
    return keep(centre, site)


def keep(centre: Centre, site: CkanSite, **how: Any) -> Outlet:
    told = {"token": TOKEN, "organization": ORGANIZATION} | how
    return actions.keep_outlet(
        by=centre.approver, agency=centre.agency, name="GD Catalog", url=site.url, at=AT, **told
    )


def push(outlet: Outlet, at: Any = AT, **how: Any) -> Push:
    return actions.push_now(by=SYSTEM, outlet=outlet, at=at, **how)


def counts(done: Push) -> dict[str, int]:
    names = ("created", "updated", "deleted", "unchanged", "refused", "conflicts")
    return {name: getattr(done, name) for name in names if getattr(done, name)}


def change(dataset: Any, **changes: Any) -> None:
    record = catalogue.get_record(dataset).changed(changes)
    catalogue_actions.publish(by=SYSTEM, dataset=dataset, record=record, at=AT + DAY)


def test_an_outlet_is_kept_once_its_token_may_write(centre: Centre, site: CkanSite) -> None:
    outlet = keep(centre, site)
    assert (outlet.dialect, outlet.url) == ("thai", site.url)
    assert TOKEN not in outlet.sealed_token
    assert site.tokens == [TOKEN] * 3
    again = keep(centre, site, token="", is_nightly=True)
    assert (again.id, again.sealed_token) == (outlet.id, outlet.sealed_token)
    verbs = [entry.verb for entry in ledger.list_entries(subject=Subject("outlet", outlet.id))]
    assert verbs == ["outlet.kept"] * 2


WRONG: list[tuple[dict[str, str], type[Refused], str]] = [
    ({"token": "else"}, Invalid, "outlets.token_may_not_write"),
    ({"organization": "nobody"}, Invalid, "outlets.no_organization_there"),
]


@pytest.mark.parametrize(("how", "kind", "code"), WRONG)
def test_an_outlet_that_cannot_be_written_to_is_not_kept(
    centre: Centre, site: CkanSite, how: dict[str, str], kind: type[Refused], code: str
) -> None:
    with pytest.raises(kind) as refusal:
        keep(centre, site, **how)
    assert refusal.value.code == code
    assert not Outlet.objects.exists()


def test_what_is_no_ckan_and_what_leads_elsewhere_is_told(centre: Centre, site: CkanSite) -> None:
    site.moods["status_show"] = [raising(Plainly(200, b"<html>"))]
    with pytest.raises(Unreadable) as refusal:
        keep(centre, site)
    assert refusal.value.code == "outlets.no_ckan"
    site.moods["status_show"] = [raising(Plainly(301, Location="https://else.example"))]
    with pytest.raises(Unreadable) as refusal:
        keep(centre, site)
    assert refusal.value.facts["to"] == "https://else.example"


def test_records_are_created_with_labels_and_links_to_our_files(
    dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    done = push(outlet)
    assert (done.state, counts(done)) == ("done", {"created": 1})
    there = site.named(dataset.slug)
    assert (there["title"], there["owner_org"], there["data_type"]) == (
        dataset.title_th,
        "org-1",
        "ข้อมูลสถิติ",
    )
    [resource] = there["resources"]
    [table] = catalogue.list_tables(dataset)
    assert resource["url"] == (f"http://127.0.0.1:8000/datasets/{dataset.slug}/{table.slug}.csv")
    row = queries.get_record(outlet, dataset.slug)
    assert (row.state, row.remote_id, row.sent["title"]) == ("sent", there["id"], dataset.title_th)
    [entry] = ledger.list_entries(verbs=("outlet.pushed",))
    assert entry.facts["created"] == [dataset.slug]


def test_a_second_push_changes_nothing(dataset: Any, outlet: Outlet, site: CkanSite) -> None:
    push(outlet)
    done = push(outlet, AT + DAY)
    assert counts(done) == {"unchanged": 1}
    assert site.writes() == ["package_create"]
    assert not done.sendings.exists()


def test_only_what_changed_here_is_sent(dataset: Any, outlet: Outlet, site: CkanSite) -> None:
    push(outlet)
    there = site.named(dataset.slug)
    there["groups"] = [{"name": "theirs"}]
    resource_id = there["resources"][0]["id"]
    change(dataset, title_th="ผู้ป่วยนอก ฉบับแก้")
    done = push(outlet, AT + DAY)
    assert counts(done) == {"updated": 1}
    there = site.named(dataset.slug)
    assert there["title"] == "ผู้ป่วยนอก ฉบับแก้"
    assert there["groups"] == [{"name": "theirs"}]
    assert there["resources"][0]["id"] == resource_id
    [told] = done.sendings.all()
    items = {item: (before, after) for item, before, after in told.changes}
    assert items["title"] == (dataset.title_th, "ผู้ป่วยนอก ฉบับแก้")


def test_a_rehearsal_tells_and_does_nothing(dataset: Any, outlet: Outlet, site: CkanSite) -> None:
    done = push(outlet, is_rehearsal=True)
    assert (done.state, counts(done)) == ("done", {"created": 1})
    assert site.packages == {}
    [told] = queries.list_sendings(done)
    assert (told.deed, told.changes[0][:2]) == ("create", ["title", ""])
    assert not Record.objects.exists()
    assert not ledger.list_entries(verbs=("outlet.pushed",))


@pytest.mark.parametrize(
    ("decision", "title", "deeds"),
    [("ours", "เดิม", {"updated": 1}), ("theirs", "แก้ที่นั่น", {"unchanged": 1})],
)
def test_what_changed_there_is_decided_by_a_person(
    centre: Centre,
    dataset: Any,
    outlet: Outlet,
    site: CkanSite,
    decision: str,
    title: str,
    deeds: dict[str, int],
) -> None:
    change(dataset, title_th="เดิม")
    push(outlet)
    site.named(dataset.slug)["title"] = "แก้ที่นั่น"
    done = push(outlet, AT + DAY)
    assert counts(done) == {"conflicts": 1}
    row = queries.get_record(outlet, dataset.slug)
    assert (row.state, row.conflict) == ("conflict", "changed-there")
    assert row.changes == [["title", "เดิม", "แก้ที่นั่น"]]
    assert site.writes() == ["package_create"]
    codes = [notice.code for notice in people.list_notices(centre.steward)]
    assert codes.count("outlets.notice.conflicts") == 1
    actions.decide(by=centre.steward, record=row, decision=decision, at=AT + DAY)
    assert counts(push(outlet, AT + 2 * DAY)) == deeds
    assert site.named(dataset.slug)["title"] == title
    # and from then on it is quiet, until ours changes
    assert counts(push(outlet, AT + 3 * DAY)) == {"unchanged": 1}
    change(dataset, title_th="ใหม่")
    assert counts(push(outlet, AT + 4 * DAY)) == {"updated": 1}
    assert site.named(dataset.slug)["title"] == "ใหม่"


def test_what_was_deleted_there_is_decided(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    push(outlet)
    site.packages.clear()
    assert counts(push(outlet)) == {"conflicts": 1}
    row = queries.get_record(outlet, dataset.slug)
    assert row.conflict == "deleted-there"
    decided = actions.decide(by=centre.steward, record=row, decision="theirs", at=AT)
    assert (decided.state, decided.decision) == ("left-out", "never")
    assert counts(push(outlet)) == {"unchanged": 1}
    actions.decide(by=centre.steward, record=decided, decision="ours", at=AT)
    assert counts(push(outlet)) == {"created": 1}
    assert queries.get_record(outlet, dataset.slug).state == "sent"


def test_a_name_that_is_taken_is_decided(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    site._keep({"id": "7", "state": "active"}, {"name": dataset.slug, "title": "ของเขา"})
    assert counts(push(outlet)) == {"conflicts": 1}
    row = queries.get_record(outlet, dataset.slug)
    assert (row.conflict, row.changes[0]) == ("name-taken", ["title", "ของเขา", dataset.title_th])
    actions.decide(by=centre.approver, record=row, decision="ours", at=AT)
    assert counts(push(outlet)) == {"updated": 1}
    assert (site.packages["7"]["title"], len(site.packages)) == (dataset.title_th, 1)


def test_a_name_that_another_organisation_has_is_a_conflict(
    dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    site._keep({"id": "7", "state": "active"}, {"name": dataset.slug, "title": "ของเขา"})
    site.packages["7"]["owner_org"] = "org-2"  # so that listing ours does not show it
    assert counts(push(outlet)) == {"conflicts": 1}
    assert queries.get_record(outlet, dataset.slug).conflict == "name-taken"


def test_a_push_that_broke_off_after_writing_adopts_what_it_wrote(
    dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    push(outlet)
    Record.objects.all().delete()
    assert counts(push(outlet)) == {"unchanged": 1}
    row = queries.get_record(outlet, dataset.slug)
    assert (row.state, row.remote_id) == ("sent", site.named(dataset.slug)["id"])


def test_what_is_withdrawn_here_is_withdrawn_there(
    dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    push(outlet)
    catalogue_actions.withdraw(by=SYSTEM, dataset=dataset, reason="ปิด", at=AT + DAY)
    assert counts(push(outlet, AT + DAY)) == {"deleted": 1}
    assert site.named(dataset.slug)["state"] == "deleted"
    assert queries.get_record(outlet, dataset.slug).state == "withdrawn"
    assert counts(push(outlet, AT + DAY)) == {"unchanged": 1}


def test_what_is_refused_there_is_kept_in_its_words(
    dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    told = {"__type": "Validation Error", "tags": [{"name": ["must be alphanumeric"]}]}
    site.moods["package_create"] = [raising(Refusal(409, told))]
    done = push(outlet)
    assert (done.state, counts(done)) == ("done", {"refused": 1})
    row = queries.get_record(outlet, dataset.slug)
    assert (row.state, row.errors) == ("refused", {"tags": [{"name": ["must be alphanumeric"]}]})
    assert row.trouble["facts"]["why"] == "tags: name must be alphanumeric"
    assert counts(push(outlet)) == {"created": 1}  # and it is tried again
    assert queries.get_record(outlet, dataset.slug).trouble == {}


def test_a_busy_host_is_asked_again_after_the_pause_it_names(
    dataset: Any, outlet: Outlet, site: CkanSite, _impatient: list[float]
) -> None:
    site.moods["package_create"] = [raising(Plainly(429, Retry_After="7")), raising(Plainly(503))]
    assert counts(push(outlet)) == {"created": 1}
    assert _impatient == [7.0, 4.0]


def test_a_record_whose_making_was_not_answered_is_ours(
    dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    def made_and_lost(arguments: dict[str, Any]) -> Any:
        site._package_create(arguments, TOKEN)
        raise Plainly(504)

    site.moods["package_create"] = [made_and_lost]
    assert counts(push(outlet)) == {"created": 1}
    assert len(site.packages) == 1
    assert counts(push(outlet)) == {"unchanged": 1}


def test_a_token_that_was_taken_away_ends_the_push(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    denied = Refusal(403, {"__type": "Authorization Error", "message": "Access denied"})
    site.moods["package_search"] = [raising(denied)]
    done = push(outlet)
    assert (done.state, done.failure["code"]) == ("failed", "outlets.not_allowed_there")
    codes = [notice.code for notice in people.list_notices(centre.steward)]
    assert "outlets.notice.failed" in codes
    assert ledger.list_entries(verbs=("outlet.push-failed",))


def test_pushes_come_one_after_the_other_and_dead_ones_end(outlet: Outlet) -> None:
    first = actions.ask_push(by=SYSTEM, outlet=outlet, at=AT)
    with pytest.raises(Conflict) as refusal:
        actions.ask_push(by=SYSTEM, outlet=outlet, at=AT)
    assert refusal.value.code == "outlets.push_under_way"
    assert actions.sweep(at=AT + DAY) == 1
    first.refresh_from_db()
    assert (first.state, first.failure["code"]) == ("failed", "outlets.interrupted")
    assert actions.work_on(push_id=first.id, at=AT) is None


def test_nightly_outlets_are_asked_for(centre: Centre, site: CkanSite) -> None:
    keep(centre, site)
    assert actions.push_by_night(at=AT) == 0
    keep(centre, site, is_nightly=True)
    assert actions.push_by_night(at=AT) == 1
    assert actions.push_by_night(at=AT) == 0


def test_plain_catalogues_get_extras(centre: Centre, dataset: Any, settings: Any) -> None:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with ckan_site(extensions=()) as site:
        outlet = keep(centre, site)
        assert outlet.dialect == "plain"
        assert counts(push(outlet)) == {"created": 1}
        extras = {one["key"]: one["value"] for one in site.named(dataset.slug)["extras"]}
        assert extras["data_type"] == "ข้อมูลสถิติ"
        assert counts(push(outlet)) == {"unchanged": 1}


def test_removing_an_outlet_leaves_what_stands_there(
    centre: Centre, dataset: Any, outlet: Outlet, site: CkanSite
) -> None:
    push(outlet)
    actions.remove_outlet(by=centre.approver, outlet=outlet, at=AT)
    assert not Outlet.objects.exists()
    assert not Sending.objects.exists()
    assert len(site.packages) == 1


@pytest.mark.parametrize("who", ["steward", "other-approver", "auditor", "user"])
def test_who_may_keep_an_outlet(centre: Centre, site: CkanSite, who: str) -> None:
    with pytest.raises(Forbidden):
        actions.keep_outlet(
            by=centre.people[who],
            agency=centre.agency,
            name="x",
            url=site.url,
            organization=ORGANIZATION,
            token=TOKEN,
            at=AT,
        )
    assert site.called == []
