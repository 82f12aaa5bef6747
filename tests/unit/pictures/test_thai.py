"""Lines of Thai end between words, and never within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odms.pictures.thai import SEAM, all_seamed, seamed

# what is set, with | where a line may end inside its Thai
SEAMED = [
    ("วิจัยและนวัตกรรม", "|วิจัย|และ|นวัตกรรม|"),
    ("ความพึงพอใจ ระดับมาก", "|ความพึงพอใจ| |ระดับ|มาก|"),
    ("พ.ศ. 2565", "|พ.ศ.\u00a02565|"),
    ("31.3 % ของ", "31.3\u00a0% |ของ|"),
    ("plain text", "plain text"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "told"), SEAMED)
def test_seams(text: str, told: str) -> None:
    assert seamed(text) == told.replace("|", SEAM)


@given(st.text(alphabet=st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E), max_size=40))
def test_nothing_is_lost(text: str) -> None:
    assert seamed(text).replace(SEAM, "") == text


def test_a_document_is_seamed_throughout() -> None:
    told = all_seamed({"a": ["มาก", 1, None], "b": ("มาก",)})
    assert told == {"a": [f"{SEAM}มาก{SEAM}", 1, None], "b": [f"{SEAM}มาก{SEAM}"]}
