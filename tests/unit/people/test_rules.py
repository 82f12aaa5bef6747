"""Numbers, domains and ticks of applications; paces, steps and signatures of news."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from odms.definitions import national
from odms.errors import Invalid
from odms.people.rules import SECTORS, sectors
from odms.people.rules.applications import (
    APPLICATION_STATES,
    CHECKS,
    EXPLAINED,
    NEEDED_CHECKS,
    TRANSITIONS,
    check_ticks,
    checked_number,
    paper_type,
    same_domain,
)
from odms.people.rules.delegations import check_delegation
from odms.people.rules.letters import News, Sender, compose
from odms.people.rules.notices import (
    CHAIN,
    KINDS,
    LEASE,
    OVERDUE,
    PAUSES,
    goes_out_at,
    kind_of,
    pause_after,
    steps_due,
)
from odms.people.rules.webhooks import check_webhook, signature, webhook_secret

ZONE = ZoneInfo("Asia/Bangkok")


def test_every_application_state_is_reached_and_known() -> None:
    assert {"submitted"} | {one.after for one in TRANSITIONS.values()} == set(APPLICATION_STATES)
    assert {state for one in TRANSITIONS.values() for state in one.before} <= set(
        APPLICATION_STATES
    )


def test_checks_are_known() -> None:
    assert set(NEEDED_CHECKS) == set(SECTORS)
    assert {check for needed in NEEDED_CHECKS.values() for check in needed} <= set(CHECKS)
    assert set(EXPLAINED) <= set(CHECKS)


@pytest.mark.parametrize(
    ("text", "sector", "expected"),
    [
        ("0105556123453", "private", "0105556123453"),
        ("0-1055-56123-45-3", "private", "0105556123453"),
        ("๐๑๐๕๕๕๖๑๒๓๔๕๓", "private", "0105556123453"),
        ("", "civil", ""),
        ("", "state", ""),
        ("0994000160003", "civil", "0994000160003"),
        ("", "private", "people.number_thirteen_digits"),
        ("010555612345", "private", "people.number_thirteen_digits"),
        ("0105556123452", "private", "people.number_check_digit"),
        ("1101700203450", "private", "people.number_of_a_person"),
    ],
)
def test_number(text: str, sector: str, expected: str) -> None:
    try:
        found = checked_number(text, sector)
    except Invalid as refused:
        found = refused.code
    assert found == expected


@pytest.mark.parametrize(
    ("website", "email", "is_same"),
    [
        ("https://www.water.example", "data@water.example", True),
        ("https://water.example/th", "data@mail.water.example", True),
        ("https://data.water.example", "info@WATER.example", True),
        ("https://water.example", "data@notwater.example", False),
        ("https://water.example", "water@gmail.com", False),
        ("https://sites.gmail.com", "water@gmail.com", False),
        ("", "data@water.example", False),
    ],
)
def test_same_domain(website: str, email: str, is_same: bool) -> None:
    assert same_domain(website, email) is is_same


SITE, MAIL, OTHER = "https://water.example", "data@water.example", "x@other.example"


@pytest.mark.parametrize(
    ("sector", "ticked", "website", "email", "note", "expected"),
    [
        ("state", "register mandate", SITE, MAIL, "", ""),
        ("state", "mandate", SITE, MAIL, "", "people.check_needs_note"),
        ("state", "mandate", SITE, MAIL, "ตั้งขึ้นตาม พ.ร.บ. 2569", ""),
        ("state", "register", SITE, MAIL, "โทรถาม", "people.not_all_checked"),
        ("private", "certificate mandate domain", SITE, MAIL, "", ""),
        ("private", "certificate mandate", "", MAIL, "", ""),
        ("private", "certificate mandate", SITE, MAIL, "", "people.check_needs_note"),
        ("private", "certificate mandate", SITE, OTHER, "โทรถามเบอร์กลาง", ""),
        ("private", "certificate mandate domain", SITE, OTHER, "x", "people.domains_differ"),
        ("private", "mandate domain", SITE, MAIL, "x", "people.not_all_checked"),
        ("civil", "certificate mandate", "", MAIL, "", ""),
        ("civil", "certificate", "", MAIL, "x", "people.not_all_checked"),
        ("civil", "certificate mandate oath", "", MAIL, "", "people.unknown_check"),
    ],
)
def test_ticks(
    sector: str, ticked: str, website: str, email: str, note: str, expected: str
) -> None:
    found = ""
    try:
        check_ticks(ticked.split(), sector=sector, website=website, email=email, note=note)
    except Invalid as refused:
        found = refused.code
    assert found == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"<html>..", ""),
        (b"PK\x03\x04....", ""),
        (b"", ""),
    ],
)
def test_paper_type(first: bytes, expected: str) -> None:
    if expected:
        assert paper_type(first) == expected
        return
    with pytest.raises(Invalid):
        paper_type(first)


# which of the sixteen processes bind the sectors that need not follow all
NOT_BINDING = {
    "state": set(),
    "private": {"data-survey", "demand-survey", "inventory", "priority"},
    "civil": {
        "data-survey",
        "demand-survey",
        "inventory",
        "channels",
        "priority",
        "responsibility",
    },
}


@pytest.mark.parametrize("sector", SECTORS)
def test_sector_is_bound(sector: str) -> None:
    assert set(sectors.binding("state")) - set(sectors.binding(sector)) == NOT_BINDING[sector]
    assert all(sectors.binds(code, sector) for code in sectors.binding(sector))


def test_every_process_says_why_it_binds() -> None:
    for process in sectors.binding("state"):
        assert sectors.reason(process, "th") != sectors.reason(process, "en") != ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"another": {"binds": ["state"]}}, "17 processes, not 16"),
        ({"rights": {"binds": ["state", "army"]}}, "rights.binds: no sector army"),
        ({"rights": {"binds": ["state", "state"]}}, "rights.binds repeats a sector"),
        ({"rights": {"binds": ["civil"]}}, "rights must bind the state"),
    ],
)
def test_wrong_sectors_are_told(change: dict[str, dict[str, list[str]]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        sectors.check(national("sectors.yaml") | change)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("pace", "since", "expected"),
    [
        ("now", "2026-11-23 09:00", "2026-11-23 09:00"),
        ("off", "2026-11-23 09:00", None),
        ("daily", "2026-11-23 09:00", "2026-11-24 08:00"),
        ("daily", "2026-11-23 07:59", "2026-11-23 08:00"),
        ("daily", "2026-11-23 08:00", "2026-11-24 08:00"),
        ("weekly", "2026-11-23 09:00", "2026-11-30 08:00"),  # the 23rd is a Monday
        ("weekly", "2026-11-23 07:00", "2026-11-23 08:00"),
        ("weekly", "2026-11-27 12:00", "2026-11-30 08:00"),
    ],
)
def test_goes_out_at(pace: str, since: str, expected: str | None) -> None:
    found = goes_out_at(pace, moment(since).astimezone(UTC), ZONE)
    assert found == (expected and moment(expected))


@pytest.mark.parametrize(
    ("days", "n_steps"), [(-3, 1), (-0.1, 1), (0, 2), (6.9, 2), (7, 3), (14, 3), (400, 3)]
)
def test_steps_due(days: float, n_steps: int) -> None:
    due_at = moment("2026-11-23 09:00")
    assert steps_due(due_at, due_at + timedelta(days=days), CHAIN) == n_steps


def test_steps_never_pass_the_chain() -> None:
    due_at = moment("2026-11-23 09:00")
    assert steps_due(due_at, due_at, ("steward",)) == 1
    assert steps_due(due_at, due_at, ()) == 0


def test_pauses_grow_and_end() -> None:
    assert list(PAUSES) == sorted(PAUSES)
    assert min(PAUSES) < LEASE < max(PAUSES)
    assert [pause_after(n) for n in (1, len(PAUSES), len(PAUSES) + 1)] == [
        PAUSES[0],
        PAUSES[-1],
        None,
    ]


def test_kind_of() -> None:
    assert kind_of("intake.notice.failed") == "intake"
    assert kind_of(OVERDUE, {"what": {"code": "voice.notice.asked"}}) == "voice"
    assert set(KINDS) >= {"publication", "intake", "people"}
    with pytest.raises(KeyError):
        kind_of("weather.notice.rain")


def test_signature_is_of_the_second_and_the_body() -> None:
    secret = webhook_secret("key", "01ABC", "salt")
    assert secret.startswith("odmswh_")
    assert (
        secret != webhook_secret("key", "01ABC", "other") != webhook_secret("kex", "01ABC", "salt")
    )
    # printf '1700000000.{}' | openssl dgst -sha256 -hmac s
    assert signature("s", b"{}", 1700000000) == (
        "t=1700000000,v1=e9232c9945da8456c2dea6b39da7786c07b00bca7a64d5dd1283674713a7b72a"
    )
    assert signature(secret, b"a", 1) != signature(secret, b"b", 1) != signature(secret, b"b", 2)


@pytest.mark.parametrize(
    ("url", "events", "is_debug", "code"),
    [
        ("https://a.example/x", ["case.published"], False, ""),
        ("http://a.example/x", ["case.published"], True, ""),
        ("http://a.example/x", ["case.published"], False, "people.webhook_needs_https"),
        ("https://a.example/x", [], False, "people.webhook_needs_events"),
        ("https://a.example/x", ["token.made"], False, "people.webhook_unknown_event"),
    ],
)
def test_webhook(url: str, events: list[str], is_debug: bool, code: str) -> None:
    found = ""
    try:
        check_webhook(url, events, is_debug=is_debug)
    except Invalid as refused:
        found = refused.code
    assert found == code


DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, ""),
        ({"until_date": DAY}, ""),
        ({"role": "steward"}, "people.role_not_delegable"),
        ({"taker_id": "a"}, "people.delegate_another_member"),
        ({"is_member": False}, "people.delegate_another_member"),
        ({"until_date": DAY - timedelta(days=1)}, "people.delegation_ends_in_past"),
        ({"until_date": DAY + timedelta(days=367)}, "people.delegation_too_long"),
        ({"reason": " "}, "people.delegation_needs_reason"),
    ],
)
def test_delegation(change: dict[str, object], code: str) -> None:
    given: dict[str, object] = {
        "role": "approver", "giver_id": "a", "taker_id": "b", "is_member": True,
        "from_date": DAY, "until_date": DAY + timedelta(days=7), "reason": "ลา", "today": DAY,
    }  # fmt: skip
    found = ""
    try:
        check_delegation(**(given | change))  # type: ignore[arg-type]
    except Invalid as refused:
        found = refused.code
    assert found == code


def test_letter_of_one_news() -> None:
    news = [News("ไฟล์ <b> อ่านไม่ได้\nBcc: x@y", "https://odms.example/desk", "2026-11-23 09:00")]
    letter = compose(news, n_more=0, to="วรรณา", language="th", sender=Sender("ศูนย์", "https://c"))
    assert letter.subject == "ไฟล์ <b> อ่านไม่ได้ Bcc: x@y | ศูนย์"
    assert letter.text.startswith("เรียน วรรณา\n\nไฟล์ <b>")
    assert "https://odms.example/desk" in letter.text
    assert letter.text.rstrip().endswith("https://c")
    assert "&lt;b&gt;" in letter.html
    assert '<html lang="th">' in letter.html


def test_letter_of_many_news() -> None:
    news = [News(f"n{n}") for n in range(3)]
    letter = compose(news, n_more=2, to="", language="en", sender=Sender("Centre"))
    assert letter.subject == "5 notices for you | Centre"
    assert letter.text == ("n0\n\nn1\n\nn2\n\nAnd 2 more on your account's page.\n\nCentre\n")
