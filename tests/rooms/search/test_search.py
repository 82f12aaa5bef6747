import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from odms.errors import Invalid
from odms.search import queries

# what stands in a dataset, what a person types: it is found
FOUND = [
    ({"agency_names": ("สำนักงานสถิติแห่งชาติ",)}, "สถิติ"),
    ({"title": "ปริมาณน้ำในเขื่อน"}, "นํ้า"),
    ({"title": "ปริมาณนํ้าในเขื่อน"}, "น้ำ"),
    ({"title": "งบประมาณ พ.ศ. 2565"}, "๒๕๖๕"),
    ({"title": "งบประมาณ พ.ศ. ๒๕๖๕"}, "2565"),
    ({"title": "เศรษฐกิจดิจิทัล"}, "ดิจิตอล"),
    ({"title": "เศรษฐกิจดิจิตอล"}, "ดิจิทัล"),
    ({"title": "ชุมชนในกรุงเทพมหานคร"}, "กทม."),
    ({"title": "ชุมชนใน กทม."}, "กรุงเทพมหานคร"),
    ({"title": "ชุมชนในกรุงเทพฯ"}, "กรุงเทพมหานคร"),
    ({"title": "Districts of Bangkok"}, "กทม"),
    ({"title": "ค่า PM2.5 รายชั่วโมง"}, "ฝุ่นละออง"),
    ({"title": "ฝุ่นละออง"}, "pm 2.5"),
    ({"title": "คุณภาพน้ำผิวดิน"}, "น้ำ"),
    ({"title": "คุณภาพน้ำผิวดิน"}, "ผิวดิน"),
    ({"title": "คุณภาพน้ำผิวดิน"}, "คุณภาพน้ำ"),
    ({"title": "โรงพยาบาลส่งเสริมสุขภาพตำบล"}, "พยาบาล"),
    ({"title": "รายชื่อ รพ.สต."}, "โรงพยาบาลส่งเสริมสุขภาพตำบล"),
    ({"title": "ผู้ป่วยโควิด-19"}, "COVID-19"),
    ({"title": "ผู้ป่วยโควิด"}, "covid19"),
    ({"title": "ข้อมูลเปิดภาครัฐ"}, "open data"),
    ({"title": "โรงเรียนในสังกัด"}, "โรงเรียนของ"),  # a little word more
    ({"columns": ("provinceCode", "ค่า BOD")}, "province"),
    ({"columns": ("provinceCode", "ค่า BOD")}, "bod"),
    ({"columns": ("station_name",)}, "station"),
    ({"notes": ("Students enrolled in schools",)}, "student"),
    ({"notes": ("Student",)}, "students"),
    ({"title": "Database of rivers"}, "data rivers"),
    ({"title": "Rivers and cities"}, "river city"),
    ({"descriptions": ("", "น้ำเสียจากโรงงาน")}, "น้ำเสีย"),
    ({"tags": ("อุทกภัย",)}, "น้ำท่วม"),
    ({"title": "ศัพท์กึ๋ยแปลกประหลาดยิ่ง"}, "แปลกประหลาด"),
]


@pytest.mark.parametrize(("facts", "typed"), FOUND)
def test_search_finds(put: Any, facts: dict[str, Any], typed: str) -> None:
    put(facts, {"title": "ราคายางพารา", "notes": ("ตลาดกลาง",)})
    found = queries.search(typed)
    assert [hit.id for hit in found.hits] == ["001"]
    assert (found.total, found.is_loose, found.suggestion) == (1, False, None)


NOT_FOUND = [
    ({"title": "รายได้จังหวัด"}, "หวัด"),
    ({"title": "การเดินทาง"}, "ดิน"),
    ({"title": "Training courses"}, "rain"),
    ({"title": "น้ำท่วม"}, "น้ำมัน"),
]


@pytest.mark.parametrize(("facts", "typed"), NOT_FOUND)
def test_search_takes_no_letters_for_a_word(put: Any, facts: dict[str, Any], typed: str) -> None:
    put(facts)
    found = queries.search(typed)
    assert found.total == 0 or found.is_loose


def test_search_wants_every_word(put: Any) -> None:
    put({"title": "โรงเรียนในภูเก็ต"}, {"title": "โรงเรียนในตรัง"}, {"title": "โรงพยาบาลในตรัง"})
    assert [hit.id for hit in queries.search("โรงเรียน ตรัง").hits] == ["002"]


def test_search_ranks_title_tags_columns_description(put: Any) -> None:
    put(
        {"notes": ("ยางพารา ยางพารา ยางพารา",)},
        {"columns": ("ยางพารา",)},
        {"tags": ("ยางพารา",)},
        {"title": "ราคาและผลผลิตของยางพาราในภาคใต้ทั้งหมดรายเดือนย้อนหลัง"},
    )
    assert [hit.id for hit in queries.search("ยางพารา").hits] == ["004", "003", "002", "001"]


