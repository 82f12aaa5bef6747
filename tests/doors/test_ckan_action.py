"""The Action API as CKAN's clients use it: envelope, errors, actions, harvesting."""

import json
import shutil
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.cases import draft, published
from factories.centre import Centre
from factories.files import PATIENTS, PATIENTS_NEXT

from odms.search import actions as search
from odms.usage import actions as usage
from odms.usage import queries
from odms.usage.models import AgencyDay, DatasetDay, FailedSearch

HELP = "http://127.0.0.1:8000/api/3/action/help_show?name="
JSON = "application/json;charset=utf-8"


@pytest.fixture
def datasets(centre: Centre) -> list[Any]:
    """Two published datasets and a draft."""
    first = published(centre, PATIENTS, name="patients.csv").dataset
    second = published(centre, PATIENTS_NEXT, name="beds.csv").dataset
    draft(centre, PATIENTS + "แพร่,2567,1\n", name="draft.csv")
    search.rebuild()
    return [first, second]


def call(name: str, /, **given: Any) -> Any:
    return Client().get(f"/api/3/action/{name}", given)


def result(name: str, /, **given: Any) -> Any:
    response = call(name, **given)
    told = response.json()
    assert (response.status_code, told["success"]) == (200, True), told
    assert told["help"] == HELP + name
    return told["result"]


def test_ckan_version(db: None) -> None:
    assert Client().get("/api/3").json() == {"version": 3}
    for path in ("/api/1/action/site_read", "/api/2/action/site_read"):
        assert Client().get(path).status_code == 404


def test_ckan_status_and_site_read(db: None) -> None:
    assert set(result("status_show")) == {
        "site_title", "site_description", "site_url", "ckan_version", "error_emails_to",
        "locale_default", "extensions",
    }  # fmt: skip
    assert result("site_read") is True


def test_ckan_package_list_is_sorted_and_public(datasets: list[Any]) -> None:
    assert result("package_list") == ["beds", "patients"]
    assert result("package_list", limit=1, offset=1) == ["patients"]
    assert result("package_list", limit=10**30, offset=10**30) == []


def test_ckan_package_show_by_name_and_id(datasets: list[Any]) -> None:
    [first, _] = datasets
    told = result("package_show", id=first.slug)
    assert told == result("package_show", id=first.id)
    assert (told["name"], told["organization"]["name"]) == ("patients", "health")
    assert told["license_id"] == "Open Data Common"
    assert told["data_type"] == "ข้อมูลสถิติ"
    assert told["resources"][0]["url"].startswith("http://127.0.0.1:8000/")


# the request, its status, and what stands in `error`
ERRORS: list[tuple[str, dict[str, Any], int, dict[str, Any]]] = [
    ("package_show", {}, 409, {"name_or_id": ["Missing value"], "__type": "Validation Error"}),
    ("package_show", {"id": "x"}, 404, {"message": "Not found", "__type": "Not Found Error"}),
    ("organization_show", {"id": "x"}, 404, {"message": "Not found", "__type": "Not Found Error"}),
    ("resource_show", {"id": "x"}, 404, {"message": "Not found", "__type": "Not Found Error"}),
    (
        "package_search",
        {"foo": "1"},
        400,
        {"message": "Invalid search parameters: ['foo']", "__type": "Search Query Error"},
    ),
    (
        "package_search",
        {"rows": "x"},
        409,
        {"rows": ["Invalid integer"], "__type": "Validation Error"},
    ),
    (
        "package_search",
        {"start": "-1"},
        409,
        {"start": ["Must be a natural number"], "__type": "Validation Error"},
    ),
    (
        "package_search",
        {"sort": "size asc"},
        400,
        {"message": "Invalid \"sort\" parameter: 'size asc'", "__type": "Search Query Error"},
    ),
    (
        "package_search",
        {"fq": "(tags:a"},
        400,
        {"message": "Search query cannot be read: ')' is missing", "__type": "Search Query Error"},
    ),
]


@pytest.mark.parametrize(("name", "given", "status", "error"), ERRORS)
def test_ckan_error_stands_in_the_envelope(
    db: None, name: str, given: dict[str, Any], status: int, error: dict[str, Any]
) -> None:
    response = call(name, **given)
    assert response.status_code == status
    assert response.json() == {"help": HELP + name, "success": False, "error": error}
    assert response["Content-Type"] == JSON


