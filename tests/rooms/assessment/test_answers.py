"""Three answers apart: what the system computes, what officers declare, what others verify."""

from datetime import timedelta
from typing import Any

import pytest
from factories import cases
from factories.centre import AT, Centre

from odms.assessment import actions
from odms.assessment.actions import Saying
from odms.assessment.models import Answer, Computed
from odms.assessment.queries import CENTRE_SUBJECT, USERS_SUBJECT, answers_of, marks_of, sides_of
from odms.errors import Forbidden, Invalid
from odms.health import actions as health
from odms.ledger.models import Entry
from odms.ledger.rules import Subject
from odms.publication import actions as publication
from odms.voice import actions as voice

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture
def lived(centre: Centre) -> Centre:
    """A centre in which something happened: a dataset published, scored and spoken of."""
    dataset = cases.published(centre).dataset
    health.follow(at=AT)
    voice.make_request(
        by=centre.people["user"],
        title="จำนวนเตียงรายโรงพยาบาล",
        wanted="จำนวนเตียง",
        purpose="วิจัย",
        agency=centre.agency,
        at=AT,
    )
    voice.give_feedback(by=centre.people["user"], dataset=dataset, useful=4, text="ดี", at=AT)
    made = voice.submit_showcase(
        by=centre.people["user"],
        title="แผนที่เตียง",
        about="แผนที่เตียงว่างรายจังหวัด",
        kind="app",
        link="https://beds.example/",
        datasets=[dataset],
        goals=["3"],
        at=AT,
    )
    voice.publish_showcase(by=centre.admin, showcase=made, at=AT)
    publication.compute_all(at=AT)
    return centre


def _agency(centre: Centre) -> Subject:
    return Subject("agency", centre.agency.id)


# question of Open Data Maturity: answer and sentence in a centre where nothing happened yet
EMPTY: dict[str, tuple[Any, str]] = {
    "59": ("partly", "It is there, without any published datasets yet"),
    "69a": ("partly", "It is there, without any requests yet"),
    "66a": ("yes", "It is there, with 1 addresses of contact"),
    "93a": (0, "0 catalogues gathered"),
}

# and where a dataset is published, scored and spoken of
LIVED: dict[str, tuple[Any, str]] = {
    "59": ("yes", "It is there, with 1 published datasets"),
    "62b": ("yes", "It is there, with 1 themes"),
    "63": ("partly", "It is there, without any API calls in 30 days yet"),
    "66b": ("yes", "It is there, with 1 pieces of feedback"),
    "66c": ("yes", "It is there, with 1 marks of usefulness"),
    "69a": ("yes", "It is there, with 1 requests"),
    "70a": ("partly", "It is there, without any requests decided yet"),
    "39b": ("yes", "It is there, with 1 showcases with a goal of sustainable development"),
    "72": ("yes", "It is there, with 1 showcases"),
    "73": ("yes", "It is there, with 1 showcases that name datasets"),
    "74": ("yes", "It is there, with 1 showcases"),
    "75": ("yes", "It is there, with 1 tables"),
    "91": (0.5, "agencies that publish: 1 of 2"),
    "92a": ("yes", "It is there, with 1 agencies without a dataset"),
    "95": ("partly", "It is there, without any datasets of civil society yet"),
    "97": ("no", "Agencies see 0 entries that cannot be open, the public does not"),
    "107": (0.0, "datasets gathered automatically: 0 of 1"),
    "111a": ("yes", "It is there, with 1 datasets scored"),
    "115": (1.0, "datasets with a licence: 1 of 1"),
    "117": (1, "1 licences"),
    "121": (1.0, "datasets with what DCAT-AP makes mandatory: 1 of 1"),
    "125a": (1.0, "datasets with the file's address: 1 of 1"),
    "128a": (1.0, "open licence (1 star): 1 of 1"),
    "128c": (1.0, "open format (3 stars): 1 of 1"),
    "128d": (0.0, "URIs (4 stars): 0 of 1"),
}


def _computed(framework: str = "odm-2023") -> dict[str, tuple[Any, str]]:
    from odms.definitions.messages import sentence

    return {
        one.question.code: (
            one.computed["value"],
            sentence(one.computed["code"], "en", one.computed["facts"]),
        )
        for one in answers_of(CENTRE_SUBJECT, framework)
        if one.computed
    }


def test_an_empty_centre_is_told_as_it_is(centre: Centre, settings: Any) -> None:
    settings.CENTRE_EMAIL = "data@odms.example"
    actions.answer_all(at=AT)
    told = _computed()
    assert {code: told[code] for code in EMPTY} == EMPTY
    # a share of nothing is no answer
    assert "115" not in told and "128a" not in told


def test_questions_answer_themselves_from_what_happened(lived: Centre) -> None:
    n = actions.answer_all(at=AT)
    told = _computed()
    assert {code: told[code] for code in LIVED} == LIVED
    assert len(told) >= 60  # of the 78 that can; the others have nothing to take a share of yet
    assert actions.answer_all(at=LATER) < n / 10
    marks = marks_of(CENTRE_SUBJECT, "odm-2023")
    assert marks["declared"].n_answered == 0 and marks["declared"].points == 0
    assert marks["computed"].n_answered == len(told)
    assert 20 < (marks["computed"].points or 0) < 60


def test_what_did_not_change_keeps_its_day_and_hash(lived: Centre) -> None:
    actions.answer_all(at=AT)
    before = sides_of(CENTRE_SUBJECT, "odm-2023", "59").computed
    actions.answer_all(at=LATER)
    assert sides_of(CENTRE_SUBJECT, "odm-2023", "59").computed == before
    entry = Entry.objects.filter(verb="framework.computed").first()
    assert entry is not None and entry.facts["n"] > 60
    assert ["odm-2023", "centre", "centre", "59", before["hash"]] in entry.facts["changes"]


