"""CKAN's clients write: drafts and deliveries come of it, and people publish."""

import ipaddress
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.cases import draft, published
from factories.centre import Centre
from factories.ckan import Caller, file, publish, read_all
from factories.files import PATIENTS, PATIENTS_NEXT
from factories.site import serving

from odms.api.ckan.actions import ACTIONS
from odms.catalogue.models import Dataset, Distribution
from odms.definitions.messages import sentence
from odms.intake import actions as intake
from odms.intake.models import Delivery, Fetch
from odms.ledger.models import Entry
from odms.people.models import Token
from odms.people.queries import list_notices
from odms.publication import actions as publication
from odms.publication.models import Case
from odms.search import actions as search

# a package as a catalogue of the country holds it: Thai labels, its own fields, an extra
PACKAGE: dict[str, Any] = {
    "name": "out-patients",
    "owner_org": "health",
    "title": "ผู้ป่วยนอก รายจังหวัด",
    "notes": "จำนวนผู้ป่วยนอกของสถานพยาบาลในแต่ละจังหวัด " * 4,
    "tags": [{"name": "ผู้ป่วย"}, {"name": "โรงพยาบาล"}],
    "groups": [{"name": "health"}, {"name": "a-group-of-theirs"}],
    "data_type": "ข้อมูลสถิติ",
    "objective": ["พันธกิจหน่วยงาน"],
    "license_id": "Open Data Common",
    "update_frequency_unit": "ปี",
    "update_frequency_interval": "1",
    "data_classification": "open",
    "private": True,
    "extras": [{"key": "title_en", "value": "Out-patients"}, {"key": "theirs", "value": "x"}],
    "resources": [
        {
            "name": "รายจังหวัด",
            "url": "https://example.org/a.csv",
            "format": "CSV",
            "description": "ทุกจังหวัด",
            "resource_accessible_platform": "เว็บไซต์",
        }
    ],
    "a_key_of_another_plugin": 7,
}


@pytest.fixture
def steward(centre: Centre) -> Caller:
    search.rebuild()  # of nothing: what other tests published is not there any more
    return Caller(centre.steward)


def test_a_package_is_a_draft_and_a_case(centre: Centre, steward: Caller) -> None:
    told = steward.result("package_create", **PACKAGE)
    assert (told["state"], told["private"], told["name"]) == ("draft", True, "out-patients")
    assert (told["data_type"], told["objective"]) == ("ข้อมูลสถิติ", ["พันธกิจหน่วยงาน"])
    assert [tag["name"] for tag in told["tags"]] == ["ผู้ป่วย", "โรงพยาบาล"]
    [resource] = told["resources"]
    assert (resource["name"], resource["url"]) == ("รายจังหวัด", "https://example.org/a.csv")
    [case] = Case.objects.all()
    assert (case.state, case.delivery, case.dataset.state) == ("draft", None, "draft")
    assert (case.record["title_en"], case.record["theme"]) == ("Out-patients", "health")
    assert case.record["publisher"] == centre.agency.name_th


def test_what_is_told_under_names_of_ones_own_is_kept(centre: Centre, steward: Caller) -> None:
    told = steward.result("package_create", **PACKAGE)
    own = [{"key": "theirs", "value": "x"}]
    [resource] = told["resources"]
    words = ("description", "resource_accessible_platform")
    assert (told["extras"], *map(resource.get, words)) == (own, "ทุกจังหวัด", "เว็บไซต์")
    # what names extras puts them in place of those that were there
    assert steward.result("package_patch", id="out-patients", notes="ก")["extras"] == own
    others = [{"key": "ก", "value": "ข"}, {"key": "list", "value": ["a"]}]
    steward.result("package_patch", id="out-patients", extras=others)
    patched = steward.result("resource_patch", id=resource["id"], description="อื่น")
    assert patched["description"] == "อื่น"
    steward.result("resource_patch", id=resource["id"], upload=file(PATIENTS, "a.csv"))
    read_all()
    [case] = Case.objects.all()
    desk = Client()
    desk.force_login(centre.steward)
    assert "อื่น" in desk.get(f"/desk/cases/{case.id}/review").content.decode()
    publish(centre, "out-patients")
    public = Caller().result("package_show", id="out-patients")
    kept = [others[0], {"key": "list", "value": '["a"]'}]
    assert (public["extras"], public["resources"][0]["description"]) == (kept, "อื่น")
    assert "[&quot;a&quot;]" in Client().get("/datasets/out-patients").content.decode()
    emptied = steward.result("package_update", **(public | {"extras": []}))
    assert emptied["extras"] == []


