"""Thai text as its writer meant it."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.engine.text import cleaning
from odms.engine.text.cleaning import arabic_digits, clean, repair_mojibake
from odms.engine.text.single_byte import frequent_words


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("น้ำ", "น้ำ"),
        ("กรุง\u200bเทพ\u00ad\ufeff\u2060\u200c\u200d", "กรุงเทพ"),
        ("5\u00a0บาท", "5 บาท"),
        ("เเม่สอด", "แม่สอด"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("ทำ\u0e33", "ทำ"),
        ("ท\u0e48\u0e35", "ที่"),
        ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
        ("ที่\u0e48", "ที่"),
        ("ม\uf705", "ม่"),
        ("\uf70fาติ", "ญาติ"),
        ("กา\u0e32", "กา"),
        ("  ขอบ  ", "  ขอบ  "),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
    assert clean(cleaned) == cleaned


letters = st.text("กขนธ่้๊๋์ิีืฺัำำเแๆา็ํ \u200b\u00a0\uf70a", max_size=8)


@given(letters)
def test_clean_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.fixture(scope="module")
def db():
    with duckdb.connect() as opened:
        cleaning.register(opened)
        yield opened


@given(st.lists(letters, min_size=1, max_size=20))
def test_clean_in_sql_is_clean_in_python(db: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    sql = f"SELECT odms_clean(t), {cleaning.suspect_sql('t')} FROM (SELECT unnest(?) AS t)"
    found = db.execute(sql, [texts]).fetchall()
    assert [text for text, _ in found] == [clean(text) for text in texts]
    assert all(
        suspect for text, (_, suspect) in zip(texts, found, strict=True) if clean(text) != text
    )


def read_as_cp874(data: bytes) -> str:
    """What cp874 leaves open stays a control character."""
    return "".join(
        chr(byte) if 0x80 <= byte < 0xA0 else bytes([byte]).decode("cp874") for byte in data
    )


THAI = "กรุงเทพมหานคร จังหวัดน่าน 10"


@pytest.mark.parametrize(
    ("broken", "repaired"),
    [
        (THAI.encode("cp874").decode("latin-1"), THAI),
        (THAI.encode("cp874").decode("cp1252"), THAI),
        (THAI.encode().decode("latin-1"), THAI),
        ("ฟ้า".encode().decode("cp1252"), "ฟ้า"),
        (read_as_cp874(THAI.encode()), THAI),
        ("¡Ã", "กร"),
        (THAI, None),
        ("เนื้อ เธอ เนิน", None),
        ("côté", None),
        ("Ñandú", None),
        ("éà", None),
        ("±½", None),
        ("«ÉÀÈ»", None),
        ("Ünïcödé", None),
        ("à¸�à¸�", None),
        ("plain", None),
        ("", None),
    ],
)
def test_repair_mojibake(broken: str, repaired: str | None) -> None:
    assert repair_mojibake(broken) == repaired


words = st.sampled_from(
    sorted(word for word in frequent_words() if len(word) > 3 and "." not in word)
)


@given(st.lists(words, min_size=1, max_size=4).map(" ".join))
def test_what_was_read_wrongly_comes_back(text: str) -> None:
    assert repair_mojibake(text.encode("cp874").decode("latin-1")) == text
    assert repair_mojibake(text.encode().decode("latin-1")) == text
    assert repair_mojibake(read_as_cp874(text.encode())) == text
    assert repair_mojibake(text) is None


@given(st.text())
def test_no_text_is_a_crash(text: str) -> None:
    clean(text)
    repair_mojibake(text)


def test_arabic_digits() -> None:
    assert arabic_digits("พ.ศ. ๒๕๖๖ a9") == "พ.ศ. 2566 a9"
