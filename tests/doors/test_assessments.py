"""Assessment by API, command and page: frameworks, the centre's answers, cycles and who sees what."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
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
    frozen = get("/api/v1/assessments/round-1/agencies/health")
    budget = frozen.json()["results"]["odms-2565"]["answers"]["budget"]["declared"]
    assert (budget["value"], budget["note"]) == ("yes", "หมวดงบดำเนินงาน")
    assert centre.steward.name not in frozen.content.decode()
    assert set(frozen.json()["peer_median"]) == {"odms-2565", "opdc-2567"}
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


PUBLIC = (
    "/dashboard/frameworks",
    "/dashboard/frameworks/odm-2023",
    "/dashboard/frameworks/oecd-dgi",
    "/dashboard/frameworks/opdc-2567",
    "/dashboard/frameworks/satisfaction-2565",
    "/dashboard/frameworks/mqa",
    "/dashboard/agencies/health",
    "/dashboard/agencies/water",
)


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_show_frameworks_and_agencies(
    cycle: Cycle, path: str, language: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(60):
        assert get(language + path).status_code == 200


def test_the_page_of_an_agency_shows_sixteen_parts_and_no_names(
    centre: Centre, cycle: Cycle
) -> None:
    text = get("/en/dashboard/agencies/health").content.decode()
    assert text.count('id="q-') == 20 + 4  # enablers and processes, and the indicator's four
    assert "How to gain" in text and centre.steward.name not in text


def test_what_the_reference_marks_unverified_is_shown_so() -> None:
    text = get("/en/dashboard/frameworks/oecd-dgi").content.decode()
    assert "unverified" in text and "Equal weights of one sixth are not verified" in text


INSIDE = ["steward", "approver", "auditor", "admin", "centre-auditor"]

# who sees the desk's pages of the cycle: the list, and the questionnaire of the agency
SEES = dict.fromkeys(INSIDE, (200, 200)) | {"user": (403, 403), "other-steward": (200, 404)}


@pytest.mark.parametrize("who", SEES)
def test_desk_pages_are_for_those_who_have_a_part(centre: Centre, cycle: Cycle, who: str) -> None:
    client = _as(centre, who)
    paths = ("/desk/assessments", "/desk/assessments/round-1/health")
    assert tuple(client.get(path).status_code for path in paths) == SEES[who]


def test_a_cycle_goes_over_the_desk(centre: Centre, cycle: Cycle) -> None:
    page = "/desk/assessments/round-1"
    officer, head, reviewer = (_as(centre, w) for w in ("steward", "approver", "centre-auditor"))
    admin, mine = _as(centre, "admin"), f"{page}/health?framework=odms-2565"
    given = {"budget": "yes", "budget__note": "หมวดค่าใช้สอย", "budget__url": ""}
    assert officer.post(mine, given).status_code == 302
    assert head.post(mine, {"submit": "1"}).status_code == 302
    assert "หมวดค่าใช้สอย" in officer.get(mine).content.decode()
    assert officer.post(page, {"deed": "review"}).status_code == 403
    one = cycles.get_participant(cycle, centre.agency)
    told = {"participant": one.id, "reviewer": "centre-auditor@odms.example"}
    assert admin.post(page, told).status_code == 302
    assert admin.post(page, {"deed": "review"}).status_code == 302
    assert "budget" in reviewer.get(mine).content.decode()
    judged = {"budget": "no", "budget__note": "ไม่พบ"}
    assert reviewer.post(mine, judged).status_code == 302
    assert admin.post(page, {"deed": "hear"}).status_code == 302
    appeal = f"{page}/health/appeal/odms-2565/budget"
    assert head.post(appeal, {"reason": ""}).status_code == 422
    assert head.post(appeal, {"reason": "อยู่ในหน้า 12"}).status_code == 302
    (waiting,) = cycles.list_appeals(cycle)
    decision = f"{page}/appeals/{waiting.id}"
    assert admin.get(decision).status_code == 200
    refused = reviewer.post(decision, {"outcome": "upheld", "note": "ยืน"})
    assert refused.status_code == 422 and "ตอบเอง" in refused.content.decode()
    changed = {"outcome": "changed", "note": "พบแล้ว", "value": "yes"}
    assert admin.post(decision, changed).status_code == 302
    for deed in ("close", "publish"):
        assert admin.post(page, {"deed": deed}).status_code == 302
    assert admin.post(page, {"deed": "close"}).status_code == 409
    text = get("/en/dashboard/agencies/health").content.decode()
    assert "Round one" in text


def test_a_file_of_evidence_is_kept_as_its_hash(centre: Centre, cycle: Cycle) -> None:
    file = SimpleUploadedFile("order.pdf", b"order")
    _as(centre, "steward").post(
        "/desk/assessments/round-1/health?framework=odms-2565",
        {"strategy": "yes", "strategy__file": file},
    )
    kept = Answer.objects.get()
    assert (kept.file_name, kept.file_sha256) == (
        "order.pdf",
        hashlib.sha256(b"order").hexdigest(),
    )


def test_the_centre_opens_a_cycle(centre: Centre) -> None:
    admin = _as(centre, "admin")
    given = {"code": "2565", "title_th": "รอบใหม่", "frameworks": ["odms-2565", "odm-2023"]}
    taken = admin.post("/desk/assessments", given)
    assert taken.status_code == 409
    assert admin.post("/desk/assessments", {"code": "x"}).status_code == 422
    made = admin.post("/desk/assessments", given | {"code": "round-9"})
    assert made.headers["Location"] == "/desk/assessments/round-9"
    assert admin.get("/desk/assessments/round-9").status_code == 200
    assert len(cycles.list_participants(cycles.get_cycle("round-9"))) == 3
    assert admin.post("/desk/assessments/round-9", {"deed": "start"}).status_code == 302
    page = admin.get("/desk/assessments/round-9/centre")
    assert page.status_code == 200 and "odm-2023" not in page.content.decode()[:100]
    assert _as(centre, "steward").post("/desk/assessments", given).status_code == 403
    assert admin.get("/desk/assessments/2565").status_code == 200
