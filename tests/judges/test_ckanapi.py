"""Real clients of CKAN against a served centre: ckanapi's commands, and the harvester of CKAN itself."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from factories.served import Served
from factories.visits import out_patients

HERE = Path(__file__).resolve().parent
JUDGES = Path(os.environ.get("ODMS_JUDGES", HERE.parents[1] / ".judges")) / "bin"
HARVESTER = Path(os.environ.get("ODMS_JUDGES_CKAN", HERE.parents[1] / ".judges-ckan")) / "bin"
STEWARD, APPROVER = "steward@health.example", "approver@health.example"
N_FILLERS = 250  # datasets beyond two pages of the harvester

needs_ckanapi = pytest.mark.skipif(
    not (JUDGES / "ckanapi").exists(), reason="ckanapi is not there (make judges)"
)
needs_harvester = pytest.mark.skipif(
    not next(HARVESTER.parent.glob("lib/python*/site-packages/ckanext/harvest"), None),
    reason="CKAN and its harvester are not there (make judges)",
)

PACKAGE: dict[str, Any] = {
    "id": "0b1c2d3e-0000-4000-8000-000000000001",
    "name": "clinics-2569",
    "title": "คลินิก รายจังหวัด",
    "notes": "จำนวนคลินิกในแต่ละจังหวัด",
    "owner_org": "health",
    "license_id": "Open Data Common",
    "tags": [{"name": "คลินิก"}],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A centre with two published datasets (`beds`, `visits`)."""
    served = Served(tmp_path_factory.mktemp("judged") / "home")
    served.odms("agency", "add", "health", "--name-th", "กรมสุขภาพตัวอย่าง", "--name-en", "Health")
    for email, role in ((STEWARD, "steward"), (APPROVER, "approver")):
        served.odms("user", "add", email, "--name", role, "--role", f"{role}@health")
    served.start()
    served.publish("beds", title_th="เตียงผู้ป่วย รายจังหวัด")
    served.publish("visits", title_th="ผู้ป่วยนอก รายจังหวัด")
    _until(lambda: _count(served) == 2)
    yield served
    served.stop()


@pytest.fixture(scope="module")
def token(served: Served) -> str:
    return str(json.loads(served.odms("token", "make", STEWARD, "--json"))["token"])


