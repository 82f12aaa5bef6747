"""Feedback: said by anyone, answered by the dataset's agency, tied to the release that came of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from factories.cases import published
from factories.centre import AT, PEOPLE, Centre
from factories.files import PATIENTS_NEXT

from odms.catalogue import queries as catalogue
from odms.errors import Conflict, Forbidden, Invalid, Unauthenticated
from odms.ledger.rules import VISITOR
from odms.people import queries as people
from odms.publication.models import Evidence
from odms.voice import actions, queries
from odms.voice.models import Feedback
from odms.voice.rules import FEEDBACK_DEEDS, FEEDBACK_STATES


@pytest.fixture
def dataset(centre: Centre) -> Any:
    return catalogue.get_dataset(published(centre).dataset.slug)


def give(dataset: Any, **more: Any) -> Feedback:
    said = {"text": "จังหวัดสะกดผิด", "useful": 4, "mark": "m1"}
    return actions.give_feedback(**({"by": VISITOR, "dataset": dataset, "at": AT} | said | more))


def figures(dataset: Any) -> dict[str, Any]:
    found = Evidence.objects.filter(process="improvement", source="voice", subject_id=dataset.id)
    latest = found.order_by("-at", "-id").first()
    return dict(latest.figures) if latest else {}


def test_feedback_waits_for_the_agencys_stewards(centre: Centre, dataset: Any) -> None:
    table = catalogue.list_tables(dataset)[0]
    column = table.current.columns[0]["name"]
    feedback = give(dataset, table=table, column=column, row=2)
    assert (feedback.state, feedback.column, feedback.row) == ("open", column, 2)
    codes = [notice.code for notice in people.list_notices(centre.steward)]
    assert "voice.notice.feedback_given" in codes
    assert figures(dataset) == {
        "n_feedback": 1, "n_open": 1, "n_answered": 0, "n_led_to_release": 0,
        "oldest_open_at": "2026-11-23T09:00:00+00:00",
    }  # fmt: skip


def test_mark_alone_asks_for_no_answer(dataset: Any) -> None:
    assert give(dataset, text="").state == "resolved"
    give(dataset, text="", useful=1)
    assert queries.useful_mean(dataset) == (2.5, 2)
    assert figures(dataset)["n_feedback"] == 0


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": "", "useful": None}, "voice.missing"),
        ({"useful": 6}, "voice.wrong_mark"),
        ({"text": "โทร 081-234-5678"}, "voice.personal_words"),
        ({"column": "ไม่มี"}, "voice.no_such_column"),
    ],
)
def test_feedback_is_refused(dataset: Any, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        give(dataset, **said)
    assert refused.value.code == code
    assert not Feedback.objects.exists()


def test_feedback_is_answered_and_leads_to_a_release(centre: Centre, dataset: Any) -> None:
    feedback = give(dataset, by=centre.people["user"])
    actions.answer_feedback(by=centre.steward, feedback=feedback, text="จะแก้ไขให้", at=AT)
    published(centre, PATIENTS_NEXT, dataset=dataset)
    release = catalogue.list_releases(catalogue.list_tables(dataset)[0])[0]
    feedback = actions.resolve_feedback(
        by=centre.steward, feedback=feedback, release=release, at=AT + timedelta(days=2)
    )
    assert (feedback.state, feedback.release) == ("resolved", release)
    assert [answer.text for answer in queries.get_feedback(feedback.id).answers.all()] == [
        "จะแก้ไขให้"
    ]
    assert figures(dataset) == {
        "n_feedback": 1, "n_open": 0, "n_answered": 1, "n_led_to_release": 1,
        "oldest_open_at": "",
    }  # fmt: skip
    codes = {notice.code for notice in people.list_notices(centre.people["user"])}
    assert codes == {"voice.notice.feedback_answered", "voice.notice.feedback_resolved"}


def test_feedback_does_not_end_without_an_answer_or_a_release(centre: Centre, dataset: Any) -> None:
    feedback = give(dataset)
    with pytest.raises(Invalid):
        actions.resolve_feedback(by=centre.steward, feedback=feedback, at=AT)
    ended = actions.resolve_feedback(by=centre.steward, feedback=feedback, text="แก้แล้ว", at=AT)
    assert ended.state == "resolved"


MAY = "steward second-steward both admin"

# deed: state: who may
MATRIX: dict[str, dict[str, str]] = {
    "answer": {"open": MAY, "answered": MAY},
    "resolve": {"open": MAY, "answered": MAY},
}

DO: dict[str, Callable[[Any, Feedback], object]] = {
    "answer": lambda by, f: actions.answer_feedback(by=by, feedback=f, text="ตอบ", at=AT),
    "resolve": lambda by, f: actions.resolve_feedback(by=by, feedback=f, text="ตอบ", at=AT),
}


@pytest.mark.parametrize("deed", FEEDBACK_DEEDS)
def test_matrix_of_deeds(centre: Centre, dataset: Any, deed: str) -> None:
    for state in FEEDBACK_STATES:
        for who in (*PEOPLE, "visitor"):
            feedback = Feedback.objects.create(dataset=dataset, text="ก", state=state, given_at=AT)
            try:
                DO[deed](centre.people.get(who, VISITOR), feedback)
                done = True
            except (Conflict, Forbidden, Unauthenticated):
                done = False
            assert done == (who in MATRIX[deed].get(state, "").split()), (state, who)
            feedback.delete()
