import pytest

from odms.standards import codes

LISTS = (
    "data_types", "objectives", "frequencies", "geo_coverages", "data_formats", "categories",
    "classifications", "licences", "themes", "languages",
)  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_list_is_whole(name: str) -> None:
    found = codes.options(name)
    assert len({option.code for option in found}) == len(found) > 1
    assert all(option.th and option.en for option in found)
    assert name == "themes" or all(option.ckan for option in found)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("licences", "Creative Commons Attributions", "cc-by"),
        ("licences", "G0", "odc"),
        ("licences", "cc-by-sa", "cc-by-sa"),
        ("licences", "ฟรี", None),
        ("licences", "", None),
        ("frequencies", "ปี", "A"),
        ("frequencies", "q", "Q"),
        ("geo_coverages", "จังหวัด", "06"),
        ("data_types", "ข้อมูลประเภทอื่น ๆ", "other"),
        ("data_types", "ข้อมูลประเภทอื่นๆ", "other"),
        ("classifications", "01", "open"),
        ("data_formats", "XLS", "xls"),
    ],
)
def test_recognise_code_number_or_label(name: str, text: str, code: str | None) -> None:
    assert codes.recognise(name, text) == code


def test_only_three_licences_are_open() -> None:
    found = [option.code for option in codes.options("licences") if option.is_open]
    assert found == ["odc", "cc-by", "cc-by-sa"]


def test_only_one_class_is_open() -> None:
    found = [option.code for option in codes.options("classifications") if option.is_open]
    assert found == ["open"]


def test_label_of_unknown_code_is_the_code() -> None:
    assert codes.label("licences", "wtfpl", "th") == "wtfpl"
    assert codes.label("licences", "cc-by", "en") == "Creative Commons Attribution (CC BY)"