def test_no_national_id_is_kept_under_any_name(steward: Caller) -> None:
    wrong = {"name": "ก", "description": "1-1000-00000-00-8"}
    status, error = steward.error("package_create", name="a-draft", resources=[wrong])
    assert (status, list(error)) == (409, ["extras", "__type"])


def test_a_draft_is_its_agencys_alone(centre: Centre, steward: Caller) -> None:
    told = steward.result("package_create", **PACKAGE)
    strangers = [Caller(), Caller(centre.people["other-steward"]), Caller(centre.people["user"])]
    for stranger in strangers:
        for name in ("out-patients", told["id"]):
            assert stranger.error("package_show", id=name)[0] == 404
        assert stranger.error("resource_show", id=told["resources"][0]["id"])[0] == 404
        assert stranger.result("package_list", include_drafts=True) == []
        found = stranger.result("package_search", include_drafts=True, include_private=True)
        assert found["count"] == 0
    for own in (steward, Caller(centre.approver), Caller(centre.admin)):
        assert own.result("package_show", id="out-patients") == told
        assert own.result("package_list") == []
        assert own.result("package_list", include_drafts="true") == ["out-patients"]


# what is asked for among drafts: whether the draft is found
DRAFTS: list[tuple[dict[str, Any], bool]] = [
    ({"q": "ผู้ป่วยนอก"}, True),
    ({"q": "น้ำท่วม"}, False),
    ({"fq": "organization:health tags:โรงพยาบาล"}, True),
    ({"fq": "organization:water"}, False),
    ({"fq": "+state:(draft OR active)"}, True),
    ({"q": "name:out*", "fq": "metadata_modified:[2020-01-01T00:00:00Z TO *]"}, True),
    ({"include_drafts": False, "include_private": False}, False),
    ({"include_drafts": False, "include_private": False, "include_deleted": True}, False),
]


@pytest.mark.parametrize(("given", "is_found"), DRAFTS)
def test_drafts_are_searched(steward: Caller, given: dict[str, Any], is_found: bool) -> None:
    steward.result("package_create", **PACKAGE)
    asked = {"include_drafts": True, "facet.field": ["organization", "tags"]} | given
    found = steward.result("package_search", **asked)
    assert [one["name"] for one in found["results"]] == ["out-patients"] * is_found
    assert found["count"] == is_found
    assert found["facets"]["organization"] == ({"health": 1} if is_found else {})


def test_drafts_come_before_what_is_public(centre: Centre, steward: Caller) -> None:
    published(centre, PATIENTS_NEXT, name="beds.csv")
    search.rebuild()
    steward.result("package_create", **PACKAGE)
    pages = [
        steward.result("package_search", include_drafts=True, rows=1, start=at)["results"]
        for at in range(3)
    ]
    assert [[one["name"] for one in page] for page in pages] == [["out-patients"], ["beds"], []]