@pytest.fixture
def ckanapi(served: Served, token: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`ckanapi("dump", "datasets", …)`: what the command did, as the steward or as a visitor."""

    def run(*words: str, is_known: bool = True, stdin: str = "") -> Any:
        command = ["ckanapi", *words, "-r", served.url, *(["-a", token] if is_known else [])]
        env = os.environ | {"PATH": f"{JUDGES}{os.pathsep}{os.environ['PATH']}"}
        return subprocess.run(command, env=env, input=stdin, capture_output=True, text=True)

    return run


def lines(done: subprocess.CompletedProcess[str]) -> list[Any]:
    """What a command that succeeds prints, line by line."""
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@needs_ckanapi
def test_search_pages_to_the_end(ckanapi: Any) -> None:
    found = lines(ckanapi("search", "datasets", "q=รายจังหวัด", is_known=False))
    assert sorted(one["name"] for one in found) == ["beds", "visits"]
    found = lines(ckanapi("search", "datasets", "fq=name:beds", "-g", is_known=False))
    assert [one["name"] for one in found] == ["beds"]


@needs_ckanapi
def test_dump_gives_every_thing(ckanapi: Any) -> None:
    options = ("--all", "-q")
    datasets = lines(ckanapi("dump", "datasets", *options, "-R", "-d", is_known=False))
    assert [one["name"] for one in datasets] == ["beds", "visits"]
    [table] = datasets[0]["resources"]
    assert [field["id"] for field in table["datastore_fields"]][:2] == ["_id", "จังหวัด"]
    organizations = lines(ckanapi("dump", "organizations", *options, is_known=False))
    assert [one["name"] for one in organizations] == ["health"]
    assert "health" in [one["name"] for one in lines(ckanapi("dump", "groups", *options))]
    assert lines(ckanapi("dump", "users", *options, is_known=False)) == []
    assert len(lines(ckanapi("dump", "users", *options))) == 1


@needs_ckanapi
def test_load_makes_drafts_with_their_files_and_finds_them_again(
    served: Served, ckanapi: Any, tmp_path: Path
) -> None:
    # a record as another catalogue dumps it; the file stands at an address of ours
    [beds] = lines(ckanapi("dump", "datasets", "beds", "-q", is_known=False))
    resource = {
        "id": "0b1c2d3e-0000-4000-8000-000000000002",
        "name": "คลินิก",
        "url": beds["resources"][0]["url"],
        "url_type": "upload",
    }
    dump = tmp_path / "old.jsonl"
    dump.write_text(json.dumps(PACKAGE | {"resources": [resource]}) + "\n")
    load = ("load", "datasets", "--upload-resources", "-I", str(dump))
    done = ckanapi(*load)
    assert (done.returncode, "create None" in done.stderr) == (0, True), done.stderr
    assert lines(ckanapi("dump", "datasets", "clinics-2569", "-q", is_known=False)) == []
    _until(lambda: _delivered(ckanapi) == "read")
    [draft] = lines(ckanapi("dump", "datasets", "clinics-2569", "-q"))
    assert (draft["state"], draft["private"], draft["title"]) == ("draft", True, PACKAGE["title"])
    done = ckanapi(*load)
    assert (done.returncode, "update None" in done.stderr) == (0, True), done.stderr
    [again] = lines(ckanapi("dump", "datasets", "clinics-2569", "-q"))
    assert [one["id"] for one in again["resources"]] == [one["id"] for one in draft["resources"]]
    listed = lines(ckanapi("dump", "datasets", "--all", "--include-drafts", "-q"))
    assert [one["name"] for one in listed] == ["beds", "clinics-2569", "visits"]


@needs_ckanapi
def test_load_of_what_is_wrong_or_not_ones_own_is_told(ckanapi: Any) -> None:
    wrong = json.dumps({"name": "x y", "owner_org": "health"})
    done = ckanapi("load", "datasets", stdin=wrong + "\n")
    assert "ValidationError" in done.stderr
    done = ckanapi("load", "datasets", is_known=False, stdin=json.dumps(PACKAGE) + "\n")
    assert "NotAuthorized" in done.stderr
    organization = json.dumps({"name": "health", "title": "x"})
    done = ckanapi("load", "organizations", stdin=organization + "\n")
    assert ("NotAuthorized" in done.stderr, "token cannot" in done.stderr) == (True, True)


@needs_ckanapi
def test_action_with_an_upload_is_a_delivery(served: Served, ckanapi: Any, tmp_path: Path) -> None:
    file = tmp_path / "ผู้ป่วย 2570.csv"
    file.write_bytes(out_patients("an upload"))
    words = ("package_id=beds", "name=ปีหน้า", f"upload@{file}", "-j")
    [told] = lines(ckanapi("action", "resource_create", *words))
    assert (told["name"], told["url_type"]) == ("ปีหน้า", "upload")
    _until(
        lambda: (
            lines(ckanapi("action", "xloader_status", f"resource_id={told['id']}", "-j"))[0][
                "status"
            ]
            == "complete"
        )
    )
    status = json.dumps({"action": "resource_delete", "data": {"id": told["id"]}})
    done = ckanapi("batch", stdin=status + "\n")
    assert done.returncode == 0, done.stderr
    done = ckanapi("action", "resource_show", f"id={told['id']}")
    assert (done.returncode != 0, "NotFound" in done.stderr) == (True, True)


@needs_ckanapi
def test_rows_are_asked_for_by_filter_and_by_sql(ckanapi: Any) -> None:
    [beds] = lines(ckanapi("dump", "datasets", "beds", "-q", is_known=False))
    id = beds["resources"][0]["id"]

    def asked(action: str, *words: str) -> Any:
        [told] = lines(ckanapi("action", action, *words, "-j", is_known=False))
        return told

    whole = asked("datastore_search", f"resource_id={id}", "limit:2")
    assert ([field["id"] for field in whole["fields"]][:2], len(whole["records"])) == (
        ["_id", "จังหวัด"],
        2,
    )
    province = whole["records"][0]["จังหวัด"]
    some = asked(
        "datastore_search", f"resource_id={id}", "filters:" + json.dumps({"จังหวัด": province})
    )
    assert {row["จังหวัด"] for row in some["records"]} == {province}
    assert 0 < some["total"] <= whole["total"]
    counted = asked("datastore_search_sql", f'sql=SELECT count(*) AS n FROM "{id}"')
    assert counted["records"] == [{"n": whole["total"]}]
    assert asked("datastore_info", f"id={id}")["meta"]["count"] == whole["total"]
    stranger = ckanapi(
        "action", "datastore_search_sql", "sql=SELECT * FROM pg_user", is_known=False
    )
    assert (stranger.returncode != 0, "NotAuthorized" in stranger.stderr) == (True, True)


@needs_ckanapi
def test_what_a_client_may_not_is_told_as_it_knows_it(ckanapi: Any) -> None:
    [beds] = lines(ckanapi("dump", "datasets", "beds", "-q", is_known=False))
    patch = ("action", "resource_patch", f"id={beds['resources'][0]['id']}", "-j")
    assert "NotAuthorized" in ckanapi(*patch, is_known=False).stderr
    purge = ckanapi("action", "dataset_purge", "id=beds", "-j")
    assert ("NotAuthorized" in purge.stderr, "/desk/datasets/beds/destroy" in purge.stderr) == (
        True,
        True,
    )


@needs_harvester
def test_the_harvester_of_ckan_gathers_every_page(served: Served, token: str) -> None:
    found = _harvested(served)
    assert sorted(one["name"] for one in found["packages"]) == ["beds", "visits"]
    assert {one["name"] for one in found["organizations"]} == {"health"}
    assert {one["name"] for one in found["groups"]} == {"health"}
    day = "metadata_modified:[2026-01-01T00:00:00.123456Z TO *]"
    both = _harvested(served, "organization:health OR organization:nobody", "groups:health", day)
    assert len(both["packages"]) == 2
    assert _harvested(served, "-organization:health")["packages"] == []
    assert _harvested(served, "metadata_modified:[* TO 2020-01-01T00:00:00Z]")["packages"] == []


@needs_harvester
def test_the_harvester_of_ckan_gathers_hundreds(served: Served) -> None:
    _fill(served)
    _until(lambda: _count(served) == 2 + N_FILLERS)
    found = [one["name"] for one in _harvested(served)["packages"]]
    assert (len(found), len(set(found))) == (2 + N_FILLERS, 2 + N_FILLERS)


@needs_ckanapi
def test_delete_withdraws_what_is_public(served: Served, ckanapi: Any) -> None:
    assert ckanapi("delete", "datasets", "visits", is_known=False).returncode == 0
    assert httpx.get(f"{served.url}/api/v1/datasets/visits").status_code == 200
    assert ckanapi("delete", "datasets", "visits").returncode == 0
    assert httpx.get(f"{served.url}/api/v1/datasets/visits").status_code == 410
    assert lines(ckanapi("dump", "datasets", "visits", "-q", is_known=False)) == []


def _harvested(served: Served, *terms: str) -> Any:
    command = [HARVESTER / "python", "-W", "ignore", HERE / "ckan_harvester.py", served.url, *terms]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def _count(served: Served) -> int:
    answer = httpx.get(f"{served.url}/api/3/action/package_search", params={"rows": 0})
    return int(answer.json()["result"]["count"])


def _delivered(ckanapi: Any) -> str:
    [draft] = lines(ckanapi("dump", "datasets", "clinics-2569", "-q"))
    return str(draft["resources"][0].get("delivery_state"))


def _until(is_so: Callable[[], bool], within_s: float = 120) -> None:
    until = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < until, "it does not come about"
        time.sleep(0.5)


def _fill(served: Served) -> None:
    """Publish datasets by the hundred, as the catalogue's own deeds do it."""
    code = f"""
import django; django.setup()
from django.utils import timezone
from odms.catalogue import actions
from odms.ledger.rules import SYSTEM
from odms.people.queries import get_agency
from odms.standards.record import Record
agency, at = get_agency("health"), timezone.now()
for n in range({N_FILLERS}):
    draft = actions.create_draft(by=SYSTEM, agency=agency, title_th=f"ชุดที่ {{n}}", slug=f"filler-{{n}}", at=at)
    record = Record(title_th=f"ชุดที่ {{n}}", classification="open", licence="odc")
    actions.publish(by=SYSTEM, dataset=draft, record=record, at=at)
"""
    env = served.env | {"DJANGO_SETTINGS_MODULE": "odms.config.settings"}
    subprocess.run([sys.executable, "-c", code], env=env, check=True)
