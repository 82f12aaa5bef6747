"""Many clients at once upon one package: nobody's work is lost, and the standing order lets pass."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from factories.cases import published
from factories.centre import AT, Centre, build
from factories.ckan import Caller, file, read_all
from factories.files import YEARS

from odms.catalogue.models import Distribution
from odms.publication import actions as publication
from odms.publication.models import Case

N = 12

FIELDS = {
    "title": "ชื่อ", "notes": "คำอธิบาย", "maintainer": "กลุ่มงาน", "data_source": "ระบบงาน",
    "maintainer_email": "a@b.example", "data_type": "ข้อมูลสถิติ", "license_id": "Open Data Common",
    "accessible_condition": "ทุกคน", "geo_coverage_other": "อื่น", "data_format_other": "อื่น",
    "objective_other": "อื่น", "update_frequency_interval": "3",
}  # fmt: skip


@pytest.fixture
def centre(transactional_db: None) -> Iterator[Centre]:
    yield build()


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """What each deed gave, all begun together, each on its own connection."""
    found: list[Any] = [None] * len(deeds)
    start = Barrier(len(deeds))

    def run(place: int) -> None:
        start.wait()
        try:
            found[place] = deeds[place]()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_patches_at_once_lose_nothing(centre: Centre) -> None:
    caller = Caller(centre.steward)
    caller.result("package_create", name="rainfall")
    at_once(
        [
            lambda name=name, value=value: caller.result(
                "package_patch", id="rainfall", **{name: value}
            )
            for name, value in FIELDS.items()
        ]
    )
    told = caller.result("package_show", id="rainfall")
    assert {name: told[name] for name in FIELDS} == FIELDS
    assert Case.objects.count() == 1


def test_resources_at_once_are_all_there(centre: Centre) -> None:
    caller = Caller(centre.steward)
    caller.result("package_create", name="rainfall")
    at_once(
        [
            lambda n=n: caller.result("resource_create", package_id="rainfall", name=f"{n}")
            for n in range(N)
        ]
    )
    tables = Distribution.objects.all()
    assert sorted(table.title_th for table in tables) == sorted(str(n) for n in range(N))
    assert sorted(table.position for table in tables) == list(range(N))


def test_of_revisions_that_match_the_same_one_wins(centre: Centre) -> None:
    caller = Caller(centre.steward)
    caller.result("package_create", name="rainfall", notes="0")
    match = {"name": "rainfall", "notes": "0"}
    answers = at_once(
        [
            lambda n=n: caller.call("package_revise", match=match, update={"notes": str(n)})
            for n in range(1, N)
        ]
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: N - 2}
    [won] = [answer.json()["result"]["package"] for answer in answers if answer.status_code == 200]
    assert caller.result("package_show", id="rainfall")["notes"] == won["notes"]


def test_of_packages_of_one_name_one_is_made(centre: Centre) -> None:
    caller = Caller(centre.steward)
    answers = at_once([lambda: caller.call("package_create", name="rainfall")] * N)
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: N - 1}


def test_a_standing_order_lets_an_upload_for_one_table_pass(centre: Centre) -> None:
    """A dataset of two tables, of which one is renewed: the other is not told as gone."""
    caller = Caller(centre.steward)
    dataset = published(centre, YEARS, name="first.csv").dataset
    second = caller.result(
        "resource_create",
        package_id=dataset.slug,
        name="สอง",
        upload=file(YEARS + "ตาก,2566,9\n", "b.csv"),
    )["id"]
    read_all()
    case = Case.objects.get(state="draft")
    case = publication.submit(by=centre.steward, case=case, at=AT)
    case = publication.approve(by=centre.approver, case=case, at=AT + timedelta(hours=1))
    publication.publish(case=case, at=AT + timedelta(hours=2))
    dataset.refresh_from_db()
    token = centre.steward.tokens.get()
    publication.give_order(
        by=centre.approver,
        dataset=dataset,
        tokens=[token],
        reason="รายเดือน",
        expires_date=(timezone.now() + timedelta(days=30)).date(),
        most_changed=20,
        most_shrunk=10,
        at=AT,
    )
    more = YEARS + "ตาก,2566,9\nตาก,2567,10\n"
    caller.result("resource_patch", id=second, upload=file(more, "next.csv"))
    read_all()
    case = Case.objects.get(state="draft")
    case = publication.proceed(case_id=case.id, at=timezone.now())
    assert (case.state, case.reasons) == ("approved", [])
    publication.publish(case=case, at=timezone.now())
    assert Distribution.objects.get(pk=second).current.number == 2
