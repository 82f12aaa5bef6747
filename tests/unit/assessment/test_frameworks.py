"""Frameworks as data: they load, mistakes are told by line, and answers come to what rules say."""

from pathlib import Path
from typing import Any

import pytest

from odms.assessment.evidence import functions
from odms.assessment.frameworks import get_framework, list_frameworks, mark, summary
from odms.assessment.frameworks.checking import check_file, check_text
from odms.assessment.frameworks.scoring import band, earned
from odms.assessment.frameworks.values import checked
from odms.definitions import ROOT
from odms.errors import Absent, Invalid

FILES = sorted((ROOT / "frameworks").glob("*.yaml"))

# code: questions, those that answer themselves, whom it assesses
SHIPPED: dict[str, tuple[int, int, str]] = {
    "items": (1, 1, "dataset agency centre"),
    "mqa": (23, 23, "dataset agency centre"),
    "nso": (5, 5, "dataset agency centre"),
    "odm-2023": (172, 78, "centre"),
    "odms-2565": (20, 17, "agency"),
    "odra-3.1": (12, 8, "centre agency"),
    "oecd-dgi": (13, 12, "centre"),
    "opdc-2567": (4, 4, "agency"),
    "ourdata-2023": (9, 4, "centre"),
    "satisfaction-2565": (5, 5, "users"),
    "stars": (1, 1, "dataset agency centre"),
}

# points of Open Data Maturity 2023 by dimension and indicator, as the template adds up
ODM_POINTS = {
    "policy": {"1.1": 275, "1.2": 190, "1.3": 175},
    "impact": {"2.1": 170, "2.2": 110, "2.3a": 80, "2.3b": 80, "2.3c": 80, "2.3d": 80},
    "portal": {"3.1": 265, "3.2": 145, "3.3": 100, "3.4": 140},
    "quality": {"4.1": 130, "4.2": 160, "4.3": 180, "4.4": 180},
}


def test_what_is_shipped() -> None:
    told = [summary(one) for one in list_frameworks()]
    assert {
        one["code"]: (one["n_questions"], one["n_computed"], " ".join(one["subjects"]))
        for one in told
    } == SHIPPED


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_the_validator_finds_nothing_in_what_is_shipped(path: Path) -> None:
    assert check_file(path, functions()) == []


def test_every_function_answers_some_question() -> None:
    asked = {one.computed for framework in list_frameworks() for one in framework.questions()}
    assert set(functions()) - asked == set()


def test_open_data_maturity_has_the_points_of_its_template() -> None:
    found = get_framework("odm-2023")
    assert {
        group.code: {one.code: sum(q.points for q in one.questions) for one in group.groups}
        for group in found.groups
    } == ODM_POINTS
    assert sum(one.points == 0 for one in found.questions()) == 11


def test_processes_have_the_words_of_the_guideline() -> None:
    asked = {one.code: one for one in get_framework("odms-2565").questions()}
    assert asked["3"].names["th"] == "การจัดทำบัญชีข้อมูล"
    assert asked["3"].process == "inventory"


def test_an_unknown_framework_or_question_is_absent() -> None:
    with pytest.raises(Absent):
        get_framework("../mqa")
    with pytest.raises(Absent):
        get_framework("mqa").question("nothing")


HEAD = """\
code: mine
edition: "1"
title: {th: "ก", en: "A"}
source: {th: "ก", en: "A"}
licence: CC0-1.0
subjects: [centre]
scoring: points
of: 100
bands: []
"""

ONE = 'groups:\n  - {code: a, th: "ก", en: "A", questions: [\n'

# what follows the head (or stands for it), and the mistakes that are told: line and code
MISTAKES: list[tuple[str, list[tuple[int, str]]]] = [
    ("", [(1, "framework.groups_or_dimensions")]),
    (ONE + '  {code: "1", kind: yes_no}]}\n', [(12, "framework.question_without_words")]),
    (
        ONE + '  {code: "1", kind: yesno, th: "ก", en: "A"}]}\n',
        [(12, "framework.no_such_kind")],
    ),
    (
        ONE + '  {code: "1", kind: share, computed: moon.phase, th: "ก", en: "A"}]}\n',
        [(12, "framework.no_such_function")],
    ),
    (ONE + '  {code: "1", kind: yes_no, process: tea}]}\n', [(12, "framework.no_such_process")]),
    (
        ONE
        + '  {code: "1", kind: share, th: "ก", en: "A"},\n'
        + '  {code: "1", kind: share, th: "ข", en: "B"}]}\n',
        [(13, "framework.repeated_question")],
    ),
    (ONE + '  {code: "1", kind: choice, th: "ก", en: "A"}]}\n', [(12, "framework.choices")]),
    (ONE + '  {code: 1, kind: share, th: "ก", en: "A"}]}\n', [(12, "framework.wrong_type")]),
    (
        ONE + '  {code: "1", kind: share, pionts: 3, th: "ก", en: "A"}]}\n',
        [(12, "framework.unknown_key")],
    ),
    ("groups: [\n", [(11, "framework.not_yaml")]),
]


