"""News on its ways: letters through a real mail server, paces, tries, and what is overdue."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from factories.centre import AT, Centre
from factories.mail import Box, mail_server

from odms.errors import Absent, Invalid
from odms.people import actions, queries
from odms.people.models import Letter, Notice, Reminder, User
from odms.people.rules.notices import PAUSES

FAILED = {"code": "intake.notice.failed", "facts": {"name": "ก.csv"}}
OPENED = {
    "code": "publication.notice.opened",
    "facts": {"number": 1, "title": "เตียง", "by": "ODMS", "reason": ""},
}
DAY = timedelta(days=1)


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    with mail_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        yield box


def test_letter_goes_through_a_mail_server(centre: Centre, box: Box) -> None:
    actions.notify(user=centre.steward, path="/desk/cases/1", at=AT, **OPENED)
    assert actions.post(at=AT) == 1
    assert box.recipients == ["steward@odms.example"]
    (letter,) = box.letters
    assert "เตียง" in letter["Subject"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain and html
    assert "http://127.0.0.1:8000/desk/cases/1" in plain.get_content()
    assert '<a href="http://127.0.0.1:8000/desk/cases/1">' in html.get_content()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8000/letters/")
    assert actions.post(at=AT) == 0
    assert len(box.letters) == 1


def test_letter_speaks_the_readers_language(centre: Centre, box: Box) -> None:
    actions.change_profile(by=centre.steward, name="Steward", language="en", at=AT)
    actions.notify(user=centre.steward, path="/desk/cases/1", at=AT, **OPENED)
    actions.post(at=AT)
    (letter,) = box.letters
    body = letter.get_body(("plain",))
    assert body
    assert "http://127.0.0.1:8000/en/desk/cases/1" in body.get_content()
    assert "Dear Steward," in body.get_content()


def test_one_letter_lists_many_and_counts_the_others(centre: Centre, box: Box) -> None:
    for _ in range(33):
        actions.notify(user=centre.steward, at=AT, **OPENED)
    actions.notify(user=centre.approver, at=AT, **OPENED)
    assert actions.post(at=AT) == 2
    many = next(one for one in box.letters if one["To"] == "steward@odms.example")
    assert "33" in many["Subject"]
    body = many.get_body(("plain",))
    assert body
    assert body.get_content().count("เตียง") == 30


def paces(user: User, **chosen: str) -> None:
    actions.set_paces(by=user, paces=chosen, at=AT)


# what was chosen for files (by default once a day): after how many days a letter is there
@pytest.mark.parametrize(
    ("pace", "n_letters"),
    [(None, [0, 1, 1]), ("now", [1, 1, 1]), ("weekly", [0, 0, 1]), ("off", [0, 0, 0])],
)
def test_paces(
    centre: Centre, mailoutbox: list[Any], pace: str | None, n_letters: list[int]
) -> None:
    if pace:
        paces(centre.steward, intake=pace)
    actions.notify(user=centre.steward, at=AT, **FAILED)  # a Monday afternoon in Bangkok
    found = []
    for days in (0, 1, 7):
        actions.post(at=AT + days * DAY)
        found.append(len(mailoutbox))
    assert found == n_letters


def test_read_news_is_in_no_letter(centre: Centre, mailoutbox: list[Any]) -> None:
    actions.notify(user=centre.steward, at=AT, **FAILED)
    actions.mark_notices_read(user=centre.steward, at=AT)
    actions.post(at=AT + DAY)
    assert mailoutbox == []
    assert Notice.objects.get(user=centre.steward, code=FAILED["code"]).is_posted


def test_old_news_is_in_no_letter(centre: Centre, mailoutbox: list[Any]) -> None:
    actions.notify(user=centre.steward, at=AT, **OPENED)
    actions.post(at=AT + 31 * DAY)
    assert mailoutbox == []


def test_closed_account_gets_no_letter(centre: Centre, mailoutbox: list[Any]) -> None:
    actions.notify(user=centre.steward, at=AT, **OPENED)
    User.objects.filter(pk=centre.steward.pk).update(is_active=False)
    actions.post(at=AT)
    assert mailoutbox == []


def test_invitation_comes_whatever_was_chosen(centre: Centre, mailoutbox: list[Any]) -> None:
    invited = actions.create_user(
        by=centre.admin, email="new@odms.example", name="คนใหม่", is_invited=True, at=AT
    )
    paces(invited, people="off")
    actions.post(at=AT)
    (letter,) = mailoutbox
    assert "/account/password/lost/" in letter.body
    assert all("/account/password/lost/" not in str(n.path) for n in Notice.objects.all())


@pytest.mark.parametrize(("kind", "pace"), [("weather", "now"), ("intake", "hourly")])
def test_paces_refused(centre: Centre, kind: str, pace: str) -> None:
    with pytest.raises(Invalid):
        paces(centre.steward, **{kind: pace})


def test_letter_that_is_not_taken_is_tried_with_pauses_and_given_up(
    centre: Centre, box: Box
) -> None:
    box.refuses = True
    actions.notify(user=centre.steward, at=AT, **OPENED)
    now = AT
    for pause in PAUSES:
        assert actions.post(at=now) == 0
        letter = Letter.objects.get()
        assert letter.next_at == now + pause
        assert actions.post(at=now + pause / 2) == 0
        now += pause
    actions.post(at=now)
    letter = Letter.objects.get()
    assert (letter.next_at, letter.n_attempts, letter.sent_at) == (None, len(PAUSES) + 1, None)
    assert "550" in letter.trouble
    assert len(box.recipients) == len(PAUSES) + 1


def test_letter_arrives_when_the_server_is_back(centre: Centre, box: Box) -> None:
    box.refuses = True
    actions.notify(user=centre.steward, at=AT, **OPENED)
    actions.post(at=AT)
    box.refuses = False
    assert actions.post(at=AT + PAUSES[0]) == 1
    assert len(box.letters) == 1


def test_letter_that_a_worker_dropped_is_taken_up(centre: Centre, mailoutbox: list[Any]) -> None:
    actions.notify(user=centre.steward, at=AT, **OPENED)
    actions.gather(at=AT)
    # a worker took it and died
    Letter.objects.update(next_at=AT + timedelta(minutes=5), n_attempts=1)
    assert actions.post(at=AT + timedelta(minutes=4)) == 0
    assert actions.post(at=AT + timedelta(minutes=5)) == 1
    assert len(mailoutbox) == 1


def test_old_letters_are_gone_and_news_stay(centre: Centre, mailoutbox: list[Any]) -> None:
    actions.notify(user=centre.steward, at=AT, **OPENED)
    actions.post(at=AT)
    assert actions.forget(at=AT + 89 * DAY) == 0
    assert actions.forget(at=AT + 91 * DAY) == 1
    assert not Letter.objects.exists()
    notice = centre.steward.notices.get()
    assert (notice.letter, notice.is_posted) == (None, True)
    actions.post(at=AT + 91 * DAY)
    assert len(mailoutbox) == 1


def test_letters_address_opens_the_choice_of_its_reader_alone(centre: Centre) -> None:
    token = queries.letter_token(centre.steward)
    assert queries.get_user_by_letter(token) == centre.steward
    for wrong in (token[:-1], token + "x", "", centre.steward.id):
        with pytest.raises(Absent):
            queries.get_user_by_letter(wrong)


def told(centre: Centre) -> dict[str, int]:
    """How many news there are for each of the chain."""
    return {
        who: centre.people[who].notices.filter(reminder__isnull=False).count()
        for who in ("steward", "approver", "admin", "other-approver")
    }


def remind(centre: Centre, at: Any, **changes: Any) -> Reminder:
    given: dict[str, Any] = {
        "key": "case:1:submit", "agency": centre.agency, "path": "/desk/cases/1",
        "due_at": AT + 3 * DAY, "at": at, **OPENED,
    }  # fmt: skip
    return actions.remind(**(given | changes))


def test_what_is_overdue_is_told_to_the_next_one_once_a_step(centre: Centre) -> None:
    found = []
    for days in (0, 1, 2, 3, 4, 9, 10, 11, 40):
        remind(centre, AT + days * DAY)
        actions.escalate(at=AT + days * DAY)
        found.append((days, *list(told(centre).values())))
    assert found == [
        (0, 1, 0, 0, 0),
        (1, 1, 0, 0, 0),
        (2, 1, 0, 0, 0),
        (3, 1, 1, 0, 0),
        (4, 1, 1, 0, 0),
        (9, 1, 1, 0, 0),
        (10, 1, 1, 1, 0),
        (11, 1, 1, 1, 0),
        (40, 1, 1, 1, 0),
    ]


def test_days_overdue_stand_in_the_sentence(centre: Centre) -> None:
    from odms.definitions.messages import sentence

    remind(centre, AT)
    actions.escalate(at=AT + 10 * DAY)
    notice = centre.admin.notices.get(reminder__isnull=False)
    plain = sentence(OPENED["code"], "en", OPENED["facts"])  # type: ignore[arg-type]
    assert sentence(notice.code, "en", notice.facts) == f"7 days overdue: {plain}"
    assert sentence(notice.code, "th", notice.facts).startswith("เกินกำหนด 7 วัน: ")


def test_nights_that_were_missed_leave_nobody_out(centre: Centre) -> None:
    remind(centre, AT)
    assert actions.escalate(at=AT + 30 * DAY) == 1
    assert told(centre) == {"steward": 1, "approver": 1, "admin": 1, "other-approver": 0}
    assert actions.escalate(at=AT + 31 * DAY) == 0


def test_who_holds_two_roles_is_told_once(centre: Centre) -> None:
    remind(centre, AT + 3 * DAY)
    assert centre.people["both"].notices.count() == 1


def test_what_is_settled_is_told_to_nobody_else(centre: Centre) -> None:
    remind(centre, AT)
    assert actions.settle(key="case:1:submit", at=AT + DAY)
    assert not actions.settle(key="case:1:submit", at=AT + DAY)
    remind(centre, AT + 9 * DAY)
    actions.escalate(at=AT + 20 * DAY)
    assert told(centre) == {"steward": 1, "approver": 0, "admin": 0, "other-approver": 0}
    assert centre.steward.notices.get(reminder__isnull=False).read_at == AT + DAY


def test_another_due_time_begins_anew(centre: Centre) -> None:
    remind(centre, AT)
    actions.settle(key="case:1:submit", at=AT + DAY)
    remind(centre, AT + 2 * DAY, due_at=AT + 90 * DAY)
    assert told(centre)["steward"] == 2


def test_what_need_only_be_read_is_settled_by_reading(centre: Centre) -> None:
    remind(centre, AT, is_settled_by_reading=True)
    remind(centre, AT, key="case:2:submit")
    actions.mark_notices_read(user=centre.steward, at=AT + DAY)
    actions.escalate(at=AT + 4 * DAY)
    assert told(centre)["approver"] == 1