def test_an_upload_is_a_delivery_that_people_publish(centre: Centre, steward: Caller) -> None:
    package = steward.result("package_create", **PACKAGE)
    [id] = [one["id"] for one in package["resources"]]
    told = steward.result("resource_patch", id=id, upload=file(PATIENTS, "ผู้ป่วย.csv"))
    assert (told["url_type"], told["delivery_state"], told["state"]) == (
        "upload",
        "received",
        "draft",
    )
    assert told["url"].endswith(
        f"/dataset/out-patients/resource/{id}/download/%E0%B8%9C%E0%B8%B9%E0%B9%89%E0%B8%9B%E0%B9%88%E0%B8%A7%E0%B8%A2.csv"
    )
    [delivery] = Delivery.objects.all()
    assert (delivery.way, delivery.token.name, delivery.name) == ("api", "loader", "ผู้ป่วย.csv")
    read_all()
    status = steward.result("xloader_status", resource_id=id)
    assert (status["status"], status["job_id"]) == ("complete", delivery.id)
    [case] = Case.objects.all()
    assert (case.state, case.delivery) == ("draft", delivery)
    assert Caller().error("package_show", id="out-patients")[0] == 404
    publish(centre, "out-patients")
    public = Caller().result("package_show", id="out-patients")
    [resource] = public["resources"]
    assert (resource["id"], resource["name"]) == (id, "รายจังหวัด")
    assert (public["state"], public["private"]) == ("active", False)
    old = Client().get(f"/dataset/out-patients/resource/{id}/download/any.csv")
    assert (old.status_code, old["Location"]) == (302, resource["url"])


def test_files_for_other_tables_wait_their_turn(centre: Centre, steward: Caller) -> None:
    steward.result("package_create", **(PACKAGE | {"resources": []}))
    ids = [
        steward.result(
            "resource_create",
            package_id="out-patients",
            name=name,
            upload=file(text, f"{name}.csv"),
        )["id"]
        for name, text in (("2566", PATIENTS), ("2567", PATIENTS_NEXT))
    ]
    read_all()
    [case] = Case.objects.all()
    assert case.delivery.distribution_id == ids[0]
    publish(centre, "out-patients")
    read_all()
    second = Case.objects.get(state="draft")
    assert second.delivery.distribution_id == ids[1]
    public = Caller().result("package_show", id="out-patients")
    assert [one["name"] for one in public["resources"]] == ["2566"]
    publish(centre, "out-patients")
    public = Caller().result("package_show", id="out-patients")
    assert [(one["id"], one["name"]) for one in public["resources"]] == [
        (ids[0], "2566"),
        (ids[1], "2567"),
    ]


def test_another_file_for_a_table_renews_that_table(centre: Centre, steward: Caller) -> None:
    dataset = published(centre, PATIENTS).dataset
    [table] = Distribution.objects.all()
    steward.result("resource_update", id=table.id, upload=file(PATIENTS_NEXT, "any name.csv"))
    read_all()
    publish(centre, dataset.slug)
    [table] = Distribution.objects.all()
    assert table.current.number == 2
    assert steward.error("resource_update", id=table.id, name="another")[0] == 409
    status, error = steward.error("resource_delete", id=table.id)
    assert (status, "released" in error["message"][0]) == (409, True)


def test_update_is_whole_and_patch_is_not(steward: Caller) -> None:
    steward.result("package_create", **PACKAGE)
    patched = steward.result("package_patch", id="out-patients", notes="สั้น")
    assert (patched["notes"], patched["title"]) == ("สั้น", PACKAGE["title"])
    assert len(patched["resources"]) == 1
    whole = steward.result("package_update", id="out-patients", name="out-patients", title="ชื่อใหม่")
    assert (whole["title"], whole["notes"], whole["tags"]) == ("ชื่อใหม่", "", [])
    assert (whole["license_id"], whole["resources"]) == ("", [])
    assert "data_type" not in whole
    renamed = steward.result("package_patch", id="out-patients", name="patients-2567")
    assert renamed["name"] == "patients-2567"


def test_a_files_arrival_outlives_an_update_without_it(steward: Caller) -> None:
    package = steward.result("package_create", **PACKAGE)
    id = package["resources"][0]["id"]
    steward.result("resource_patch", id=id, upload=file(PATIENTS, "a.csv"))
    whole = steward.result("package_update", id="out-patients", title="x")
    assert [one["id"] for one in whole["resources"]] == [id]
    assert steward.result("resource_delete", id=id) is None
    assert steward.result("package_show", id="out-patients")["resources"] == []
    assert [one.state for one in Delivery.objects.all()] == ["discarded"]


