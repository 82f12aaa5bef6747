"""Surveys: anonymous answers, questions that stay, files from elsewhere, results without small cells."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from factories.centre import AT, Centre
from samples import national_survey

from odms.errors import Conflict, Forbidden, Invalid, Unreadable
from odms.ledger.models import Entry
from odms.ledger.rules import SYSTEM, VISITOR
from odms.publication.models import Evidence
from odms.voice import actions, queries
from odms.voice.models import Survey, SurveyAnswer
from odms.voice.queries.surveys import results, satisfaction, satisfaction_by_agency
from odms.voice.rules.documents import built_in

MARKS = {"usefulness": 4, "content": 4, "access": 3, "tools": 2, "service": 5}


def answer(**more: Any) -> SurveyAnswer:
    given = {"survey": queries.current_questionnaire(), "group": "public", "channel": "centre"}
    given |= {"purpose": "study", "answers": MARKS}
    return actions.answer_survey(**({"by": VISITOR, "at": AT, "mark": "m1"} | given | more))


def make(centre: Centre, **more: Any) -> Survey:
    return actions.make_survey(by=centre.admin, document=built_in(), code="trial", at=AT, **more)


def test_answer_is_kept_and_names_nobody(centre: Centre) -> None:
    said = MARKS | {"suggestion": "โทร 081-234-5678 ครับ"}
    kept = answer(by=centre.people["user"], agency=centre.agency, answers=said)
    assert kept.answers == MARKS | {"suggestion": "โทร █████ ครับ"}
    assert kept.day.isoformat() == "2026-11-23"
    entry = Entry.objects.get(verb="survey.answered")
    assert (entry.actor_kind, entry.actor_id) == ("visitor", "visitor")
    evidence = Evidence.objects.get(process="demand-survey", subject_id=centre.agency.id)
    assert (evidence.figures["n_surveys"], evidence.figures["n_answers"]) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"group": "nobody"}, "voice.unknown_choice"),
        ({"channel": ""}, "voice.unknown_choice"),
        ({"answers": MARKS | {"tools": 0}}, "voice.wrong_mark"),
        ({"answers": {"tools": 3}}, "voice.missing"),
    ],
)
def test_answer_is_refused(db: None, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        answer(**wrong)
    assert refused.value.code == code
    assert not SurveyAnswer.objects.exists()


def test_results_go_forward_by_five(db: None) -> None:
    survey = queries.current_questionnaire()
    for number in range(4):
        answer(mark=f"m{number}")
    assert results(survey)["n"] == 0
    answer(answers=MARKS | {"service": 1})
    told = results(survey)
    means = {code: one["mean"] for code, one in told["dimensions"].items()}
    assert (told["n"], means) == (
        5,
        {"usefulness": 4.0, "content": 4.0, "access": 3.0, "tools": 2.0, "service": 4.2},
    )
    answer(answers=MARKS | {"service": 1})
    assert results(survey) == told
    actions.close_survey(by=SYSTEM, survey=survey, at=AT)
    survey.refresh_from_db()
    assert results(survey)["n"] == 6


def test_a_small_group_is_hidden_with_another(db: None) -> None:
    for group, n in (("public", 11), ("company", 6), ("state", 3)):
        for _ in range(n):
            answer(group=group)
    groups = results(queries.current_questionnaire())["groups"]
    assert {code: one and one["n"] for code, one in groups.items()} == {
        "state": None, "education": 0, "company": None, "public": 11,
    }  # fmt: skip


def test_questions_stay_once_somebody_answered(centre: Centre) -> None:
    survey = make(centre)
    fewer = built_in() | {"questions": built_in()["questions"][:2]}
    by = {"by": centre.admin, "at": AT}
    survey = actions.change_survey(**by, survey=survey, document=fewer)
    with pytest.raises(Conflict, match="not_open"):
        answer(survey=survey, answers={"usefulness": 5, "content": 4})
    survey = actions.open_survey(**by, survey=survey)
    answer(survey=survey, answers={"usefulness": 5, "content": 4})
    with pytest.raises(Conflict, match="survey_answered"):
        actions.change_survey(**by, survey=survey, document=built_in())
    shares = {"state": 0.25, "public": 0.75}
    assert actions.change_survey(**by, survey=survey, shares=shares).shares == shares
    new = actions.renew_survey(**by, survey=survey)
    assert (new.code, new.state, new.follows) == ("trial-2", "draft", survey)
    actions.change_survey(**by, survey=new, document=built_in())
    actions.open_survey(**by, survey=new)
    survey.refresh_from_db()
    assert survey.state == "closed"


def test_an_agency_edits_its_own_surveys_alone(centre: Centre) -> None:
    with pytest.raises(Forbidden):
        actions.make_survey(by=centre.steward, document=built_in(), at=AT)
    made = actions.make_survey(by=centre.steward, document=built_in(), agency=centre.agency, at=AT)
    with pytest.raises(Forbidden):
        actions.open_survey(by=centre.people["other-steward"], survey=made, at=AT)
    actions.open_survey(by=centre.steward, survey=made, at=AT)
    assert answer(survey=made).agency == centre.agency


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_survey_of_2565_comes_out_as_printed(centre: Centre, tmp_path: Path, form: str) -> None:
    survey = actions.make_survey(
        by=centre.admin, document=national_survey.document(built_in()), code="national", at=AT
    )
    path = written(tmp_path / f"answers.{form}", national_survey.rows())
    of: dict[str, Any] = {"by": centre.admin, "survey": survey, "path": path, "at": AT}
    trial = actions.import_answers(**of, name=path.name, is_trial=True)
    assert (trial.n_taken, SurveyAnswer.objects.count()) == (2_121, 0)
    kept = actions.import_answers(**of, name=path.name)
    assert (kept.n_rows, kept.n_taken, kept.n_refused, kept.problems) == (2_121, 2_121, 0, [])
    actions.close_survey(by=centre.admin, survey=survey, at=AT)
    survey.refresh_from_db()
    told = results(survey)
    assert {
        code: (round(one["mean"], 2), one["band"]) for code, one in told["dimensions"].items()
    } == {
        "usefulness": (4.05, "high"), "content": (4.02, "high"), "access": (4.02, "high"),
        "tools": (3.94, "high"), "service": (3.86, "high"),
    }  # fmt: skip
    shares = {code: round(one["share"] * 100, 1) for code, one in told["channels"].items()}
    assert shares == {"centre": 81.7, "agency": 18.3}
    assert list(told["groups"]) == ["state", "education", "company", "public"]
    assert (told["n"], told["reported"]["overall"]) == (2_121, 3.97)
    assert round(told["overall"]["mean"], 3) == 3.978
    assert SurveyAnswer.objects.first().day.isoformat() == "2022-01-12"


def test_a_file_counts_once_and_its_rows_too(centre: Centre, tmp_path: Path) -> None:
    survey = make(centre)
    rows = national_survey.rows(n=30)
    rows = [[*row[:2], "ช่องทางอื่น", *row[3:]] for row in rows]
    first = written(tmp_path / "first.csv", rows[:20])
    longer = written(tmp_path / "longer.csv", rows)
    of: dict[str, Any] = {"by": centre.admin, "survey": survey, "at": AT}
    assert actions.import_answers(**of, path=first, name="first.csv").n_taken == 20
    assert actions.import_answers(**of, path=first, name="again.csv").is_repeated
    kept = actions.import_answers(**of, path=longer, name="longer.csv")
    assert (kept.n_taken, kept.n_known, survey.answers.count()) == (10, 20, 30)


def test_refused_rows_are_told_with_their_reason(centre: Centre, tmp_path: Path) -> None:
    rows = national_survey.rows(n=6)
    rows = [[*row[:2], "ช่องทางอื่น", *row[3:]] for row in rows]
    rows[1][4] = "ดีมาก"
    rows[3][1] = "ชาวต่างชาติ"
    rows[4][0] = "เมื่อวาน"
    rows[5][4:] = [""] * 5
    path = written(tmp_path / "answers.csv", rows)
    kept = actions.import_answers(
        by=centre.admin, survey=make(centre), path=path, name="a.csv", at=AT
    )
    assert [(one["row"], one["value"], one["code"]) for one in kept.problems] == [
        (3, "ดีมาก", "voice.wrong_mark"),
        (5, "ชาวต่างชาติ", "voice.unknown_choice"),
        (6, "เมื่อวาน", "voice.import.no_day"),
        (7, "", "voice.import.empty"),
    ]
    assert (kept.n_rows, kept.n_taken, kept.n_refused) == (6, 2, 4)
    other = written(tmp_path / "other.csv", [["1", "2"]] * 3, headings=["ก", "ข"])
    with pytest.raises(Unreadable, match="no_columns"):
        actions.import_answers(
            by=centre.admin, survey=make_other(centre), path=other, name="o.csv", at=AT
        )


def test_satisfaction_is_told_of_the_centre_and_of_agencies(centre: Centre) -> None:
    for agency, n in ((centre.agency, 9), (centre.other_agency, 7), (None, 10)):
        for _ in range(n):
            answer(agency=agency)
    assert satisfaction()["n"] == 25  # one waits for four more
    told = satisfaction(centre.agency)
    assert (told["n"], told["overall"]["mean"], told["overall"]["band"]) == (9, 3.6, "high")
    assert {one["n"] for one in satisfaction_by_agency().values()} == {9, 7}
    assert satisfaction(centre.agency, since=AT.date().replace(year=2027))["n"] == 0


def make_other(centre: Centre) -> Survey:
    return actions.make_survey(by=centre.admin, document=built_in(), code="other", at=AT)


def written(path: Path, rows: list[list[str]], headings: Any = national_survey.HEADINGS) -> Path:
    if path.suffix == ".csv" and headings is national_survey.HEADINGS:
        path.write_bytes(national_survey.as_csv(rows))
    elif path.suffix == ".csv":
        path.write_text("\n".join(",".join(row) for row in [headings, *rows]), encoding="utf-8")
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("การตอบแบบฟอร์ม 1")
            for number, row in enumerate([headings, *rows]):
                sheet.write_row(number, 0, row)
    return path
