"""Addresses are asked in turn through the guard; what broke is told; evidence is handed on."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre
from factories.site import serving

from odms.catalogue import queries as catalogue
from odms.catalogue.models import DataService, Dataset, Distribution
from odms.health import actions, queries
from odms.health.models import Check, Result
from odms.health.rules import LEASE
from odms.ledger import queries as ledger
from odms.ledger.rules import Subject
from odms.people import queries as people
from odms.publication.models import Evidence

HOUR = timedelta(hours=1)


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with serving({"data.csv": b"a,b\n1,2\n", "api": b"{}"}) as address:
        yield address


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def link(dataset: Any, address: str, slug: str = "elsewhere") -> None:
    Distribution.objects.create(
        dataset=dataset, slug=slug, kind="link", title_th="ไฟล์", address=address
    )


def figures(source: str, subject: Any) -> dict[str, Any]:
    found = Evidence.objects.filter(source=source, subject_id=subject.id)
    return dict(found.order_by("-at", "-id").first().figures)


def test_list_follows_the_catalogue(centre: Centre, dataset: Any, site: str) -> None:
    link(dataset, f"{site}/data.csv")
    DataService.objects.create(agency=centre.agency, title_th="API", endpoint=f"{site}/api")
    centre.agency.website = "https://health.example"
    centre.agency.save()
    assert actions.list_up(at=AT) == 3
    assert actions.list_up(at=AT) == 0
    told = {(check.kind, check.address.replace(site, "")) for check in queries.list_checks()}
    assert told == {
        ("link", "/data.csv"),
        ("endpoint", "/api"),
        ("endpoint", "https://health.example"),
    }
    Distribution.objects.filter(kind="link").delete()
    actions.list_up(at=AT)
    assert {check.kind for check in queries.list_checks()} == {"endpoint"}


def test_landing_page_of_a_dataset_is_a_link(dataset: Any) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(
        record=dataset.record | {"url": "https://health.example/patients"}
    )
    actions.list_up(at=AT)
    assert [check.address for check in queries.list_checks(dataset=dataset)] == [
        "https://health.example/patients"
    ]


def test_link_answers_and_is_asked_ever_more_seldom(dataset: Any, site: str) -> None:
    link(dataset, f"{site}/data.csv")
    actions.list_up(at=AT)
    assert actions.check_due(at=AT) == 1
    assert actions.check_due(at=AT) == 0
    waits = []
    at = AT
    for _ in range(5):
        check = Check.objects.get()
        waits.append((check.next_at - at) / HOUR)
        at = check.next_at
        assert actions.check_due(at=at) == 1
    assert waits == [12, 12, 24, 168, 720]
    assert (check.state, check.status) == ("answering", 200)
    assert check.elapsed_ms is not None
    assert Result.objects.count() == 6


def test_link_breaks_is_told_and_answers_again(centre: Centre, dataset: Any, site: str) -> None:
    link(dataset, f"{site}/gone.csv")
    actions.list_up(at=AT)
    for hours in (0, 1, 5):
        assert actions.check_due(at=AT + hours * HOUR) == 1
    check = Check.objects.get()
    assert (check.state, check.status, check.n_failed) == ("broken", 404, 3)
    assert check.trouble["code"] == "outward.status"
    codes = [notice.code for notice in people.list_notices(centre.steward)]
    assert codes.count("health.notice.broken") == 1
    Check.objects.update(address=f"{site}/data.csv")
    actions.check_due(at=AT + 60 * HOUR)
    entries = ledger.list_entries(subject=Subject("dataset", dataset.id))
    verbs = [entry.verb for entry in entries if entry.verb.startswith("address.")]
    assert verbs == ["address.broke", "address.answers"]


def test_guard_lets_nobody_ask_inside(dataset: Any) -> None:
    link(dataset, "http://127.0.0.1:9/data.csv")
    actions.list_up(at=AT)
    actions.check_due(at=AT)
    check = Check.objects.get()
    assert (check.state, check.trouble["code"]) == ("broken", "outward.private_address")


def test_lease_keeps_two_workers_apart(dataset: Any, site: str) -> None:
    link(dataset, f"{site}/data.csv")
    actions.list_up(at=AT)
    Check.objects.update(lease_until=AT + LEASE)
    assert actions.check_due(at=AT) == 0
    assert actions.check_due(at=AT + LEASE) == 1


def test_evidence_says_what_answers_and_what_is_late(
    centre: Centre, dataset: Any, site: str
) -> None:
    link(dataset, f"{site}/data.csv")
    link(dataset, f"{site}/gone.csv", "gone")
    DataService.objects.create(agency=centre.agency, title_th="API", endpoint=f"{site}/api")
    actions.list_up(at=AT)
    actions.check_due(at=AT)
    actions.hand_evidence(at=AT)
    asked = "2026-11-23T09:00:00+00:00"
    assert figures("health.links", dataset) == {"n_links": 2, "n_broken": 1, "checked_at": asked}
    assert figures("health.endpoints", centre.agency) == {
        "n_endpoints": 1, "n_answering": 1, "checked_at": asked,
    }  # fmt: skip
    assert figures("health.freshness", dataset) == {
        "is_late": False, "days_late": 0, "due_at": "2027-11-23",
    }  # fmt: skip
    Distribution.objects.filter(kind="link").delete()
    actions.list_up(at=AT + timedelta(days=400))
    actions.hand_evidence(at=AT + timedelta(days=400))
    assert figures("health.links", dataset) == {"n_links": 0, "n_broken": 0, "checked_at": ""}
    assert figures("health.freshness", dataset) == {
        "is_late": True, "days_late": 35, "due_at": "2027-11-23",
    }  # fmt: skip
    assert queries.list_late(centre.agency, at=AT + timedelta(days=400))[0][0] == dataset
    assert queries.list_late(centre.other_agency, at=AT + timedelta(days=400)) == []