def test_a_package_that_is_shown_can_be_written_back(centre: Centre, steward: Caller) -> None:
    dataset = published(centre, PATIENTS).dataset
    before = Caller().result("package_show", id=dataset.slug)
    assert steward.result("package_update", **before) == before
    assert Case.objects.filter(state="draft").count() == 0
    told = steward.result("package_update", **(before | {"notes": "คำอธิบายใหม่"}))
    assert (told["notes"], told["state"]) == ("คำอธิบายใหม่", "draft")
    assert Caller().result("package_show", id=dataset.slug) == before
    assert steward.result("package_show", id=dataset.slug) == before
    assert steward.result("package_show", id=dataset.slug, include_drafts=True) == told
    [case] = Case.objects.filter(state="draft")
    assert case.record["legal_ground"] == "digital-act"


# what revises: what is told of the package
REVISED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"update": {"notes": "ใหม่"}}, {"notes": "ใหม่", "title": PACKAGE["title"]}),
    ({"update__notes": "ใหม่", "include": ["+package__notes", "-package__*"]}, {"notes": "ใหม่"}),
    ({"filter": "-tags__0"}, {"num_tags": 1}),
    ({"filter": ["+title", "+resources", "-*"]}, {"notes": "", "num_resources": 1}),
    ({"filter": "-resources__*"}, {"num_resources": 0}),
    ({"update__resources__extend": [{"name": "เพิ่ม"}]}, {"num_resources": 2}),
    ({"match": {"tags": [{"name": "ผู้ป่วย"}]}, "update": {"title": "ตรง"}}, {"title": "ตรง"}),
]


@pytest.mark.parametrize(("given", "wanted"), REVISED)
def test_revise_changes_what_is_named(
    steward: Caller, given: dict[str, Any], wanted: dict[str, Any]
) -> None:
    steward.result("package_create", **PACKAGE)
    match = {"name": "out-patients"} | given.pop("match", {})
    told = steward.result("package_revise", match=match, **given)["package"]
    assert {name: told[name] for name in wanted} == wanted


# what does not match: the paths told
UNMATCHED: list[tuple[dict[str, Any], list[str]]] = [
    ({"match": {"name": "out-patients", "notes": "x"}}, ["notes"]),
    ({"match__name": "out-patients", "match__resources__0__name": "x"}, ["resources__0__name"]),
    ({"match": {"name": "out-patients", "resources": [{}, {}]}}, ["resources"]),
]


@pytest.mark.parametrize(("given", "paths"), UNMATCHED)
def test_revise_refuses_what_does_not_match(
    steward: Caller, given: dict[str, Any], paths: list[str]
) -> None:
    steward.result("package_create", **PACKAGE)
    status, error = steward.error("package_revise", update={"title": "x"}, **given)
    assert (status, error) == (409, {"match": paths, "__type": "Validation Error"})


def test_revise_of_a_resource_by_the_beginning_of_its_id(steward: Caller) -> None:
    id = steward.result("package_create", **PACKAGE)["resources"][0]["id"]
    changed = {f"update__resources__{id[:20]}__name": "อื่น"}
    told = steward.result("package_revise", match={"name": "out-patients"}, **changed)
    assert told["package"]["resources"][0]["name"] == "อื่น"
    status, error = steward.error(
        "package_revise", match={"name": "out-patients"}, update__resources__5__name="x"
    )
    assert (status, list(error)) == (409, ["update__resources__5__name", "__type"])
    assert steward.error("package_revise", update={})[1]["match__id"] == ["Missing value"]


def test_deleting_withdraws_what_is_public_and_gives_drafts_up(
    centre: Centre, steward: Caller
) -> None:
    dataset = published(centre, PATIENTS).dataset
    assert steward.result("package_delete", id=dataset.slug, reason="ผิดไฟล์") is None
    dataset.refresh_from_db()
    assert (dataset.state, dataset.withdrawal_reason) == ("withdrawn", "ผิดไฟล์")
    assert Caller().error("package_show", id=dataset.slug)[0] == 404
    assert steward.result("package_show", id=dataset.slug)["state"] == "deleted"
    steward.result("package_create", **PACKAGE)
    steward.result("package_delete", id="out-patients")
    assert steward.result("package_show", id="out-patients")["state"] == "deleted"
    listed = steward.result("package_list", include_deleted=True)
    assert listed == ["out-patients", "patients"]
    again = steward.result("package_update", **PACKAGE)
    assert (again["state"], again["title"]) == ("draft", PACKAGE["title"])


