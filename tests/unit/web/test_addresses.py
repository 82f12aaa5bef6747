import pytest
from django.http import QueryDict

from odms.web import addresses


@pytest.mark.parametrize(
    ("path", "th", "en"),
    [
        ("/", "/", "/en/"),
        ("/en", "/", "/en/"),
        ("/en/", "/", "/en/"),
        ("/datasets/a", "/datasets/a", "/en/datasets/a"),
        ("/en/datasets/a", "/datasets/a", "/en/datasets/a"),
        ("/energy", "/energy", "/en/energy"),
    ],
)
def test_the_same_page_in_both_languages(path: str, th: str, en: str) -> None:
    assert (addresses.in_thai(path), addresses.in_english(path)) == (th, en)


@pytest.mark.parametrize(
    ("query", "without", "values", "changed"),
    [
        ("q=a&tag=x&tag=y", {"tag": "x"}, {}, "?q=a&tag=y"),
        ("q=a&tag=x&tag=y&page=3", {"tag": None, "page": None}, {}, "?q=a"),
        ("q=a&page=3", {}, {"page": 4}, "?q=a&page=4"),
        ("q=a&page=3", {}, {"page": None}, "?q=a"),
        (
            "",
            {},
            {"จังหวัด": "ตาก"},
            "?%E0%B8%88%E0%B8%B1%E0%B8%87%E0%B8%AB%E0%B8%A7%E0%B8%B1%E0%B8%94=%E0%B8%95%E0%B8%B2%E0%B8%81",
        ),
    ],
)
def test_changed(
    query: str, without: dict[str, str | None], values: dict[str, object], changed: str
) -> None:
    assert addresses.changed(QueryDict(query), without=without, **values) == changed
