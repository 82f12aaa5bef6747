"""Questions with accepted answers, and reuses with pictures that are made anew."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, Centre
from factories.site import serving
from PIL import Image

from odms.catalogue import queries as catalogue
from odms.errors import Conflict, Forbidden, Invalid, Refused, TooMany, Unreadable
from odms.ledger.rules import VISITOR
from odms.people.models import Notice
from odms.voice import actions, queries
from odms.voice.models import Showcase
from odms.voice.rules import LIMITS


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def codes(user: Any) -> list[str]:
    return [one.code for one in Notice.objects.filter(user=user, code__startswith="voice.")]


def test_question_is_answered_and_the_answer_accepted(centre: Centre, dataset: Any) -> None:
    asker, other = centre.people["user"], centre.people["other-steward"]
    question = actions.ask_question(by=asker, dataset=dataset, text="นับผู้ป่วยซ้ำหรือไม่", at=AT)
    reply = actions.answer_question(by=other, question=question, text="น่าจะนับซ้ำ", at=AT)
    better = actions.answer_question(by=centre.steward, question=question, text="ไม่นับซ้ำ", at=AT)
    assert (reply.is_officers, better.is_officers) == (False, True)
    for who in ("other-approver", "approver"):
        with pytest.raises(Forbidden):
            actions.accept_answer(by=centre.people[who], question=question, reply=reply, at=AT)
    with pytest.raises(Invalid):
        actions.accept_answer(by=asker, question=question, reply=None, at=AT)
    done = actions.accept_answer(by=asker, question=question, reply=better, at=AT)
    assert (done.state, done.accepted) == ("accepted", better)
    with pytest.raises(Conflict):
        actions.answer_question(by=other, question=question, text="อีกครั้ง", at=AT)
    assert codes(asker) == ["voice.notice.question_answered"] * 2
    assert "voice.notice.answer_accepted" in codes(centre.steward)
    assert queries.list_open_questions(queries_person(centre, "steward")) == []


def queries_person(centre: Centre, who: str) -> Any:
    from odms.people.queries import get_person

    return get_person(centre.people[who])


def test_question_may_not_name_people(centre: Centre, dataset: Any) -> None:
    given = {"by": VISITOR, "dataset": dataset, "mark": "m1", "at": AT}
    with pytest.raises(Invalid, match="personal_words"):
        actions.ask_question(**given, text="โทร 081-234-5678 ได้ไหม")
    actions.ask_question(**given, text="ปรับปรุงเมื่อใด")
    waiting = queries.list_open_questions(queries_person(centre, "steward"))
    assert [one.text for one in waiting] == ["ปรับปรุงเมื่อใด"]
    assert queries.list_open_questions(queries_person(centre, "other-steward")) == []


SENT = {
    "title": "แผนที่ผู้ป่วย",
    "about": "แสดงจำนวนผู้ป่วยรายจังหวัด",
    "kind": "app",
    "link": "https://example.org/map",
}


def send(dataset: Any, **more: Any) -> Showcase:
    given = {"by": VISITOR, "mark": "m1", "at": AT, "datasets": [dataset]}
    return actions.submit_showcase(**(given | SENT | more))


def picture(path: Path, form: str = "JPEG", size: tuple[int, int] = (3000, 2000)) -> Path:
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    out = BytesIO()
    image.save(out, form, exif=exif)
    path.write_bytes(out.getvalue() + b"<script>trailing</script>")
    return path


def test_reuse_is_public_once_the_centre_has_looked(centre: Centre, dataset: Any) -> None:
    sent = send(dataset, by=centre.people["user"], goals=["3", "11"], maker="กลุ่มตัวอย่าง")
    with pytest.raises(Refused):
        queries.get_showcase(sent.id)
    assert queries.list_showcases(dataset=dataset) == []
    with pytest.raises(Forbidden):
        actions.publish_showcase(by=centre.steward, showcase=sent, at=AT)
    actions.publish_showcase(by=centre.admin, showcase=sent, at=AT)
    assert queries.list_showcases(dataset=dataset, goal="3") == [sent]
    assert queries.list_showcases(goal="1") == []
    assert codes(centre.people["user"]) == ["voice.notice.showcase_published"]
    assert "voice.notice.showcase_submitted" in codes(centre.admin)
    with pytest.raises(Invalid):
        actions.withdraw_showcase(by=centre.admin, showcase=sent, reason=" ", at=AT)
    actions.withdraw_showcase(by=centre.admin, showcase=sent, reason="โฆษณา", at=AT)
    assert queries.count_showcases() == 0


def test_picture_is_made_anew(dataset: Any, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="needs_alt"):
        send(dataset, picture=picture(tmp_path / "a.jpg"))
    sent = send(dataset, picture=picture(tmp_path / "a.jpg"), alt="แผนที่สีตามจำนวนผู้ป่วย")
    kept = queries.picture_path(sent).read_bytes()
    assert b"secret place" not in kept
    assert b"<script>" not in kept
    with Image.open(BytesIO(kept)) as made:
        assert (made.format, made.size) == ("WEBP", (1200, 800))


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"", b"\x89PNG\r\n\x1a\n" + b"0" * 99])
def test_what_is_no_picture_is_refused(dataset: Any, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b").write_bytes(content)
    with pytest.raises(Unreadable, match="no_picture"):
        send(dataset, picture=tmp_path / "b", alt="x")
    assert not Showcase.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"link": "javascript:alert(1)"}, "outward.not_http"),
        ({"kind": "spam"}, "voice.unknown_choice"),
        ({"goals": ["18"]}, "voice.unknown_choice"),
        ({"datasets": []}, "voice.no_dataset_named"),
        ({"about": "ติดต่อ 081-234-5678"}, "voice.personal_words"),
    ],
)
def test_reuse_is_checked(dataset: Any, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        send(dataset, **wrong)
    assert refused.value.code == code


def test_one_sends_so_many_a_day(dataset: Any) -> None:
    for _ in range(LIMITS["showcase"]):
        send(dataset)
    with pytest.raises(TooMany):
        send(dataset)


def test_broken_links_are_noted_until_they_answer(
    centre: Centre, dataset: Any, settings: Any
) -> None:
    import ipaddress

    settings.FETCH_NETWORKS = [ipaddress.ip_network("127.0.0.0/8")]
    with serving({"app": b"x"}) as url:
        for path in ("app", "gone"):
            sent = send(dataset, link=f"{url}/{path}", title=path)
            actions.publish_showcase(by=centre.admin, showcase=sent, at=AT)
        assert actions.look_at_links(at=AT) == 2
    told = {one.title: one.broken_since is not None for one in queries.list_showcases()}
    assert told == {"app": False, "gone": True}
    assert actions.look_at_links(at=AT) == 0