# body, content type, the bare string
BARE: list[tuple[str | bytes, str, str]] = [
    ("{", "application/json", "Bad request: JSON Error: "),
    ("[1]", "application/json", "Bad request: JSON Error: "),
    ("[" * 200_000, "application/json", "Bad request: JSON Error: "),
    (b"\xff", "application/json", "Bad request: JSON Error: "),
    ('"' + "x" * 3_000_000, "application/json", "Bad request: JSON Error: "),
    ("x", "multipart/form-data", "Bad request: JSON Error: "),
    (
        "&".join(f"a{n}=1" for n in range(2000)),
        "application/x-www-form-urlencoded",
        "Bad request: JSON Error: ",
    ),
]


@pytest.mark.parametrize(("body", "kind", "begin"), BARE)
def test_ckan_bad_json_is_a_bare_string(db: None, body: str | bytes, kind: str, begin: str) -> None:
    response = Client().post("/api/3/action/package_show", body, content_type=kind)
    assert response.status_code == 400
    assert response.json().startswith(begin)


def test_ckan_unknown_action_is_a_bare_string(db: None) -> None:
    response = call("package_explode")
    assert response.status_code == 400
    assert response.json() == "Bad request: Action name not known: package_explode"


def test_ckan_takes_every_form_of_a_call(datasets: list[Any]) -> None:
    path, wanted = "/api/action/package_show", {"id": "beds"}
    text = json.dumps(wanted)
    curl = "application/x-www-form-urlencoded"
    answers = [
        Client().get(path, wanted),
        Client().post(path, text, content_type="application/json"),
        Client().post(path, wanted),
        Client().post(path, text, content_type=curl),
        Client().post(path, f"{text}=1", content_type=curl),
    ]
    assert [one.json()["result"]["name"] for one in answers] == ["beds"] * 5


def test_ckan_other_methods_and_paths(datasets: list[Any]) -> None:
    path = "/api/3/action/package_list"
    head = Client().head(path)
    assert (head.status_code, head["Content-Type"], head.content) == (200, JSON, b"")
    for method in ("put", "delete", "patch"):
        response = getattr(Client(), method)(path)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST, OPTIONS")
        assert response["Content-Type"].startswith("text/html")
    for wrong in (f"{path}/", "/api/3/action/"):
        assert Client().get(wrong).status_code == 404
        assert Client().post(wrong).status_code == 404


def test_ckan_an_empty_body_and_unknown_keys_say_nothing(datasets: list[Any]) -> None:
    path = "/api/3/action/package_list"
    for body in ("", "{}", '{"limit": 5, "colour": "red", "include_private": "TRUE"}'):
        response = Client().post(path, body, content_type="application/json")
        assert response.json()["result"] == ["beds", "patients"]


def test_ckan_wrong_token_is_a_visitor(datasets: list[Any]) -> None:
    for headers in ({"authorization": "wrong"}, {"x-ckan-api-key": "wrong"}):
        response = Client().get("/api/3/action/package_list", headers=headers)
        assert response.json()["result"] == ["beds", "patients"]


def test_ckan_jsonp_on_get_alone(db: None) -> None:
    response = call("site_read", callback="cb")
    assert response["Content-Type"] == "application/javascript;charset=utf-8"
    assert response.content.startswith(b"cb({")
    assert call("package_show", callback="cb")["Content-Type"] == JSON
    assert call("site_read", callback="alert(1)//")["Content-Type"] == JSON


# query and filter: names found
SEARCHES: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["beds", "patients"]),
    ({"q": "*:*"}, ["beds", "patients"]),
    ({"q": "ผู้ป่วย"}, ["beds", "patients"]),
    ({"q": "name:beds"}, ["beds"]),
    ({"q": "beds"}, ["beds"]),
    ({"q": "title: ที่คนพิมพ์"}, []),
    ({"fq": "organization:health"}, ["beds", "patients"]),
    ({"fq": "-organization:health"}, []),
    ({"fq": "organization:water OR organization:health name:beds"}, ["beds"]),
    ({"fq": "tags:โรงพยาบาล"}, ["beds", "patients"]),
    ({"fq": "+tags:(โรงพยาบาล AND ไม่มี)"}, []),
    ({"fq": "groups:health res_format:CSV"}, ["beds", "patients"]),
    ({"fq": "name:pat*"}, ["patients"]),
    ({"fq": 'license_id:"Open Data Common"'}, ["beds", "patients"]),
    ({"fq": "metadata_modified:[2026-01-01T00:00:00.123456Z TO *]"}, ["beds", "patients"]),
    ({"fq": "metadata_modified:[* TO 2026-01-01T00:00:00Z]"}, []),
    ({"fq_list": '["name:beds", "organization:health"]'}, ["beds"]),
]


