"""The SQL box: on the dataset's page, with its answer, refusals and files."""

import json
from typing import Any

import pytest
from django.test import Client
from factories.centre import Centre
from factories.released import Table, released

from odms.web.views.public import sql as view

LEVELS = Table({"สถานี": "text", "ระดับ": "number"}, [("ปิง", 1.5), ("<b>วัง</b>", 2.0), ("ยม", None)])


@pytest.fixture(autouse=True)
def levels(centre: Centre) -> Any:
    [release] = released(centre.other_agency, "water-levels", levels=LEVELS)
    return release


def get(**asked: str) -> Any:
    return Client().get("/sql", asked)


def test_the_dataset_page_has_a_box_with_a_first_question() -> None:
    page = Client().get("/datasets/water-levels").content.decode()
    assert "ลองสอบถามด้วย SQL" in page
    assert "FROM &quot;water&quot;.&quot;water-levels&quot;" in page


def test_the_first_question_of_the_box_is_answered() -> None:
    page = get(sql='SELECT *\nFROM "water"."water-levels"\nLIMIT 20')
    assert page.status_code == 200
    assert page.content.decode().count("<tr>") == 4


def test_the_page_shows_rows_with_their_sources() -> None:
    page = get(sql="SELECT สถานี, ระดับ FROM water.water_levels ORDER BY 2").content.decode()
    assert '<th scope="col">สถานี</th><th scope="col" class="n">ระดับ</th>' in page
    assert '<td>ปิง</td><td class="n">1.5</td>' in page
    assert "<td>&lt;b&gt;วัง&lt;/b&gt;</td>" in page
    assert '<a href="/datasets/water-levels">' in page
    assert "3 แถว" in page


def test_the_page_shows_the_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "SHOWN", 2)
    page = get(sql="FROM water.water_levels").content.decode()
    assert "2 แถวแรก ยังมีอีก" in page
    assert page.count("<tr>") == 3


def test_the_whole_answer_is_a_file() -> None:
    response = get(sql="SELECT สถานี FROM water.water_levels LIMIT 1", format="csv")
    assert response["Content-Disposition"].startswith('attachment; filename="water-levels.csv"')
    assert response["Cache-Control"] == "private, no-store"
    assert response.getvalue().decode() == "สถานี\nปิง\n"
    told = json.loads(get(sql="SELECT 1 AS x", format="json").getvalue())
    assert (told["rows"], told["sources"]) == ([{"x": 1}], [])


# a question, the status of the page, and the sentence on it
REFUSED = [
    ("SELECT * FROM water.nothing", 404, "ไม่มีตาราง water.nothing ที่เผยแพร่อยู่"),
    ("DROP TABLE x", 400, "ถามได้ด้วยคำสั่ง SELECT เท่านั้น"),
    ("SELECT getenv('HOME')", 400, "เรียกฟังก์ชัน getenv ในคำสั่ง SQL ที่นี่ไม่ได้"),
    ("SELECT repeat('x', 4e9::BIGINT)", 413, "ใช้หน่วยความจำเกิน"),
]


@pytest.mark.parametrize(("question", "status", "said"), REFUSED)
def test_a_refusal_keeps_what_was_typed(question: str, status: int, said: str) -> None:
    for asked in ({}, {"format": "csv"}):
        response = get(sql=question, **asked)
        page = response.content.decode()
        assert (response.status_code, said in page) == (status, True)
        assert question.replace("'", "&#x27;") in page


def test_an_empty_box_is_a_page() -> None:
    assert get().status_code == get(sql="  ").status_code == 200