def test_users_answers_are_their_own_subject(lived: Centre) -> None:
    actions.answer_all(at=AT)
    assert not Computed.objects.filter(subject_kind="users").exclude(answers={}).exists()
    with pytest.raises(Invalid):
        actions.declare(
            by=lived.admin,
            framework="satisfaction-2565",
            subject=USERS_SUBJECT,
            said={"access": Saying(4)},
            at=AT,
        )


def test_an_officer_declares_with_evidence_and_the_gap_is_seen(lived: Centre) -> None:
    actions.answer_all(at=AT)
    said = Saying("no", note="ยังไม่ได้ตั้ง", url="https://health.example/order", file_sha256="a" * 64)
    (kept,) = actions.declare(
        by=lived.steward,
        framework="odms-2565",
        subject=_agency(lived),
        said={"budget": said},
        at=AT,
    )
    told = sides_of(_agency(lived), "odms-2565", "budget")
    assert told.declared is not None and told.computed is None and told.verified is None
    assert told.declared["hash"] == kept.hash and told.declared["file_sha256"] == "a" * 64
    entry = Entry.objects.get(verb="framework.declared")
    assert entry.facts == {
        "framework": "odms-2565",
        "cycle": "",
        "answers": [["budget", kept.hash]],
    }
    actions.declare(
        by=lived.steward,
        framework="odms-2565",
        subject=_agency(lived),
        said={"engagement": Saying("yes")},
        at=AT,
    )
    apart = sides_of(_agency(lived), "odms-2565", "engagement")
    assert (apart.computed["value"], apart.is_apart, apart.value) == ("no", True, "no")


def test_another_person_of_another_house_verifies(lived: Centre) -> None:
    given: dict[str, Any] = {"framework": "odms-2565", "subject": _agency(lived)}
    said = {"budget": Saying("yes")}
    with pytest.raises(Invalid):  # nothing to judge yet
        actions.verify(by=lived.people["centre-auditor"], said=said, at=AT, **given)
    actions.declare(by=lived.steward, said=said, at=AT, **given)
    for who in ("auditor", "both", "user"):
        with pytest.raises(Forbidden):
            actions.verify(by=lived.people[who], said=said, at=AT, **given)
    no = {"budget": Saying("no", note="ไม่มีในเอกสารงบประมาณ")}
    actions.verify(by=lived.people["centre-auditor"], said=no, at=LATER, **given)
    told = sides_of(_agency(lived), "odms-2565", "budget")
    assert (told.value, told.is_outdated) == ("no", False)
    actions.declare(by=lived.steward, said=said, at=LATER + timedelta(minutes=1), **given)
    assert sides_of(_agency(lived), "odms-2565", "budget").is_outdated


def test_who_declared_does_not_verify(lived: Centre) -> None:
    given: dict[str, Any] = {"framework": "odm-2023", "subject": CENTRE_SUBJECT, "at": AT}
    actions.declare(by=lived.admin, said={"1": Saying("yes")}, **given)
    with pytest.raises(Forbidden):
        actions.verify(by=lived.admin, said={"1": Saying("yes")}, **given)
    actions.verify(by=lived.people["centre-auditor"], said={"1": Saying("partly")}, **given)
    marks = marks_of(CENTRE_SUBJECT, "odm-2023")
    assert {side: one.n_answered for side, one in marks.items()} == {
        "declared": 1,
        "computed": 0,
        "verified": 1,
        "in_force": 1,
    }
    with pytest.raises(Forbidden):
        actions.declare(by=lived.steward, said={"1": Saying("yes")}, **given)


def test_the_sixteen_are_read_where_they_are_answered(lived: Centre) -> None:
    with pytest.raises(Invalid) as raised:
        actions.declare(
            by=lived.steward,
            framework="odms-2565",
            subject=_agency(lived),
            said={"3": Saying("yes")},
            at=AT,
        )
    assert raised.value.code == "assessment.answered_in_publication"
    publication.declare(
        by=lived.steward, process="inventory", subject=_agency(lived), answer="yes", at=AT
    )
    told = sides_of(_agency(lived), "odms-2565", "3")
    assert told.declared is not None and told.declared["by"] == "Steward"
    # one that is answered for each dataset: of one dataset, with its case the steward declared it
    rights = sides_of(_agency(lived), "odms-2565", "8")
    assert rights.declared is not None
    assert (rights.computed["value"], rights.declared["facts"]) == ("yes", {"have": 1, "of": 1})
    assert Answer.objects.count() == 0


def test_frameworks_that_mark_datasets_have_the_marks_of_health(lived: Centre) -> None:
    marks = marks_of(CENTRE_SUBJECT, "mqa")
    assert (marks["computed"].points, marks["computed"].of, marks["computed"].band) == (
        400,
        405,
        "excellent",
    )
    assert marks_of(_agency(lived), "stars")["computed"].points == 3
    assert marks_of(_agency(lived), "items")["computed"].points == 14


def test_the_indicator_of_an_agency(lived: Centre) -> None:
    actions.answer_for_agency(agency=lived.agency, at=AT)
    told = {one.question.code: one.value for one in answers_of(_agency(lived), "opdc-2567")}
    assert told == {"plan": None, "current": 1.0, "items": 1.0, "registered": 0.0}
    assert marks_of(_agency(lived), "opdc-2567")["computed"].points == 50.0
