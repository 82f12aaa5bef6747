from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from factories.centre import AT, Centre

from odms.errors import Absent, Conflict, Forbidden, Invalid
from odms.ledger import queries as ledger
from odms.ledger.rules import SYSTEM, Subject
from odms.people import actions, queries
from odms.people.models import Membership, User

NEXT_YEAR = AT + timedelta(days=365)


def agency(**changes: Any) -> Any:
    given = {
        "by": SYSTEM,
        "slug": "roads",
        "name_th": "กรมทางตัวอย่าง",
        "name_en": "Sample Roads",
        "sector": "state",
        "at": AT,
    }
    return actions.create_agency(**given | changes)


def user(**changes: Any) -> User:
    given = {"by": SYSTEM, "email": "Somchai@Odms.Example", "name": "สมชาย", "at": AT}
    return actions.create_user(**given | changes)


def test_agency_in_a_tree(centre: Centre) -> None:
    made = agency(parent=centre.agency)
    assert queries.get_agency("roads").parent == centre.agency
    assert [e.verb for e in ledger.list_entries(subject=Subject("agency", made.id))] == [
        "agency.created"
    ]
    assert made in queries.list_agencies("state")
    assert queries.list_agencies("civil") == []


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"slug": "กรม"}, Invalid, "people.wrong_slug"),
        ({"slug": "a b"}, Invalid, "people.wrong_slug"),
        ({"slug": "health"}, Conflict, "people.slug_taken"),
        ({"name_th": " "}, Invalid, "people.agency_needs_name"),
        ({"name_th": "กรมสุขภาพตัวอย่าง"}, Conflict, "people.agency_name_taken"),
        ({"sector": "army"}, Invalid, "people.unknown_sector"),
    ],
)
def test_agency_refused(
    centre: Centre, changes: dict[str, str], kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as refused:
        agency(**changes)
    assert refused.value.code == code


def test_agency_by_steward(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        agency(by=centre.steward)


def test_agency_unknown(db: None) -> None:
    with pytest.raises(Absent):
        queries.get_agency("nowhere")


def test_user_found_in_any_case(db: None) -> None:
    made = user(password="กขค-สายรุ้ง-๑๒๓")
    assert made.email == "somchai@odms.example"
    assert queries.get_user("SOMCHAI@odms.example ") == made
    assert User.objects.get_by_natural_key("SomChai@odms.example") == made


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"email": "somchai"}, Invalid, "people.wrong_email"),
        ({"email": "STEWARD@odms.example"}, Conflict, "people.email_taken"),
        ({"password": "12345678901"}, Invalid, "people.weak_password"),
        ({"password": "short"}, Invalid, "people.weak_password"),
    ],
)
def test_user_refused(
    centre: Centre, changes: dict[str, str], kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as refused:
        user(**changes)
    assert refused.value.code == code


def test_user_once_whatever_the_case(centre: Centre) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="STEWARD@odms.example", name="x", created_at=AT)


def test_user_signs_in_by_email(db: None, rf: Any) -> None:
    made = user(password="กขค-สายรุ้ง-๑๒๓")
    request = rf.post("/")
    signed = {"request": request, "email": "somchai@odms.example"}
    assert authenticate(**signed, password="กขค-สายรุ้ง-๑๒๓") == made
    assert authenticate(**signed, password="wrong") is None


def test_user_without_password_cannot_sign_in(db: None, rf: Any) -> None:
    user()
    given = {"email": "somchai@odms.example", "password": ""}
    assert authenticate(request=rf.post("/"), **given) is None


def test_password_is_kept_by_argon2(db: None) -> None:
    assert user(password="กขค-สายรุ้ง-๑๒๓").password.startswith("argon2")


def test_grant_twice_is_one_membership(centre: Centre) -> None:
    given = {"user": centre.people["user"], "agency": centre.agency, "role": "steward"}
    for _ in range(2):
        actions.grant(by=centre.admin, **given, at=AT)
    assert Membership.objects.filter(user=centre.people["user"]).count() == 1
    entries = ledger.list_entries(subject=Subject("person", centre.people["user"].id))
    assert [entry.verb for entry in entries] == ["person.created", "membership.granted"]


def test_revoke_ends_the_role(centre: Centre) -> None:
    given = {"user": centre.steward, "agency": centre.agency, "role": "steward"}
    actions.revoke(by=centre.admin, **given, at=AT)
    assert queries.get_person(centre.steward).roles == frozenset()
    with pytest.raises(Absent):
        actions.revoke(by=centre.admin, **given, at=AT)


