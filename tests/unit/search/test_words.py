import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.search import words

NORMAL = [
    ("นํ้า", "น้ำ"),  # U+0E4D, tone, U+0E32
    ("นำ้", "นำ้"),  # a mark after sara am has no right place; left as it is
    ("เเม่น้ำ", "แม่น้ำ"),
    ("๒๕๖๕", "2565"),
    ("PM2.5 Covid-19", "pm2.5 covid-19"),
    ("กทม.", "กทม"),
    ("รพ.สต.", "รพสต"),
    ("พ.ร.บ.คอมพิวเตอร์ พ.ศ. 2550", "พรบ คอมพิวเตอร์ พศ 2550"),
    ("กรุงเทพฯ", "กรุงเทพมหานคร"),
    ("เด็กๆ ฯลฯ", "เด็ก"),
    ("ดิจิตอล", "ดิจิทัล"),
    ("เวบไซท์", "เว็บไซต์"),
    ("1,234,567 คน", "1234567 คน"),
    ("a\x00b\tc\u200bd", "a b cd"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "normal"), NORMAL)
def test_normalise_texts(text: str, normal: str) -> None:
    assert words.normalise(text) == normal


TOKENS = [
    ("สำนักงานสถิติแห่งชาติ", ["สำนักงานสถิติแห่งชาติ"]),
    ("จำนวนนักท่องเที่ยวต่อปี", ["จำนวน", "นักท่องเที่ยว", "ต่อ", "ปี"]),
    ("โควิด-19", ["โควิด", "19"]),
    ("pm2.5", ["pm", "2.5"]),
    ("province_code, année", ["province", "code", "année"]),
    ("!? \"'()😀", []),
]


@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_tokens_texts(text: str, tokens: list[str]) -> None:
    assert words.tokens(text) == tokens


PARTS = [
    ("สำนักงานสถิติแห่งชาติ", {"สำนักงาน", "สถิติ", "แห่งชาติ", "สำนัก", "งาน", "แห่ง", "ชาติ"}),
    ("กรุงเทพมหานคร", {"กรุงเทพ", "มหานคร", "กรุง", "เทพ", "มหา", "นคร"}),
    ("น้ำท่วม", {"น้ำ", "ท่วม"}),
    ("งบประมาณ", {"งบ", "ประมาณ"}),
    ("จังหวัด", set()),  # not จัง and หวัด
    ("ข้อมูล", set()),
    ("กระทรวง", set()),
    ("ราคา", set()),
    ("schools", {"school"}),
    ("2565", set()),
]


@pytest.mark.parametrize(("token", "parts"), PARTS)
def test_parts_words(token: str, parts: set[str]) -> None:
    assert set(words.parts(token)) == parts


def test_parts_of_an_endless_word_come_at_once() -> None:
    assert words.parts("ก" * 5000) == ("กก",)


SLIPS = [
    ("l;ylfu", "สวัสดี"),
    ("l5b9b", "สถิติ"),
    ("ยนยีสฟะรนื", "population"),
    ("12", None),
    ("", None),
    ("สถิติ", None),
]


@pytest.mark.parametrize(("typed", "meant"), SLIPS)
def test_keyboard_slip_keys(typed: str, meant: str | None) -> None:
    assert words.keyboard_slip(typed) == meant


def test_sort_key_is_the_order_of_a_thai_dictionary() -> None:
    mixed = ["ตา", "เกาะ", "กบ", "โต๊ะ", "ไก่", "ขนม", "แกะ"]
    right = ["กบ", "เกาะ", "แกะ", "ไก่", "ขนม", "ตา", "โต๊ะ"]
    assert sorted(mixed, key=words.sort_key) == right


def test_sort_key_tones_count_last() -> None:
    assert sorted(["ขาด", "ข้า", "ข่า", "ขา"], key=words.sort_key) == ["ขา", "ข่า", "ข้า", "ขาด"]


def test_synonyms_find_all_others_of_their_group() -> None:
    assert ("กรุงเทพมหานคร",) in words.synonyms()[("กทม",)]
    assert ("pm", "2.5") in words.synonyms()[("ฝุ่นละออง",)]
    assert ("ข้อมูลเปิด",) in words.synonyms()[("open", "data")]


def test_every_thai_synonym_of_one_run_is_one_word() -> None:
    broken = [member for member in words.synonyms() if len(member) > 1 and not _has_latin(member)]
    assert broken == [("โควิด", "19"), ("พีเอ็ม", "2.5")]


def test_highlight_marks_words_as_written() -> None:
    pieces = words.highlight("สถิติของ Data และ data", frozenset({"data", "สถิติ"}))
    assert pieces == [
        ("สถิติ", True),
        ("ของ ", False),
        ("Data", True),
        (" และ ", False),
        ("data", True),
    ]


def test_highlight_marks_no_latin_letters_inside_a_word() -> None:
    assert words.highlight("PM in development", frozenset({"pm"})) == [
        ("PM", True),
        (" in development", False),
    ]


DISTANCES = [("สถิติ", "สถิติ", 0), ("สถิดิ", "สถิติ", 1), ("ab", "ba", 1), ("", "abc", 3)]


@pytest.mark.parametrize(("one", "other", "n"), DISTANCES)
def test_distance_letters(one: str, other: str, n: int) -> None:
    assert words.distance(one, other) == n


def test_signature_names_engine_and_dictionary() -> None:
    assert words.signature().startswith("nlpo3-1.")


@pytest.mark.parametrize("text", ["คุณภาพน้ำผิวดิน", "จำนวนนักท่องเที่ยวรายจังหวัด", "สถิติโรงเรียน"])
def test_tokens_without_nlpo3_are_the_same(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    pytest.importorskip("pythainlp.tokenize")
    with_nlpo3 = words.tokens(text)
    monkeypatch.setitem(sys.modules, "nlpo3", None)
    words._segmenter.cache_clear()
    try:
        assert words.tokens(text) == with_nlpo3
    finally:
        words._segmenter.cache_clear()


@given(st.text(max_size=200))
def test_normalise_any_text_is_done_once(text: str) -> None:
    once = words.normalise(text)
    assert words.tokens(words.normalise(once)) == words.tokens(once)
    assert "\x00" not in once


@given(st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=60))
def test_tokens_lose_no_thai_letter(text: str) -> None:
    normal = words.normalise(text)
    runs = "".join(words.runs(normal))
    assert "".join(words.tokens(normal)) == runs


def _has_latin(member: tuple[str, ...]) -> bool:
    return any(word.isascii() and word.isalpha() for word in member)