@pytest.mark.parametrize(("given", "names"), SEARCHES)
def test_ckan_package_search_finds(
    datasets: list[Any], given: dict[str, Any], names: list[str]
) -> None:
    told = result("package_search", **given)
    assert (sorted(one["name"] for one in told["results"]), told["count"]) == (names, len(names))


def test_ckan_package_search_pages_as_a_harvester_does(datasets: list[Any]) -> None:
    pages = [result("package_search", rows=1, start=n, sort="id asc")["results"] for n in range(3)]
    assert [[one["name"] for one in page] for page in pages] == [["patients"], ["beds"], []]


def test_ckan_package_search_counts_facets(datasets: list[Any]) -> None:
    told = result("package_search", **{"facet.field": '["organization", "tags"]', "rows": 0})
    assert told["facets"]["organization"] == {"health": 2}
    assert told["search_facets"]["organization"]["items"] == [
        {"name": "health", "display_name": "กรมสุขภาพตัวอย่าง", "count": 2}
    ]
    assert (told["results"], told["count"]) == ([], 2)


def test_ckan_package_search_gives_chosen_fields(datasets: list[Any]) -> None:
    assert result("package_search", fl="name", sort="name asc")["results"] == [
        {"name": "beds"},
        {"name": "patients"},
    ]


def test_ckan_autocomplete_by_name_and_title(datasets: list[Any]) -> None:
    [one] = result("package_autocomplete", q="bed")
    assert (one["name"], one["match_field"], one["match_displayed"]) == ("beds", "name", "beds")
    found = result("package_autocomplete", q="ผู้ป่วยนอก ราย", limit=5)
    assert [(one["name"], one["match_field"]) for one in found] == [
        ("beds", "title"),
        ("patients", "title"),
    ]
    assert result("package_autocomplete", q="ยางพารา") == []


def test_ckan_organizations(datasets: list[Any]) -> None:
    assert sorted(result("organization_list")) == ["health", "water"]
    whole = {one["name"]: one for one in result("organization_list", all_fields="true")}
    assert (whole["health"]["package_count"], whole["water"]["package_count"]) == (2, 0)
    told = result("organization_show", id="health", include_datasets="True")
    assert sorted(one["name"] for one in told["packages"]) == ["beds", "patients"]


def test_ckan_groups_tags_licences(datasets: list[Any]) -> None:
    assert "health" in result("group_list")
    assert result("group_show", id="health")["package_count"] == 2
    assert result("tag_list") == ["ผู้ป่วย", "โรงพยาบาล"]
    assert "Open Data Common" in {one["id"] for one in result("license_list")}


def test_ckan_every_action_has_help(db: None) -> None:
    from odms.api.ckan.actions import ACTIONS

    assert [name for name in ACTIONS if not result("help_show", name=name)] == []


def test_ckan_calls_are_counted_as_uses(datasets: list[Any]) -> None:
    usage.take_up(at=timezone.now())
    for table in (AgencyDay, DatasetDay, FailedSearch):
        table.objects.all().delete()
    shutil.rmtree(queries.journal_folder() / "here", ignore_errors=True)
    headers = {"User-Agent": "ckanapi/4.11"}
    for name, given in (
        ("package_show", {"id": "beds"}),
        ("package_search", {"q": "ผู้ป่วย"}),
        ("package_search", {"q": "ยางพาราแผ่นดิบ"}),
        ("package_list", {}),
        ("status_show", {}),
        ("package_show", {"id": "nothing"}),
    ):
        Client().get(f"/api/3/action/{name}", given, headers=headers)
    assert usage.take_up(at=timezone.now()) == 4
    [row] = DatasetDay.objects.all()
    assert (row.dataset_id, row.n_records, row.n_machine_requests) == (datasets[1].id, 1, 0)
    counted = AgencyDay.objects.filter(agency_id="").values_list(
        "channel", "n_records", "n_searches", "n_failed_searches"
    )
    assert list(counted) == [("ckan", 1, 1, 1)]
    assert [one.words for one in FailedSearch.objects.all()] == ["ยางพาราแผ่นดิบ"]