def test_several_are_withdrawn_at_once(centre: Centre, steward: Caller) -> None:
    dataset = published(centre, PATIENTS).dataset
    held = draft(centre, PATIENTS_NEXT, name="beds.csv")
    names = [dataset.slug, held.dataset_id]
    assert steward.result("bulk_update_private", org_id="health", datasets=names) == {}
    assert [one.state for one in Case.objects.order_by("number")] == ["withdrawn", "draft"]
    assert steward.result("bulk_update_delete", org_id="health", datasets=names) == {}
    assert [one.state for one in Case.objects.order_by("number")] == ["withdrawn", "discarded"]
    status, error = steward.error("bulk_update_public", datasets=names)
    assert (status, error["__type"]) == (403, "Authorization Error")


# the action, what is given, the fields that are told
INVALID: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("package_create", {"owner_org": "health"}, {"name": ["Missing value"]}),
    ("package_create", {"name": "a b", "owner_org": "health"}, {"name": ["The web name “a b”"]}),
    (
        "package_create",
        {"name": "abc", "owner_org": "nowhere"},
        {"owner_org": ["Organization does not exist"]},
    ),
    (
        "package_create",
        {"name": "abc", "license_id": "none of ours", "data_type": "?", "url": "nowhere"},
        {"license_id": ["“none of ours”"], "data_type": ["“?”"], "url": ["“nowhere”"]},
    ),
    ("package_create", {"name": "abc", "tags": "x"}, {"tags": ["Must be a list of objects"]}),
    ("package_create", {"name": "taken"}, {"name": ["The web name “taken”"]}),
    ("package_update", {}, {"id": ["Missing value"]}),
    ("package_patch", {"id": "taken", "update_frequency_interval": "many"}, {
        "update_frequency_interval": ["“many”"]
    }),
    ("resource_create", {}, {"package_id": ["Missing value"]}),
    ("resource_create", {"package_id": "taken", "name": "1-1000-00000-00-7"}, {}),
    ("xloader_submit", {}, {"resource_id": ["Missing value"]}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "given", "told"), INVALID)
def test_what_is_invalid_is_told_by_field(
    steward: Caller, action: str, given: dict[str, Any], told: dict[str, list[str]]
) -> None:
    steward.result("package_create", name="taken")
    before = Dataset.objects.count()
    if not told:
        assert steward.result(action, **given)["name"] == given["name"]
        return
    status, error = steward.error(action, **given)
    assert (status, error.pop("__type"), set(error)) == (409, "Validation Error", set(told))
    for field, messages in told.items():
        assert all(part in whole for part, whole in zip(messages, error[field], strict=True)), error
    assert Dataset.objects.count() == before


def test_nothing_half_made_is_left_of_a_package_that_is_refused(steward: Caller) -> None:
    wrong = PACKAGE | {"resources": [{"name": "ก"}, {"name": "ข", "url": "http:// /"}]}
    assert steward.error("package_create", **wrong)[0] == 409
    assert (Dataset.objects.count(), Case.objects.count()) == (0, 0)


def test_a_case_before_the_approver_is_not_changed(centre: Centre, steward: Caller) -> None:
    case = draft(centre, PATIENTS)
    publication.submit(by=centre.steward, case=case, at=case.opened_at)
    for action, given in (
        ("package_patch", {"id": case.dataset_id, "notes": "x"}),
        ("package_delete", {"id": case.dataset_id}),
    ):
        status, error = steward.error(action, **given)
        assert (status, error["__type"]) == (409, "Validation Error")


# who calls: status of writing to a draft of health, to a public dataset of health
MATRIX: dict[str, tuple[int, int, int]] = {
    "visitor": (403, 403, 403),
    "user": (403, 403, 403),
    "steward": (200, 200, 200),
    "second-steward": (200, 200, 200),
    "approver": (403, 403, 403),
    "both": (200, 200, 200),
    "auditor": (403, 403, 403),
    "other-steward": (403, 404, 403),
    "other-approver": (403, 403, 403),
    "admin": (200, 200, 200),
    "centre-auditor": (403, 403, 403),
}


