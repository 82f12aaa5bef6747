"""The figures of 2565: shipped as the baseline of every centre, and had again from a file of agencies."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factories.centre import AT, Centre
from samples import agencies_2565, national_survey

from odms.assessment import actions
from odms.assessment.models import Cycle, Participant
from odms.assessment.queries import (
    baseline,
    compare,
    get_cycle,
    last_published_cycle,
    list_cycles,
    national_cycle,
    pictures,
    report,
    status,
)
from odms.assessment.queries import cycles as queries
from odms.assessment.queries.figures import Told
from odms.errors import Conflict, Forbidden, Invalid, Unreadable
from odms.ledger.models import Entry
from odms.voice import actions as voice
from odms.voice.rules.documents import built_in

pytestmark = pytest.mark.django_db

# per cent of the guideline's status chapter, n of 176, whether it is to be promoted (▲, under 60 %)
PROCESSES: list[tuple[int, str, int, bool]] = [
    (1, "75.6", 133, False),
    (2, "51.7", 91, True),
    (3, "72.7", 128, False),
    (4, "85.2", 150, False),
    (5, "58.0", 102, True),
    (6, "71.0", 125, False),
    (7, "67.0", 118, False),
    (8, "58.5", 103, True),
    (9, "71.6", 126, False),
    (10, "52.8", 93, True),
    (11, "75.6", 133, False),
    (12, "76.1", 134, False),
    (13, "77.8", 137, False),
    (14, "72.7", 128, False),
    (15, "55.7", 98, True),
    (16, "52.3", 92, True),
]
ENABLERS = [
    ("strategy", "54.0", 95),
    ("budget", "31.3", 55),
    ("awareness", "64.2", 113),
    ("engagement", "72.7", 128),
]
DIMENSIONS = [
    ("usefulness", 4.05, "high"),
    ("content", 4.02, "high"),
    ("access", 4.02, "high"),
    ("tools", 3.94, "high"),
    ("service", 3.86, "high"),
]


def _percent(share: float) -> str:
    return f"{share * 100:.1f}"


def _check_readiness(told: dict[str, Any]) -> None:
    assert (told["n_agencies"], told["n_publishing"]) == (176, 143)
    assert _percent(told["share_publishing"]) == "81.3"
    assert [
        (one["number"], _percent(one["share"]), one["n"], one["is_weak"])
        for one in told["processes"]
    ] == PROCESSES
    assert [(one["code"], _percent(one["share"]), one["n"]) for one in told["enablers"]] == ENABLERS


def test_the_baseline_is_as_reported() -> None:
    told = status(baseline())
    _check_readiness(told)
    assert (told["code"], told["surveyed_on"], told["is_reported"]) == ("2565", "2022-01-12", True)
    users = told["satisfaction"]
    assert [(d["code"], d["mean"], d["band"]) for d in users["dimensions"]] == DIMENSIONS
    assert (users["n_users"], users["band"]) == (2121, "high")
    # the overall mean is kept as reported, and is not that of the five
    assert (users["overall_reported"], users["overall_computed"]) == (3.97, 3.978)
    assert [(one["name"]["th"], one["share"]) for one in told["channels"]] == [
        ("www.data.go.th", 0.817),
        ("เว็บไซต์ตรงของหน่วยงาน/ผ่านศูนย์บริการ", 0.183),
    ]
    assert len(told["agencies"]) == 50
    assert told["agencies"][0] == {"place": 1, "name": "สำนักงานสถิติแห่งชาติ"}
    assert told["agencies"][-1]["name"] == "สำนักงานคลังจังหวัดมหาสารคาม"


def test_the_baseline_is_the_last_cycle_of_a_new_centre() -> None:
    assert [one.code for one in list_cycles()] == ["2565"]
    assert last_published_cycle("odms-2565") is get_cycle("2565") is baseline()
    assert baseline().state == "published" and len(baseline().hash) == 64


def test_two_files_give_the_whole_status_chapter_again(centre: Centre, tmp_path: Path) -> None:
    """A file of agencies and one of respondents: every figure as in the baseline, the overall mean as
    it was reported and the mean of the five beside it."""
    people, agencies = tmp_path / "people.csv", tmp_path / "agencies.csv"
    people.write_bytes(national_survey.as_csv(national_survey.rows()))
    agencies.write_bytes(agencies_2565.as_csv())
    document = national_survey.document(built_in())
    survey = voice.make_survey(by=centre.admin, document=document, code="national", at=AT)
    voice.import_answers(by=centre.admin, survey=survey, path=people, name=people.name, at=AT)
    voice.close_survey(by=centre.admin, survey=survey, at=AT)
    told = status(_imported(centre, agencies, survey="national"))
    _check_readiness(told)
    expected = status(baseline())
    assert told["satisfaction"] == expected["satisfaction"]
    assert [one["share"] for one in told["channels"]] == [0.817, 0.183]
    same = ("n_agencies", "n_publishing", "share_publishing", "threshold", "enablers", "processes")
    assert {part: told[part] for part in same} == {part: expected[part] for part in same}


def test_what_was_imported_has_its_report_and_its_picture(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_bytes(agencies_2565.as_csv())
    cycle = _imported(centre, path)
    assert report.get_report(2565, at=AT)["source"] == baseline().source  # not published yet
    actions.move(by=centre.admin, cycle=cycle, deed="publish", at=AT)
    told = report.get_report(2565, at=AT)
    assert told["source"]["th"] == cycle.title_th
    assert {one["code"]: one["value"] for one in told["figures"]}["publishing"] == 81.3
    for language in ("th", "en"):
        assert "81.3" in report.in_form(told, "text", language).decode()
        assert pictures.list_pictures(Told(), language, at=AT)


def test_a_national_cycle_is_compared_with_the_baseline(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    text = agencies_2565.as_csv().decode("utf-8-sig").splitlines()
    # every agency has a budget now
    path.write_text("\n".join([text[0], *(_with_budget(line) for line in text[1:])]))
    cycle = _imported(centre, path, code="survey-2570", surveyed_date=date(2027, 1, 12))
    assert national_cycle() is baseline()  # it is not published yet
    actions.move(by=centre.admin, cycle=cycle, deed="publish", at=AT)
    assert national_cycle() == cycle
    changes = compare(cycle, baseline())
    assert {code: change for code, change in changes.items() if change} == {"budget": 0.687}


def _with_budget(line: str) -> str:
    cells = line.split(",")
    return ",".join([*cells[:4], "มี", *cells[5:]])


def _imported(centre: Centre, path: Path, **given: Any) -> Cycle:
    told = {
        "by": centre.admin,
        "path": path,
        "name": path.name,
        "code": "survey-2565",
        "title": {"th": "สำรวจ 2565", "en": "Survey 2565"},
        "surveyed_date": date(2022, 1, 12),
        "at": AT,
    }
    return actions.import_cycle(**told | given)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_of_agencies_gives_the_figures_again(
    centre: Centre, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"agencies.{form}"
    path.write_bytes(agencies_2565.as_csv() if form == "csv" else agencies_2565.as_workbook())
    cycle = _imported(centre, path)
    _check_readiness(status(cycle))
    assert Participant.objects.filter(cycle=cycle).count() == 176
    assert len(queries.list_lacking(cycle, "budget")) == 176 - 55
    assert (cycle.state, queries.faults(cycle)) == ("closed", [])
    entry = Entry.objects.get(verb="cycle.imported")
    assert (entry.facts["hash"], entry.facts["n"]) == (cycle.hash, 176)
    one = queries.list_participants(cycle)[0]
    assert (one.name, one.kind) == ("หน่วยงานตัวอย่างที่ 1", "หน่วยงานจัดทำข้อมูล")
    assert queries.peer_median(one, "odms-2565") is not None


def test_a_change_of_what_was_frozen_is_found(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_bytes(agencies_2565.as_csv())
    cycle = _imported(centre, path)
    one = queries.list_participants(cycle)[4]
    one.results["odms-2565"]["answers"]["1"]["declared"]["value"] = "yes"
    one.is_publishing = not one.is_publishing
    one.save()
    assert queries.faults(cycle) == [one.name]


@pytest.mark.parametrize(
    ("text", "refused", "code"),
    [
        ("ก,ข\n1,2\n", Unreadable, "assessment.file.no_rows"),
        ("หน่วยงาน,1\nกรม,มี\n", Invalid, "assessment.file.lacks_columns"),
    ],
)
def test_what_is_no_file_of_agencies_is_refused(
    centre: Centre, tmp_path: Path, text: str, refused: Any, code: str
) -> None:
    path = tmp_path / "agencies.csv"
    path.write_text(text)
    with pytest.raises(refused) as raised:
        _imported(centre, path)
    assert raised.value.code == code


def test_a_cell_that_is_neither_yes_nor_no_is_told_by_its_row(
    centre: Centre, tmp_path: Path
) -> None:
    path = tmp_path / "agencies.csv"
    lines = agencies_2565.as_csv().decode("utf-8-sig").splitlines()
    lines[3] = lines[3].rpartition(",")[0] + ",อาจจะ"
    path.write_text("\n".join(lines))
    with pytest.raises(Invalid) as raised:
        _imported(centre, path)
    assert (raised.value.code, raised.value.facts["row"]) == ("assessment.file.not_yes_or_no", 4)


def test_a_code_stands_once_and_a_steward_imports_nothing(centre: Centre, tmp_path: Path) -> None:
    path = tmp_path / "agencies.csv"
    path.write_bytes(agencies_2565.as_csv())
    with pytest.raises(Conflict):
        _imported(centre, path, code="2565")
    with pytest.raises(Invalid):
        _imported(centre, path, code="Round 1")
    with pytest.raises(Forbidden):
        _imported(centre, path, by=centre.steward)