@pytest.mark.parametrize(("rest", "told"), MISTAKES)
def test_a_mistake_is_told_by_its_line(rest: str, told: list[tuple[int, str]]) -> None:
    assert [(m.line, m.code) for m in check_text(HEAD + rest, "mine", functions())] == told


def test_a_mistake_is_a_sentence_in_both_languages() -> None:
    text = HEAD.replace("subjects: [centre]", "subjects: [moon]") + "dimensions: {}\n"
    (mistake,) = check_text(text, "mine", functions())
    known = "centre, agency, dataset, users"
    assert (
        mistake.told("a.yaml", "en") == f"a.yaml:6: There is no subject “moon”; there are: {known}."
    )
    assert mistake.told("a.yaml", "th").startswith("a.yaml:6: ไม่มีผู้ถูกประเมินชนิด “moon”")
    assert [one.code for one in check_text("", "mine", functions())] == ["framework.empty"]


# question of Open Data Maturity, answer, the part of its points
EARNED: list[tuple[str, Any, float | None]] = [
    ("59", "yes", 1),
    ("59", "partly", 0.5),
    ("59", "no", 0),
    ("59", None, 0),
    ("59", "none", None),
    ("115", 0.25, 0.25),
    ("108", 0, 1),
    ("108", 15, 0.5),
    ("108", 60, 0),
    ("86", "สาธารณสุข", 1),
]


@pytest.mark.parametrize(("question", "value", "part"), EARNED)
def test_what_an_answer_earns(question: str, value: Any, part: float | None) -> None:
    assert earned(get_framework("odm-2023").question(question), value) == part


def test_dimensions_are_percentages_and_the_score_their_mean() -> None:
    best = {"yes_no": "yes", "share": 1, "text": "…"}
    framework = get_framework("odm-2023")
    values = {one.code: best[one.kind] for one in framework.groups[0].all_questions()}
    found = mark(framework, values | {"28": "yes"})
    assert {one.code: one.share for one in found.groups} == {
        "policy": 1,
        "impact": 10 / 600,
        "portal": 0,
        "quality": 0,
    }
    assert found.points == 25.42
    assert (found.n_answered, found.n_questions) == (len(values) + 1, 172)


def test_the_sixteen_alone_make_the_score_of_an_agency() -> None:
    framework = get_framework("odms-2565")
    found = mark(framework, {"1": "yes", "2": "partly", "16": "none", "budget": "yes"})
    assert found.points == 10.0  # 1.5 of the fifteen that are asked
    assert [(one.code, one.share) for one in found.groups] == [
        ("enablers", 0.25),
        ("processes", 0.1),
    ]


def test_pillars_are_means_of_means() -> None:
    found = mark(get_framework("oecd-dgi"), {"gp1": "yes", "gp2": 0.5, "ud1": 0.6})
    assert {one.code: one.share for one in found.groups if one.share} == {
        "platform": 0.75,
        "user-driven": pytest.approx(0.2),
    }
    assert found.points == 0.16


# the bands of satisfaction are half-open
@pytest.mark.parametrize(
    ("mean", "code"),
    [
        (5, "highest"),
        (4.2, "highest"),
        (4.19, "high"),
        (3.4, "high"),
        (2.6, "middling"),
        (1, "lowest"),
    ],
)
def test_bands_begin_at_their_lower_end(mean: float, code: str) -> None:
    assert band(get_framework("satisfaction-2565").bands, mean) == code


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [("59", "yes", "yes"), ("59", "none", "none"), ("115", "0.5", 0.5), ("69b", "1,200", 1200.0)],
)
def test_an_answer_is_kept_as_its_kind(question: str, value: str, kept: Any) -> None:
    assert checked(get_framework("odm-2023").question(question), value) == kept


@pytest.mark.parametrize(
    ("question", "value"),
    [("59", "maybe"), ("115", "1.5"), ("115", "nan"), ("86", " "), ("108", "-1")],
)
def test_an_answer_of_another_kind_is_refused(question: str, value: str) -> None:
    with pytest.raises(Invalid):
        checked(get_framework("odm-2023").question(question), value)
