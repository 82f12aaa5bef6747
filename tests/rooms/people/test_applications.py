"""An organisation applies, is asked, verified or refused; role x state x deed as one table."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from factories import cases
from factories.applications import (
    COMPANY,
    DEPARTMENT,
    GROUP,
    PDF,
    VERIFIED,
    application_in,
    applied,
)
from factories.centre import AT, PEOPLE, Centre

from odms.errors import Absent, Conflict, Forbidden, Invalid, Refused, TooLarge, TooMany
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions, queries
from odms.people.models import Agency, Application, Letter, User
from odms.people.rules.applications import APPLICATION_STATES, TRANSITIONS
from odms.publication import actions as publication

# deed: state: who may; whoever has the address of the application answers
MATRIX: dict[str, dict[str, str]] = {
    "ask": {"submitted": "admin"},
    "answer": {"more-asked": "anybody"},
    "verify": {"submitted": "admin", "more-asked": "admin"},
    "refuse": {"submitted": "admin", "more-asked": "admin"},
}

DEEDS: dict[str, Callable[[User, Application], Application]] = {
    "ask": lambda by, one: actions.ask(by=by, application=one, question="ใครลงนาม", at=AT),
    "answer": lambda by, one: actions.answer(application=one, answer="อธิบดี", at=AT),
    "verify": lambda by, one: actions.verify(by=by, application=one, at=AT, **VERIFIED["private"]),
    "refuse": lambda by, one: actions.refuse(by=by, application=one, reason="ซ้ำ", at=AT),
}


def test_matrix_is_whole() -> None:
    assert {deed: set(states) for deed, states in MATRIX.items()} == {
        deed: set(transition.before) for deed, transition in TRANSITIONS.items()
    }


@pytest.mark.parametrize("state", APPLICATION_STATES)
@pytest.mark.parametrize("deed", DEEDS)
def test_deed(centre: Centre, deed: str, state: str) -> None:
    application = application_in(centre, state)
    for who in PEOPLE:
        expected: object = TRANSITIONS[deed].after
        if who != "admin" and deed != "answer":
            expected = Forbidden
        elif state not in MATRIX[deed]:
            expected = Conflict
        elif MATRIX[deed][state] not in (who, "anybody"):
            expected = Forbidden
        assert outcome(deed, centre.people[who], application) == expected, who


@pytest.mark.parametrize("state", APPLICATION_STATES)
def test_can(centre: Centre, state: str) -> None:
    application = application_in(centre, state)
    for deed in ("ask", "verify", "refuse"):
        may = {
            who
            for who, user in centre.people.items()
            if queries.can_decide(deed, application, queries.get_person(user))
        }
        assert may == set(MATRIX[deed].get(state, "").split())


def outcome(deed: str, by: User, application: Application) -> object:
    """The state that a deed leads to, or the class of its refusal; nothing of it stays."""
    try:
        with transaction.atomic():
            reached = DEEDS[deed](by, application).state
            transaction.set_rollback(True)
    except (Forbidden, Conflict) as refused:
        return type(refused)
    return reached


@pytest.mark.parametrize("who", PEOPLE)
def test_reading(centre: Centre, who: str) -> None:
    application, person = applied(), queries.get_person(centre.people[who])
    if who in ("admin", "centre-auditor"):
        assert queries.list_applications(person) == [application]
        assert queries.get_application(application.id, person) == application
        return
    with pytest.raises(Forbidden):
        queries.list_applications(person)
    with pytest.raises(Forbidden):
        queries.get_application(application.id, person)


def test_applying_keeps_the_paper_and_tells_the_centre(centre: Centre) -> None:
    application = applied()
    assert queries.paper_path(application).read_bytes() == PDF
    assert queries.paper_path(application).stat().st_mode & 0o077 == 0
    assert [n.code for n in centre.admin.notices.all()] == ["people.notice.application_made"]
    letter = Letter.objects.get()
    assert (letter.email, letter.user) == ("somying@stream.example", None)
    token = letter.path.removeprefix("/apply/")
    assert queries.get_application_by_token(token) == application
    entry = ledger.list_entries(subject=Subject("application", application.id))[0]
    assert (entry.verb, entry.actor_kind) == ("application.made", "visitor")
    assert "สมหญิง" not in str(entry.facts) + entry.actor_name


@pytest.mark.parametrize("token", ["", "x", "InN0cmluZyI:1xWm:abc"])
def test_wrong_address_opens_nothing(centre: Centre, token: str) -> None:
    with pytest.raises(Absent):
        queries.get_application_by_token(token)


def test_letters_token_opens_no_application(centre: Centre) -> None:
    with pytest.raises(Absent):
        queries.get_application_by_token(queries.letter_token(centre.steward))


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"name_th": " "}, Invalid, "people.application_lacks"),
        ({"person_office": ""}, Invalid, "people.application_lacks"),
        ({"sector": "army"}, Invalid, "people.unknown_sector"),
        ({"number": ""}, Invalid, "people.number_thirteen_digits"),
        ({"number": "0105556123452"}, Invalid, "people.number_check_digit"),
        ({"website": "javascript:alert(1)"}, Invalid, "people.wrong_address"),
        ({"paper_url": "ftp://a.example"}, Invalid, "people.wrong_address"),
        ({"contact_email": "x"}, Invalid, "people.wrong_email"),
        ({"person_email": "x@"}, Invalid, "people.wrong_email"),
        ({"name_en": "x" * 201}, Invalid, "people.application_too_long"),
        ({"name_th": "กรมน้ำตัวอย่าง"}, Conflict, "people.agency_name_taken"),
    ],
)
def test_apply_refused(
    centre: Centre, changes: dict[str, str], kind: type[Refused], code: str
) -> None:
    with pytest.raises(kind) as refused:
        applied(**changes)
    assert refused.value.code == code
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("paper", "kind", "code"),
    [
        (None, Invalid, "people.application_needs_evidence"),
        (b"<html>", Invalid, "people.paper_wrong_kind"),
        (PDF + b"0" * 10 * 1024 * 1024, TooLarge, "people.paper_too_large"),
    ],
)
def test_paper_refused(centre: Centre, paper: bytes | None, kind: type[Refused], code: str) -> None:
    with pytest.raises(kind) as refused:
        actions.apply(wish=actions.Wish(**COMPANY), paper=BytesIO(paper) if paper else None, at=AT)
    assert refused.value.code == code


def test_link_is_evidence_too(centre: Centre) -> None:
    wish = actions.Wish(**COMPANY, paper_url="https://stream.example/letter")
    application = actions.apply(wish=wish, at=AT)
    with pytest.raises(Absent):
        queries.paper_path(application)


def test_one_person_has_few_applications_at_once(centre: Centre) -> None:
    for n in range(3):
        applied(name_th=f"บริษัท {n}")
    with pytest.raises(TooMany):
        applied(person_email=COMPANY["person_email"].upper())


def test_one_sender_applies_a_few_times_a_day_and_is_then_forgotten(centre: Centre) -> None:
    def send(n: int, at: datetime) -> Application:
        told = COMPANY | {"name_th": f"บริษัท {n}", "person_email": f"{n}@stream.example"}
        wish = actions.Wish(**told, paper_url="https://stream.example/letter")
        return actions.apply(wish=wish, mark="somebody", at=at)

    for n in range(5):
        send(n, AT)
    with pytest.raises(TooMany):
        send(5, AT)
    actions.forget(at=AT + timedelta(days=1))
    assert not Application.objects.exclude(mark="").exists()
    assert send(5, AT + timedelta(days=1)).mark == "somebody"


def test_question_and_answer(centre: Centre) -> None:
    application = application_in(centre, "more-asked")
    asked = Letter.objects.get(code="people.letter.application_asked")
    assert asked.facts["question"] == "ใครลงนาม"
    application = actions.answer(application=application, answer=" อธิบดี ", at=AT)
    assert (application.state, application.question, application.answer) == (
        "submitted",
        "ใครลงนาม",
        "อธิบดี",
    )
    assert centre.admin.notices.filter(code="people.notice.application_answered").exists()


@pytest.mark.parametrize("deed", ["ask", "refuse"])
def test_deed_needs_words(centre: Centre, deed: str) -> None:
    text = {"ask": {"question": " "}, "refuse": {"reason": ""}}[deed]
    with pytest.raises(Invalid):
        getattr(actions, deed)(by=centre.admin, application=applied(), at=AT, **text)


@pytest.mark.parametrize("wish", [COMPANY, GROUP, DEPARTMENT], ids=lambda wish: wish["sector"])
def test_verifying_makes_agency_account_and_role(centre: Centre, wish: dict[str, Any]) -> None:
    told = VERIFIED[wish["sector"]]
    application = actions.verify(by=centre.admin, application=applied(wish), at=AT, **told)
    agency = queries.get_agency(told["slug"])
    assert (application.agency, application.decided_by) == (agency, centre.admin)
    assert (agency.sector, agency.number, agency.verified_at) == (
        wish["sector"],
        wish["number"],
        AT,
    )
    user = queries.get_user(wish["person_email"])
    assert queries.get_person(user).roles == {(agency.id, "steward")}  # type: ignore[union-attr]
    assert not user.has_usable_password()
    assert [n.code for n in user.notices.order_by("id")] == [
        "people.notice.invited",
        "people.notice.agency_verified",
    ]
    entry = ledger.list_entries(subject=Subject("application", application.id))[-1]
    assert (entry.agency_id, entry.facts["checks"]) == (agency.id, sorted(told["checks"]))


def test_verified_state_agency_stands_under_its_ministry(centre: Centre) -> None:
    ministry = actions.create_agency(
        by=SYSTEM,
        slug="mnre",
        name_th="กระทรวงทรัพยากรธรรมชาติและสิ่งแวดล้อม",
        name_en="MNRE",
        sector="state",
        at=AT,
    )
    application = applied(DEPARTMENT, name_th="กรมควบคุมมลพิศ", name_en="")
    actions.verify(by=centre.admin, application=application, at=AT, **VERIFIED["state"])
    agency = queries.get_agency("pcd")
    assert (agency.parent, agency.name_th, agency.name_en) == (
        ministry,
        DEPARTMENT["name_th"],
        DEPARTMENT["name_en"],
    )


def test_verifying_takes_the_account_that_there_is(centre: Centre) -> None:
    application = applied(person_email="STEWARD@odms.example")
    actions.verify(by=centre.admin, application=application, at=AT, **VERIFIED["private"])
    assert (queries.get_agency("stream").id, "steward") in queries.get_person(centre.steward).roles  # type: ignore[union-attr]
    assert not centre.steward.notices.filter(code="people.notice.invited").exists()


@pytest.mark.parametrize(
    ("wish", "changes", "code"),
    [
        (COMPANY, {"slug": "health"}, "people.slug_taken"),
        (COMPANY, {"slug": "น้ำ"}, "people.wrong_slug"),
        (COMPANY, {"checks": ["mandate", "domain"]}, "people.not_all_checked"),
        (COMPANY, {"checks": ["certificate", "mandate"]}, "people.check_needs_note"),
        (DEPARTMENT, {"listed_as": ""}, "people.choose_listed"),
        (DEPARTMENT, {"listed_as": "moon"}, "people.choose_listed"),
        (DEPARTMENT, {"checks": ["mandate"], "note": "กฎหมายใหม่"}, "people.choose_listed"),
    ],
)
def test_verify_refused(
    centre: Centre, wish: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    given = VERIFIED[wish["sector"]] | changes
    with pytest.raises(Refused) as refused:
        actions.verify(by=centre.admin, application=applied(wish), at=AT, **given)
    assert refused.value.code == code
    assert not User.objects.filter(email=wish["person_email"]).exists()


def test_publisher_that_is_not_verified_publishes_nothing(centre: Centre) -> None:
    draft = cases.draft(centre)
    Agency.objects.filter(pk=centre.agency.pk).update(verified_at=None)
    with pytest.raises(Conflict) as refused:
        publication.submit(by=centre.steward, case=draft, at=AT)
    assert refused.value.code == "people.publisher_not_verified"
    Agency.objects.filter(pk=centre.agency.pk).update(verified_at=AT)
    waiting = publication.submit(by=centre.steward, case=draft, at=AT)
    Agency.objects.filter(pk=centre.agency.pk).update(verified_at=None)
    with pytest.raises(Conflict) as refused:
        publication.approve(by=centre.approver, case=waiting, at=AT)
    assert refused.value.code == "people.publisher_not_verified"


def test_list_of_state_agencies_is_asked(centre: Centre) -> None:
    found = queries.listed_matches(applied(DEPARTMENT, name_th="กรมควบคุมมลพิศ"))
    assert [(match.listed.code, match.n_slips) for match in found] == [("pcd", 0)]