def test_search_ranks_word_part_letters_and_synonym_last(put: Any) -> None:
    put(
        {"title": "Datasetlist"},  # the letters of dataset
        {"title": "บันทึกอุทกภัย"},
        {"title": "สถานการณ์น้ำท่วม"},
        {"title": "datasets"},  # its stem
        {"title": "dataset"},
    )
    assert [hit.id for hit in queries.search("dataset").hits] == ["005", "004", "001"]
    assert [hit.id for hit in queries.search("น้ำท่วม").hits] == ["003", "002"]


def test_search_ranks_words_side_by_side_first(put: Any) -> None:
    put({"title": "รายได้ของเกษตรกรและหนี้สิน"}, {"title": "หนี้สินเกษตรกร"})
    assert [hit.id for hit in queries.search("หนี้สินเกษตรกร").hits] == ["002", "001"]


def test_search_of_nothing_lists_all_newest_first(put: Any) -> None:
    put({"title": "ก"}, {"title": "ข"}, {"title": "ค"})
    found = queries.search("")
    assert [hit.id for hit in found.hits] == ["003", "002", "001"]
    assert found.total == 3


@pytest.mark.parametrize("typed", ["!!!", "😀", '"', "AND", "title:x^2 OR (", "\x00", "*"])
def test_search_of_signs_finds_nothing_and_refuses_nothing(put: Any, typed: str) -> None:
    put({"title": "ก"})
    assert queries.search(typed).total == 0


