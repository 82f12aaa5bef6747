from datetime import UTC, date, datetime
from typing import Any

import pytest

from odms.web import formats

DAY = date(2026, 11, 22)
NIGHT = datetime(2026, 11, 22, 23, 15, tzinfo=UTC)  # the 23rd in Bangkok


@pytest.mark.parametrize(
    ("value", "th", "en"),
    [
        (DAY, "22 พ.ย. 2569", "22 Nov 2026"),
        ("2026-11-22", "22 พ.ย. 2569", "22 Nov 2026"),
        (NIGHT, "23 พ.ย. 2569", "23 Nov 2026"),
        (None, "", ""),
    ],
)
def test_day(value: Any, th: str, en: str) -> None:
    assert formats.day(value, "th").replace("\xa0", " ") == th
    assert formats.day(value, "en").replace("\xa0", " ") == en


def test_day_with_its_month_in_full() -> None:
    assert formats.day(DAY, "th", is_long=True).split("\xa0") == ["22", "พฤศจิกายน", "2569"]


def test_moment_is_told_in_the_centre_s_time() -> None:
    assert formats.moment(NIGHT, "th").replace("\xa0", " ") == "23 พ.ย. 2569 06.15 น."
    assert formats.moment(NIGHT, "en").replace("\xa0", " ") == "23 Nov 2026, 06:15"


@pytest.mark.parametrize(
    ("value", "th", "en"),
    [
        (999_999, "999,999", "999,999"),
        (1_000_000, "1 ล้าน", "1M"),
        (12_345_678, "12.3 ล้าน", "12.3M"),
        (-2_500_000, "-2.5 ล้าน", "-2.5M"),
        (4_000_000_000, "4 พันล้าน", "4B"),
        (None, "–", "–"),
    ],
)
def test_compact(value: Any, th: str, en: str) -> None:
    assert (formats.compact(value, "th"), formats.compact(value, "en")) == (th, en)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1204311, "1,204,311"),
        (3.5, "3.5"),
        (0.12345, "0.123"),
        (1234.56, "1,234.6"),
        (2.0, "2"),
        (None, "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
    ],
)
def test_number(value: Any, said: str) -> None:
    assert formats.number(value) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (12_400_000, "12.4 MB"), (10**16, "10000.0 TB")],
)
def test_size(n: int, said: str) -> None:
    assert formats.size(n) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0 %"), (0.018, "1.8 %"), (1, "100 %"), (0.00001, "< 0.1 %"), (None, "–")],
)
def test_percent(share: Any, said: str) -> None:
    assert formats.percent(share) == said


@pytest.mark.parametrize(
    ("value", "column", "th", "en"),
    [
        (2568, {"type": "year", "meaning": "buddhist-year"}, "2568", "2025"),
        (2025, {"type": "year"}, "2568", "2025"),
        (DAY, {"type": "month"}, "พ.ย.\xa02569", "Nov\xa02026"),
        (50, {"type": "integer", "meaning": "th-province-code"}, "50", "50"),
        (1500, {"type": "integer"}, "1,500", "1,500"),
        (None, {"type": "text"}, "–", "–"),
        ("<b>", {"type": "text"}, "<b>", "<b>"),
    ],
)
def test_cell(value: Any, column: dict[str, Any], th: str, en: str) -> None:
    assert (formats.cell(value, column, "th"), formats.cell(value, column, "en")) == (th, en)


@pytest.mark.parametrize(
    ("thing", "language", "said"),
    [
        ({"name_th": "ไทย", "name_en": "Thai"}, "en", ("Thai", "en")),
        ({"name_th": "ไทย", "name_en": ""}, "en", ("ไทย", "th")),
        ({"name_th": "", "name_en": "Thai"}, "th", ("Thai", "en")),
        ({}, "th", ("", "th")),
    ],
)
def test_in_language_falls_back_and_says_so(
    thing: dict[str, str], language: str, said: tuple[str, str]
) -> None:
    assert formats.in_language(thing, "name", language) == said


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("**ฝุ่น**", "<p><strong>ฝุ่น</strong></p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![p](https://x.example/p.png)", "<p></p>"),
        ("# หัวข้อ", "หัวข้อ"),
    ],
)
def test_markdown_leaves_nothing_harmful(written: str, clean: str) -> None:
    assert formats.clean_markdown(written).strip() == clean


def test_markdown_links_do_not_vouch() -> None:
    html = formats.clean_markdown("[x](https://x.example)")
    assert 'href="https://x.example"' in html
    assert "noopener" in html


@pytest.mark.parametrize(
    ("written", "words"),
    [("**ฝุ่น** `PM`\n\n- ก\n- ข", "ฝุ่น PM ก ข"), ("# หัว\n1. ก", "หัว ก"), ("5 - 3", "5 - 3")],
)
def test_plain(written: str, words: str) -> None:
    assert formats.plain(written) == words


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("ร้อยละ", "th", "%"),
        ("ร้อยละ", "en", "%"),
        ("คน", "th", "คน"),
        ("คน", "en", "people"),
        ("กระสอบ", "en", "กระสอบ"),
        (None, "th", ""),
    ],
)
def test_unit(name: str | None, language: str, said: str) -> None:
    assert formats.unit(name, language) == said


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("ไตรมาส 4/2568", "th", "ไตรมาส 4/2568"),
        ("ไตรมาส 4/2568", "en", "Q4 2025"),
        ("2025Q1", "th", "ไตรมาส 1/2568"),
        ("2568/2", "en", "Q2 2025"),
        ("ไม่ทราบ", "en", "ไม่ทราบ"),
    ],
)
def test_quarter(text: str, language: str, said: str) -> None:
    assert formats.quarter(text, language) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("มี2566 ชาย", "มี 2566 ชาย"),
        ("PM2.5เฉลี่ย", "PM2.5 เฉลี่ย"),
        ("พื้นที่ (ไร่)รวม", "พื้นที่ (ไร่) รวม"),
        ("ที่กรุงเทพ", "ที่กรุงเทพ"),
    ],
)
def test_typeset_parts_thai_from_figures(text: str, said: str) -> None:
    assert formats.typeset(text) == said