@pytest.mark.parametrize("who", MATRIX)
def test_who_may_write(centre: Centre, steward: Caller, who: str) -> None:
    steward.result("package_create", name="a-draft")
    dataset = published(centre, PATIENTS).dataset
    caller = Caller(centre.people.get(who))
    statuses = (
        caller.call("package_create", name="another", owner_org="health").status_code,
        caller.call("package_patch", id="a-draft", notes="x").status_code,
        caller.call("resource_create", package_id=dataset.slug, name="x").status_code,
    )
    assert statuses == MATRIX[who]


# what writes and asks nothing of its caller but a token: nothing is kept of it
FOR_ANY_TOKEN = {"task_status_update", "task_status_update_many"}


# who calls: what may be answered to whoever writes what is none of theirs. A steward of another agency
# is told what is missing in a call, and nothing about what there is
STRANGERS: dict[str, set[int]] = {"visitor": {403}, "user": {403}, "other-steward": {403, 404}}


@pytest.mark.parametrize("who", STRANGERS)
def test_who_calls_is_looked_at_before_what_is_given(centre: Centre, who: str) -> None:
    dataset = published(centre, PATIENTS).dataset
    [table] = Distribution.objects.all()
    about = {"name": dataset.slug, "package_id": dataset.slug, "resource_id": table.id}
    about |= {"owner_org": "health", "datasets": [dataset.slug], "match": {"id": dataset.id}}
    asked = [{"id": id} | about for id in (dataset.slug, table.id)]
    asked += [] if who == "other-steward" else [{}, {"id": "no such thing"}]
    caller = Caller(centre.people.get(who))
    names = [name for name, action in ACTIONS.items() if action.writes]
    before = Entry.objects.count()
    answers = {
        (name, caller.call(name, **given).status_code)
        for name in names
        if who == "visitor" or name not in FOR_ANY_TOKEN
        for given in asked
    }
    assert {one for one in answers if one[1] not in STRANGERS[who]} == set()
    assert Entry.objects.count() == before


# what the house does otherwise: a piece of the sentence
REFUSED = {
    "organization_create": "A signed-in person must do this",
    "organization_patch": "agency.manage",
    "member_create": "person.manage",
    "user_invite": "person.manage",
    "api_token_create": "token.manage",
    "group_create": "themes",
    "follow_dataset": "Nothing is followed here",
    "dataset_purge": "/desk/datasets/out-patients/destroy, and another person confirms it",
    "bulk_update_public": "No token publishes",
    "resource_view_create": "no views",
    "datastore_upsert": "Rows come in by file alone",
    "package_owner_org_update": "stays with the agency",
}


@pytest.mark.parametrize("action", REFUSED)
def test_what_the_house_does_otherwise_is_refused_in_words(
    centre: Centre, steward: Caller, action: str
) -> None:
    steward.result("package_create", **PACKAGE)
    for caller in (steward, Caller(centre.admin)):
        status, error = caller.error(action, id="out-patients", name="x")
        assert (status, error["__type"]) == (403, "Authorization Error")
        assert error["message"].startswith("Access denied: ")
        assert REFUSED[action] in error["message"]


def test_nobody_follows(centre: Centre) -> None:
    assert Caller().result("am_following_dataset", id="x") is False
    assert Caller().result("dataset_follower_count", id="x") == 0


def test_writing_takes_a_post(centre: Centre, steward: Caller) -> None:
    response = Client().get("/api/3/action/package_create", {"name": "x"})
    assert response.status_code == 400
    assert response.json().startswith("Bad request: JSON Error: Invalid request. Please use POST")


def test_what_loaders_report_is_given_back(steward: Caller) -> None:
    told = steward.result("task_status_update", entity_id="x", key="xloader", state="complete")
    assert (told["entity_id"], told["state"]) == ("x", "complete")
    assert Caller().error("task_status_update", entity_id="x")[0] == 403


