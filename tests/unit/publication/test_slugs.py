import pytest

from odms.publication.rules import assign_slugs

CASES = {
    "first-file": (["table-1"], [], ["table-1"]),
    "two-tables-of-a-sheet": (["sheet1", "sheet1"], [], ["sheet1", "sheet1-2"]),
    "same-again": (["a", "b"], ["a", "b"], ["a", "b"]),
    "other-order": (["b", "a"], ["a", "b"], ["b", "a"]),
    "renamed-alone": (["y2024"], ["y2023"], ["y2023"]),
    "one-of-two-renamed": (["a", "c"], ["a", "b"], ["a", "b"]),
    "one-more": (["a", "b", "c"], ["a", "b"], ["a", "b", "c"]),
    "one-less": (["b"], ["a", "b"], ["b"]),
    "one-less-and-renamed": (["c"], ["a", "b"], ["c"]),
    "more-of-the-same-name": (["a", "a", "a"], ["a", "a-2"], ["a", "a-2", "a-3"]),
}


@pytest.mark.parametrize("case", CASES)
def test_slugs(case: str) -> None:
    wanted, known, expected = CASES[case]
    assert assign_slugs(wanted, known) == expected
