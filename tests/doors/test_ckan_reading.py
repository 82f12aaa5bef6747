"""What else CKAN's clients read: resources, tags, groups, publishers, people."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.cases import deliver, published
from factories.centre import Centre
from factories.files import PATIENTS, PATIENTS_NEXT

from odms.people import actions as people
from odms.people.models import User
from odms.search import actions as search


@pytest.fixture
def datasets(centre: Centre) -> list[Any]:
    """Two published datasets."""
    first = published(centre, PATIENTS, name="patients.csv").dataset
    second = published(centre, PATIENTS_NEXT, name="beds.csv").dataset
    search.rebuild()
    return [first, second]


def token(user: User) -> dict[str, str]:
    """The headers with a new token of a user."""
    at = timezone.now()
    _, secret = people.make_token(
        by=user, user=user, name="harvester", expires_at=at + timedelta(days=1), at=at
    )
    return {"authorization": secret}


def call(name: str, given: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    path = f"/api/3/action/{name}"
    return Client().post(path, given, content_type="application/json", headers=headers or {})


def result(name: str, headers: dict[str, str] | None = None, /, **given: Any) -> Any:
    response = call(name, given, headers)
    assert response.status_code == 200, response.content
    return response.json()["result"]


# what is searched for: names found
RESOURCES: list[tuple[Any, list[str]]] = [
    ("name:ผู้ป่วย", ["ผู้ป่วย", "ผู้ป่วย"]),
    ("format:csv", ["ผู้ป่วย", "ผู้ป่วย"]),
    (["format:CSV", "url:/BEDS/"], ["ผู้ป่วย"]),
    ("url:nothing", []),
    ("hash:ab", []),
]


@pytest.mark.parametrize(("query", "names"), RESOURCES)
def test_resource_search_finds(datasets: list[Any], query: Any, names: list[str]) -> None:
    found = result("resource_search", query=query)
    assert found["count"] == len(names)
    assert [one["name"][:7] for one in found["results"]] == names


def test_resource_search_pages_in_order(datasets: list[Any]) -> None:
    pages = [
        result("resource_search", query="format:CSV", order_by="url", offset=at, limit=1)
        for at in range(3)
    ]
    urls = [[one["url"].rsplit("/", 2)[1] for one in page["results"]] for page in pages]
    assert urls == [["beds"], ["patients"], []]
    assert [page["count"] for page in pages] == [2, 2, 2]


# the query, and what is wrong with it
WRONG = [
    (None, "Missing value"),
    ("patients", "Must be <field>:<value> pair(s)"),
    ("colour:red", 'Field "colour" not recognised in resource_search.'),
]


@pytest.mark.parametrize(("query", "told"), WRONG)
def test_resource_search_refuses(db: None, query: Any, told: str) -> None:
    response = call("resource_search", {"query": query})
    assert response.status_code == 409
    assert response.json()["error"] == {"query": [told], "__type": "Validation Error"}


def test_resource_show_gives_what_the_package_holds(datasets: list[Any]) -> None:
    [resource] = result("package_show", id="beds")["resources"]
    assert result("resource_show", id=resource["id"]) == resource
    assert result("resource_view_list", id=resource["id"], limit=0) == []


def test_tags_are_told_and_searched(datasets: list[Any]) -> None:
    assert result("tag_list") == ["ผู้ป่วย", "โรงพยาบาล"]
    assert result("tag_list", query="โรง", all_fields=True)[0]["name"] == "โรงพยาบาล"
    found = result("tag_search", query="ย", limit=1, offset=1)
    assert (found["count"], [one["name"] for one in found["results"]]) == (2, ["โรงพยาบาล"])
    assert result("tag_autocomplete", query="ผู้") == ["ผู้ป่วย"]
    told = result("tag_show", id="ผู้ป่วย", include_datasets="True")
    assert sorted(one["name"] for one in told["packages"]) == ["beds", "patients"]
    assert result("tag_show", id=told["id"])["name"] == "ผู้ป่วย"
    assert call("tag_show", {"id": "ไม่มี"}).status_code == 404


def test_groups_are_listed_in_order_and_shown(datasets: list[Any]) -> None:
    [most, *_] = result("group_list", all_fields=True, sort="package_count desc", limit=3)
    assert (most["name"], most["package_count"]) == ("health", 2)
    assert result("group_list", groups=["health", "x"]) == ["health"]
    told = result("group_show", id="health", include_datasets=True)
    assert sorted(one["name"] for one in told["packages"]) == ["beds", "patients"]
    assert len(result("group_package_show", id="health", limit=1)) == 1
    assert call("group_list", {"sort": "colour"}).status_code == 409


def test_organizations_are_shown_without_what_was_not_asked(datasets: list[Any]) -> None:
    agency = datasets[0].agency
    told = result("organization_show", id=agency.id, include_dataset_count="false")
    assert (told["name"], told["users"], "package_count" in told) == ("health", [], False)
    assert result("organization_list", organizations=[agency.id]) == ["health"]


def test_people_are_told_to_themselves_and_to_admins(centre: Centre) -> None:
    own, admin = token(centre.steward), token(centre.admin)
    assert result("user_list") == []
    assert result("user_list", own, all_fields=False) == [centre.steward.id]
    assert len(result("user_list", admin)) == len(centre.people)
    assert result("user_show", own)["id"] == centre.steward.id
    for headers in (None, own):
        assert call("user_show", {"id": centre.approver.id}, headers).status_code == 404
    assert result("user_show", admin, id=centre.approver.id)["fullname"] == "Approver"


def test_members_are_told_to_those_who_work_there(datasets: list[Any], centre: Centre) -> None:
    given = {"id": "health", "object_type": "user"}
    assert result("member_list", **given) == []
    assert result("member_list", token(centre.people["other-steward"]), **given) == []
    own = token(centre.steward)
    members = {id: capacity for id, _, capacity in result("member_list", own, **given)}
    assert members[centre.steward.id] == "editor"
    assert members[centre.people["both"].id] == "admin"
    assert members[centre.people["auditor"].id] == "member"
    assert len(result("member_list", id="health", object_type="package")) == 2
    users = result("organization_show", own, id="health", include_users=True)["users"]
    assert {one["id"] for one in users} == set(members)


# who calls, for which permission: publishers and the capacity there
FOR_USER: list[tuple[str, str, dict[str, str]]] = [
    ("steward", "create_dataset", {"health": "editor"}),
    ("approver", "admin", {"health": "admin"}),
    ("steward", "admin", {}),
    ("auditor", "read", {"health": "member"}),
    ("auditor", "create_dataset", {}),
    ("admin", "create_dataset", {"health": "admin", "water": "admin"}),
    ("user", "read", {}),
]


@pytest.mark.parametrize(("who", "permission", "told"), FOR_USER)
def test_organizations_for_a_person(
    centre: Centre, who: str, permission: str, told: dict[str, str]
) -> None:
    headers = token(centre.people[who])
    found = result("organization_list_for_user", headers, permission=permission)
    assert {one["name"]: one["capacity"] for one in found} == told
    assert result("organization_list_for_user", permission=permission) == []


def test_tokens_and_jobs_are_ones_own(centre: Centre) -> None:
    own = token(centre.steward)
    [told] = result("api_token_list", own, user_id=centre.steward.id)
    assert (told["name"], "secret" in str(told)) == ("harvester", False)
    assert call("api_token_list", {"user_id": centre.admin.id}, own).status_code == 403
    assert call("api_token_list", {}).status_code == 403
    waiting = deliver(centre)
    assert [one["title"] for one in result("job_list", own)] == ["patients.csv"]
    assert result("job_list", own, ids_only=True) == [waiting.id]
    assert result("job_list", token(centre.people["other-steward"])) == []
    assert call("job_list", {}).status_code == 403


def test_who_asks_for_a_script_is_a_visitor(centre: Centre) -> None:
    headers = token(centre.steward)
    path = "/api/3/action/user_list"
    plain = Client().get(path, headers=headers).json()["result"]
    script = Client().get(path, {"callback": "cb"}, headers=headers)
    assert (len(plain), b'"result":[]' in script.content) == (1, True)