def test_an_address_that_cannot_be_had_is_told_and_announced(steward: Caller) -> None:
    steward.result("package_create", name="a-draft")
    told = steward.result(
        "resource_create", package_id="a-draft", name="x", url="http://127.0.0.1:9/a.csv"
    )
    assert (told["url"], set(told["delivery_trouble"])) == (
        "http://127.0.0.1:9/a.csv",
        {"th", "en"},
    )
    status, error = steward.error("xloader_submit", resource_id=told["id"])
    assert (status, error["__type"]) == (409, "Validation Error")
    bare = steward.result("resource_create", package_id="a-draft", name="y")
    assert steward.error("xloader_submit", resource_id=bare["id"])[1]["url"]
    assert steward.error("xloader_status", resource_id=bare["id"])[0] == 404


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.FETCH_NETWORKS = (ipaddress.ip_network("127.0.0.0/8"),)
    with serving({"a.csv": PATIENTS.encode(), "b.csv": PATIENTS_NEXT.encode()}) as address:
        yield address


def fetched() -> None:
    """Fetch what waits, as the queue does."""
    for one in Fetch.objects.filter(state="waiting"):
        intake.fetch(distribution_id=one.pk, at=timezone.now())


def states(package: dict[str, Any]) -> list[str | None]:
    return [one.get("delivery_state") for one in package["resources"]]


def test_a_packages_files_are_fetched_from_their_addresses(
    centre: Centre, steward: Caller, site: str
) -> None:
    resources = [
        {"name": "ก", "url": f"{site}/a.csv"},
        {"name": "ข", "url": f"{site}/gone.csv"},
        {"name": "หน้าเว็บ", "url": f"{site}/page", "format": "HTML"},
        {"name": "ส่งเอง", "url": f"{site}/b.csv", "url_type": "upload"},
    ]
    told = steward.result("package_create", name="a-draft", resources=resources)
    assert states(told) == ["waiting", "waiting", None, None]
    status = steward.result("xloader_status", resource_id=told["resources"][0]["id"])
    assert status["status"] == "pending"
    fetched()
    told = steward.result("package_show", id="a-draft")
    assert states(told) == ["received", "failed", None, None]
    assert set(told["resources"][1]["delivery_trouble"]) == {"th", "en"}
    [news] = [
        one for one in list_notices(centre.steward) if one.code == "intake.notice.not_fetched"
    ]
    assert "gone.csv" in sentence(news.code, "en", news.facts)
    [delivery] = Delivery.objects.all()
    assert (delivery.source_url, delivery.token.name) == (f"{site}/a.csv", "loader")
    # the same again asks for nothing, another address does
    steward.result("package_patch", id="a-draft", resources=told["resources"])
    assert not Fetch.objects.filter(state="waiting").exists()
    told["resources"][1]["url"] = f"{site}/b.csv"
    steward.result("package_patch", id="a-draft", resources=told["resources"])
    fetched()
    assert states(steward.result("package_show", id="a-draft"))[:2] == ["received", "received"]


def test_a_file_that_came_meanwhile_is_not_fetched_over(steward: Caller, site: str) -> None:
    told = steward.result("package_create", name="a-draft", resources=[{"url": f"{site}/a.csv"}])
    id = told["resources"][0]["id"]
    steward.result("resource_patch", id=id, upload=file(PATIENTS_NEXT, "own.csv"))
    fetched()
    assert [one.name for one in Delivery.objects.all()] == ["own.csv"]


def test_who_was_shut_out_meanwhile_fetches_nothing(
    centre: Centre, steward: Caller, site: str
) -> None:
    steward.result("package_create", name="a-draft", resources=[{"url": f"{site}/a.csv"}])
    Token.objects.update(revoked_at=timezone.now())
    fetched()
    [one] = Fetch.objects.all()
    assert (one.state, one.trouble["code"]) == ("failed", "api.token_wrong")
    assert not Delivery.objects.exists()


def test_what_was_forgotten_is_fetched_all_the_same(steward: Caller, site: str) -> None:
    steward.result("package_create", name="a-draft", resources=[{"url": f"{site}/a.csv"}])
    [one] = Fetch.objects.all()
    now = timezone.now()
    Fetch.objects.update(state="fetching", lease_until=now - timedelta(minutes=1), n_attempts=1)
    assert intake.sweep_fetches(at=now) == 1
    intake.fetch(distribution_id=one.pk, at=now)
    assert [one.state for one in Fetch.objects.all()] == ["done"]
    assert intake.sweep_fetches(at=now) == 0


