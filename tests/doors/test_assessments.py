"""Assessment by API, command and page: frameworks, the centre's answers, cycles and who sees what."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from factories import cases
from factories.centre import AT, Centre
from samples import agencies_2565
from typer.testing import CliRunner

from odms.assessment import actions
from odms.assessment.models import Answer, Cycle
from odms.assessment.queries import cycles
from odms.cli.main import app
from odms.people import actions as people
from odms.publication import actions as publication

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cache() -> None:
    cache.clear()


@pytest.fixture
def cycle(centre: Centre) -> Cycle:
    """A cycle of both agencies in which they declare."""
    cases.published(centre)
    publication.compute_all(at=AT)
    actions.answer_all(at=AT)
    found = actions.open_cycle(
        by=centre.admin,
        code="round-1",
        title={"th": "รอบที่หนึ่ง", "en": "Round one"},
        frameworks=["odms-2565", "opdc-2567"],
        agencies=list(centre.agencies.values()),
        at=AT,
    )
    return actions.move(by=centre.admin, cycle=found, deed="start", at=AT)


def _as(centre: Centre, who: str) -> Client:
    client = Client()
    client.force_login(centre.people[who])
    return client


def _token(centre: Centre, who: str) -> dict[str, str]:
    user, now = centre.people[who], timezone.now()
    _, secret = people.make_token(
        by=user, user=user, name="t", expires_at=now + timedelta(days=1), at=now
    )
    return {"Authorization": f"Bearer {secret}"}


def get(path: str, **more: Any) -> Any:
    return Client().get(path, **more)


def test_api_tells_frameworks_and_what_answers_them(db: None) -> None:
    told = {one["code"]: one for one in get("/api/v1/frameworks").json()}
    assert (told["odm-2023"]["n_questions"], told["odm-2023"]["n_computed"]) == (172, 78)
    one = get("/api/v1/frameworks/oecd-dgi").json()
    assert [group["code"] for group in one["groups"]] == [
        "digital-by-design",
        "data-driven",
        "platform",
        "open-by-default",
        "user-driven",
        "proactiveness",
    ]
    assert all(group["is_unverified"] for group in one["groups"])
    assert get("/api/v1/frameworks/moon").json()["code"] == "assessment.no_such_framework"


def test_api_tells_the_centres_answers_with_their_evidence(cycle: Cycle) -> None:
    told = get("/api/v1/frameworks/odm-2023/answers").json()
    answers = {one["question"]: one for one in told["answers"]}
    assert answers["59"]["computed"]["says"]["en"] == "It is there, with 1 published datasets"
    assert answers["59"]["computed"]["function"] == "portal.is_open"
    assert (answers["1"]["declared"], answers["1"]["computed"]) == (None, None)
    assert told["marks"]["computed"]["n_questions"] == 172
    assert get("/api/v1/frameworks/opdc-2567/answers").status_code == 404


def test_api_tells_cycles_the_baseline_for_everybody(centre: Centre, cycle: Cycle) -> None:
    assert [one["code"] for one in get("/api/v1/assessments").json()] == ["2565"]
    status = get("/api/v1/assessments/2565").json()["status"]
    assert (status["share_publishing"], status["n_agencies"]) == (0.813, 176)
    assert get("/api/v1/assessments/round-1").status_code == 404
    inside = Client().get("/api/v1/assessments", headers=_token(centre, "steward")).json()
    assert [one["code"] for one in inside] == ["round-1", "2565"]


@pytest.mark.parametrize(
    ("who", "status"), [("steward", 201), ("auditor", 403), ("other-steward", 403)]
)
def test_a_machine_declares_for_its_agency(
    centre: Centre, cycle: Cycle, who: str, status: int
) -> None:
    answer = Client().post(
        "/api/v1/assessments/round-1/agencies/health/answers",
        data=json.dumps({"framework": "odms-2565", "answers": {"budget": {"value": "yes"}}}),
        content_type="application/json",
        headers=_token(centre, who),
    )
    assert answer.status_code == status
    assert Answer.objects.count() == (status == 201)


def test_what_was_said_is_public_with_its_cycle(centre: Centre, cycle: Cycle) -> None:
    said = {"budget": actions.Saying("yes", note="หมวดงบดำเนินงาน")}
    subject = cycles.Subject("agency", centre.agency.id)
    actions.declare(
        by=centre.steward, framework="odms-2565", subject=subject, said=said, cycle=cycle, at=AT
    )

    def declared() -> Any:
        told = get("/api/v1/agencies/health/frameworks/odms-2565").json()["answers"]
        return next(one for one in told if one["question"] == "budget")["declared"]

    assert declared() is None
    for deed in ("review", "close", "publish"):
        cycle = actions.move(by=centre.admin, cycle=cycle, deed=deed, at=AT)
    assert declared()["value"] == "yes" and "by" not in declared()
    told = get("/api/v1/assessments/round-1/participants").json()
    assert {one["agency"] for one in told} == {"health", "water"}


def run(*words: str) -> Any:
    return CliRunner().invoke(app, list(words))


def test_commands_tell_and_take_in(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(agencies_2565.as_csv())
    given = ("--cycle", "again", "--on", "2022-01-12", "--as", "admin@odms.example")
    done = run("assessment", "import", str(path), *given)
    assert (done.exit_code, done.stdout) == (
        0,
        "Cycle again was taken in: 143 of 176 agencies publish.\n",
    )
    assert json.loads(run("assessment", "status", "again", "--json").stdout)["n_agencies"] == 176
    assert run("assessment", "verify", "again").stdout == "The cycle again is as its hash says.\n"
    assert [one["code"] for one in json.loads(run("assessment", "list", "--json").stdout)] == [
        "again",
        "2565",
    ]
    assert run("frameworks", "compute").exit_code == 0
    marks = json.loads(run("frameworks", "marks", "odm-2023", "--json").stdout)
    assert marks["computed"]["n_answered"] > 40


def test_the_validator_speaks_at_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("code: mine\n")
    told = run("frameworks", "check", str(path))
    assert told.exit_code == 1
    assert f"{path}:1: “edition” is missing in “–”." in told.stdout
    assert json.loads(run("frameworks", "check", str(path), "--json").stdout)[0]["line"] == 1