def test_grant_unknown_role(centre: Centre) -> None:
    with pytest.raises(Invalid):
        actions.grant(
            by=centre.admin, user=centre.steward, agency=centre.agency, role="king", at=AT
        )


def test_grant_by_steward(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        actions.grant(
            by=centre.steward, user=centre.steward, agency=centre.agency, role="approver", at=AT
        )


def test_person_of_a_closed_account(centre: Centre) -> None:
    centre.steward.is_active = False
    assert queries.get_person(centre.steward) is None
    assert queries.get_person(None) is None


def test_agencies_of(centre: Centre) -> None:
    assert queries.agencies_of(centre.steward) == [centre.agency]
    assert queries.agencies_of(centre.steward, role="approver") == []
    assert set(queries.agencies_of(centre.admin)) == set(centre.agencies.values())
    assert queries.agencies_of(centre.people["user"]) == []


def token(centre: Centre, **changes: Any) -> tuple[Any, str]:
    given = {"user": centre.steward, "name": "ระบบงาน", "expires_at": NEXT_YEAR, "at": AT}
    return actions.make_token(by=changes.pop("by", centre.steward), **given | changes)


def test_token_speaks_for_its_owner(centre: Centre) -> None:
    made, secret = token(centre)
    assert secret not in (made.hash, made.name)
    found = queries.get_user_by_token(secret, at=AT)
    assert found == centre.steward
    assert found.actor.kind == "token"
    assert queries.get_person(found).is_token
    assert centre.steward.actor.kind == "person"


@pytest.mark.parametrize("secret", ["", "odms_wrong", "x" * 5000])
def test_token_wrong(centre: Centre, secret: str) -> None:
    assert queries.get_user_by_token(secret, at=AT) is None


def test_token_ends(centre: Centre) -> None:
    made, secret = token(centre)
    assert queries.get_user_by_token(secret, at=NEXT_YEAR) is None
    actions.revoke_token(by=centre.steward, token=made, at=AT)
    assert queries.get_user_by_token(secret, at=AT) is None
    assert queries.list_tokens(centre.steward) == []


def test_token_of_a_closed_account(centre: Centre) -> None:
    _, secret = token(centre)
    User.objects.filter(pk=centre.steward.pk).update(is_active=False)
    assert queries.get_user_by_token(secret, at=AT) is None


def test_token_use_is_noted_once_an_hour(centre: Centre) -> None:
    made, secret = token(centre)
    for minutes, used in ((0, 0), (30, 0), (90, 90)):
        queries.get_user_by_token(secret, at=AT + timedelta(minutes=minutes))
        made.refresh_from_db()
        assert made.used_at == AT + timedelta(minutes=used)


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"name": " "}, "people.token_needs_name"), ({"expires_at": AT}, "people.token_ends_in_past")],
)
def test_token_refused(centre: Centre, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        token(centre, **changes)
    assert refused.value.code == code


def test_token_for_another(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        token(centre, by=centre.approver)
    assert token(centre, by=centre.admin)[0].user == centre.steward


def test_token_makes_no_token(centre: Centre) -> None:
    _, secret = token(centre)
    with pytest.raises(Forbidden) as refused:
        token(centre, by=queries.get_user_by_token(secret, at=AT))
    assert refused.value.code == "people.not_by_token"


def test_token_secret_is_nowhere_in_the_ledger(centre: Centre) -> None:
    _, secret = token(centre)
    assert all(secret not in str(entry.facts) for entry in ledger.list_entries())


def test_notices_are_read_once(centre: Centre) -> None:
    for i in range(3):
        actions.notify(
            user=centre.steward, code="intake.notice.failed", facts={"name": f"{i}"}, at=AT
        )
    newest = queries.list_notices(centre.steward)[0]
    assert actions.mark_notices_read(user=centre.steward, ids=[newest.id], at=AT) == 1
    assert len(queries.list_notices(centre.steward, unread=True)) == 2
    assert actions.mark_notices_read(user=centre.steward, at=AT) == 2
    assert actions.mark_notices_read(user=centre.steward, at=AT) == 0
    assert queries.list_notices(centre.approver) == []


def test_profile(centre: Centre) -> None:
    changed = actions.change_profile(by=centre.steward, name=" ใหม่ ", language="en", at=AT)
    assert (changed.name, changed.language) == ("ใหม่", "en")
    with pytest.raises(Invalid):
        actions.change_profile(by=centre.steward, name="x", language="xx", at=AT)