def test_a_clients_own_identifier_is_known_again(centre: Centre, steward: Caller) -> None:
    id = "1f9ab3c4-0000-4000-8000-aaaaaaaaaaaa"
    resource = {
        "id": id,
        "name": "ก",
        "url": "https://elsewhere.example/a.csv",
        "url_type": "upload",
    }
    steward.result("package_create", name="a-draft", resources=[resource])
    told = steward.result("resource_patch", id=id, upload=file(PATIENTS, "a.csv"))
    assert told["delivery_state"] == "received"
    assert Caller(centre.people["other-steward"]).error("resource_show", id=id)[0] == 404
    again = steward.result("package_update", name="a-draft", resources=[resource | {"name": "ข"}])
    assert [(one["id"], one["name"]) for one in again["resources"]] == [(told["id"], "ข")]


def test_what_was_announced_is_seen_by_its_agency_alone(centre: Centre, steward: Caller) -> None:
    dataset = published(centre, PATIENTS).dataset
    told = steward.result("resource_create", package_id=dataset.slug, name="ฉบับหน้า")
    for path in (
        f"/api/v1/datasets/{dataset.slug}",
        f"/api/v1/datasets/{dataset.slug}/distributions",
    ):
        assert told["id"] not in Client().get(path).content.decode()
    assert Client().get(f"/api/v1/distributions/{told['id']}").status_code == 404
    assert "ฉบับหน้า" not in Client().get(f"/datasets/{dataset.slug}").content.decode()
    public = Caller().result("package_show", id=dataset.slug)
    assert [one["id"] for one in public["resources"]] != []
    assert told["id"] not in [one["id"] for one in public["resources"]]
    found = Caller().result("resource_search", query="name:ฉบับหน้า")
    assert found["count"] == 0


def test_the_desk_shows_a_dataset_without_its_file(centre: Centre, steward: Caller) -> None:
    steward.result("package_create", **PACKAGE)
    [case] = Case.objects.all()
    desk = Client()
    desk.force_login(centre.steward)
    for page in ("", "/description", "/review"):
        assert desk.get(f"/desk/cases/{case.id}{page}").status_code == 200
    home = desk.get("/desk").content.decode()
    assert PACKAGE["title"] in home
    lacking = desk.get(f"/desk/cases/{case.id}").content.decode()
    assert "/desk/new?dataset=out-patients" in lacking
    assert desk.get("/desk/new?dataset=out-patients").status_code == 200
    assert desk.get("/desk/datasets/out-patients").status_code == 200


def test_the_approver_sees_the_name_that_was_announced(centre: Centre, steward: Caller) -> None:
    id = steward.result("package_create", **PACKAGE)["resources"][0]["id"]
    steward.result("resource_patch", id=id, name="ชื่อที่แจ้งไว้", upload=file(PATIENTS, "a.csv"))
    read_all()
    [case] = Case.objects.all()
    desk = Client()
    desk.force_login(centre.steward)
    assert "ชื่อที่แจ้งไว้" in desk.get(f"/desk/cases/{case.id}/review").content.decode()


def test_a_file_that_is_too_large_is_told_and_announces_nothing(
    steward: Caller, settings: Any
) -> None:
    steward.result("package_create", name="a-draft")
    settings.MAX_UPLOAD_BYTES = 1000
    status, error = steward.error(
        "resource_create", package_id="a-draft", name="x", upload=file("a,b\n" * 500, "a.csv")
    )
    assert (status, list(error)) == (409, ["upload", "__type"])
    assert not Distribution.objects.exists()


def test_what_no_database_keeps_is_left_out(steward: Caller) -> None:
    told = steward.result("package_create", name="a-draft", title="ก\0ข", extras=[{"key": "\0"}])
    assert told["title"] == "กข"
    steward.result("package_delete", id="a-draft\0", reason="\0")