@given(typed=st.text(max_size=60))
@example(typed='title:"น้ำ OR (')
@example(typed='+-&&||!(){}[]^"~*?:\\/ NOT')
@example(typed="👨‍👩‍👧 \x00\ud7ff")
@example(typed="น้ำ\udcff \ud800")
@example(typed="ก" * 10_000)
@example(typed="a" * 10_000)
@example(typed="ะ็่ำ" * 100)
@tuned(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_search_never_fails(put: Any, typed: str) -> None:
    if not queries.get_index().exists():
        put({"title": "คุณภาพน้ำผิวดิน", "notes": ("Water quality",)})
    queries.search(typed)
    queries.suggest(typed)


def test_search_of_ten_thousand_letters_is_quick(put: Any) -> None:
    put({"title": "คุณภาพน้ำผิวดิน"})
    begun = time.process_time()
    queries.search("สถิติแห่งชาติน้ำผิวดินรายจังหวัด" * 320)
    assert time.process_time() - begun < 2


def test_search_before_there_is_an_index_finds_nothing() -> None:
    assert queries.search("น้ำ").total == 0
    assert queries.suggest("น้ำ") == []


SUGGESTED = [
    ("l;ylfu", "สวัสดี"),  # a word of the dictionary, though no dataset has it
    ("xitk8i", "ประคร"),  # no word: nothing is suggested
    ("ยนยีสฟะรนื", "population"),
    ("โรงเรืยน", "โรงเรียน"),
    ("สถิดิ", "สถิติ"),
    ("popluation", "population"),
    ("zzzzqqqq", None),
]


@pytest.mark.parametrize(("typed", "meant"), SUGGESTED)
def test_search_says_what_may_have_been_meant(put: Any, typed: str, meant: str | None) -> None:
    put({"title": "สถิติโรงเรียน", "more_titles": ("School population",)})
    expected = None if meant == "ประคร" else meant
    assert queries.search(typed).suggestion == expected


def test_search_with_a_slip_changes_nothing_by_itself(put: Any) -> None:
    put({"title": "สวัสดี"})
    found = queries.search("l;ylfu")
    assert (found.total, found.suggestion) == (0, "สวัสดี")


def test_search_of_a_misspelt_word_finds_loosely(put: Any) -> None:
    put({"title": "สถิติโรงเรียน"}, {"title": "ราคายางพารา"})
    found = queries.search("โรงเรืยน")
    assert ([hit.id for hit in found.hits], found.is_loose) == (["001"], True)


WITH_FACETS: tuple[dict[str, Any], ...] = (
    {"title": "น้ำ ก", "facets": {"format": ("csv", "xlsx"), "agency": ("nso",), "theme": ("a",)}},
    {"title": "น้ำ ข", "facets": {"format": ("csv",), "agency": ("pcd",), "theme": ("b",)}},
    {"title": "น้ำ ค", "facets": {"format": ("json",), "agency": ("pcd",), "theme": ("b",)}},
    {"title": "ไฟ", "facets": {"format": ("csv",), "agency": ("egat",), "theme": ("b",)}},
)


def test_facets_count_what_was_found(put: Any) -> None:
    put(*WITH_FACETS)
    facets = queries.search("น้ำ").facets
    assert facets["format"] == [("csv", 2), ("json", 1), ("xlsx", 1)]
    assert facets["agency"] == [("pcd", 2), ("nso", 1)]
    assert facets["licence"] == []


def test_facets_of_a_chosen_one_count_its_other_values(put: Any) -> None:
    put(*WITH_FACETS)
    found = queries.search("น้ำ", filters={"format": ["json"], "agency": ["pcd"]})
    assert [hit.id for hit in found.hits] == ["003"]
    assert found.facets["format"] == [("csv", 1), ("json", 1)]  # of pcd
    assert found.facets["agency"] == [("pcd", 1)]  # of json
    assert found.facets["theme"] == [("b", 1)]  # of both


def test_filters_want_any_value_of_a_facet(put: Any) -> None:
    put(*WITH_FACETS)
    found = queries.search("", filters={"format": ["json", "xlsx"]}, sort="title")
    assert [hit.id for hit in found.hits] == ["001", "003"]


def test_facets_show_a_chosen_value_that_nothing_has(put: Any) -> None:
    put(*WITH_FACETS)
    found = queries.search("ไฟ", filters={"format": ["pdf"]})
    assert found.total == 0
    assert found.facets["format"] == [("csv", 1), ("pdf", 0)]


def test_sort_by_title_is_the_order_of_a_thai_dictionary(put: Any) -> None:
    put(*({"title": title} for title in ["ตา", "เกาะ", "กบ", "โต๊ะ", "ไก่", "ขนม", "แกะ"]))
    titles = [hit.title for hit in queries.search("", sort="title").hits]
    assert titles == ["กบ", "เกาะ", "แกะ", "ไก่", "ขนม", "ตา", "โต๊ะ"]
    assert [hit.title for hit in queries.search("", sort="-title").hits] == titles[::-1]


def test_sort_by_english_title(put: Any) -> None:
    put({"title": "ก", "more_titles": ("Zebra",)}, {"title": "ข", "more_titles": ("Apple",)})
    assert [hit.title for hit in queries.search("", sort="title", language="en").hits] == [
        "Apple",
        "Zebra",
    ]
    assert [hit.title for hit in queries.search("", sort="title").hits] == ["ก", "ข"]


def test_sort_by_change(put: Any) -> None:
    put(
        {"modified_at": datetime(2024, 3, 1, tzinfo=UTC)},
        {"modified_at": datetime(2024, 5, 1, tzinfo=UTC)},
        {"modified_at": datetime(2024, 4, 1, tzinfo=UTC)},
    )
    assert [hit.id for hit in queries.search("", sort="modified").hits] == ["001", "003", "002"]
    assert [hit.id for hit in queries.search("ชุดข้อมูล", sort="-modified").hits] == [
        "002",
        "003",
        "001",
    ]


def test_pages_follow_each_other(put: Any) -> None:
    put(*({"title": f"น้ำ {n}"} for n in range(7)))
    pages = [[hit.id for hit in queries.search("น้ำ", page=n, size=3).hits] for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert len({identifier for page in pages for identifier in page}) == 7


REFUSED = [
    ({"filters": {"colour": ["red"]}}, "search.unknown_facet"),
    ({"sort": "price"}, "search.unknown_sort"),
    ({"page": 0}, "search.page_out_of_reach"),
    ({"size": 101}, "search.page_out_of_reach"),
    ({"page": 1001, "size": 10}, "search.page_out_of_reach"),
]


@pytest.mark.parametrize(("asked", "code"), REFUSED)
def test_search_refuses_what_the_address_has_wrong(asked: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        queries.search("", **asked)
    assert refused.value.code == code


def test_hit_shows_the_language_asked_for_and_where_it_was_met(put: Any) -> None:
    note = "คำอธิบายยาว " * 30 + "ค่าโลหะหนักในน้ำผิวดิน"
    put(
        {
            "title": "คุณภาพน้ำ",
            "more_titles": ("Water quality",),
            "descriptions": (note, "Heavy metals"),
        }
    )
    thai, english = (
        queries.search("โลหะหนัก").hits[0],
        queries.search("metals", language="en").hits[0],
    )
    assert ("โลหะหนัก", True) in thai.snippets or ("โลหะ", True) in thai.snippets
    assert english.title == "Water quality"
    assert english.snippets == [("Heavy ", False), ("metals", True)]


SUGGESTIONS = [
    ("สถิ", ["สถิติ", "สถิติโรงเรียนรายจังหวัด"]),  # the tag first
    ("โรงเร", ["สถิติโรงเรียนรายจังหวัด"]),
    ("รายจัง", ["สถิติโรงเรียนรายจังหวัด"]),
    ("SCH", ["Schools by province"]),
    ("by prov", ["Schools by province"]),
    ("๒๕", ["2565"]),
    ("", []),
    ("qqq", []),
]


@pytest.mark.parametrize(("typed", "shown"), SUGGESTIONS)
def test_suggest_goes_on_from_what_was_typed(put: Any, typed: str, shown: list[str]) -> None:
    put(
        {
            "title": "สถิติโรงเรียนรายจังหวัด",
            "more_titles": ("Schools by province",),
            "tags": ("สถิติ", "2565"),
        }
    )
    assert queries.suggest(typed) == shown


def test_suggest_gives_no_more_than_asked(put: Any) -> None:
    put(*({"title": f"น้ำ {n}", "tags": (f"น้ำ{n}",)} for n in range(20)))
    assert len(queries.suggest("น้ำ", 5)) == 5
