"""An agency's ministry by the country's list, and the one province that a dataset is about."""

import pytest

from odms.assessment.places import Above, ministry_of, province_of

# the agency and those above it, and the ministry's code
MINISTRIES: list[tuple[list[Above], str]] = [
    ([Above("x", "กระทรวงการคลัง", "Ministry of Finance")], "mof"),
    ([Above("x", "กรมตัวอย่าง", ""), Above("m", "กระทรวงการคลัง", "")], "mof"),
    ([Above("x", "ชื่ออะไรก็ได้", "", "mof")], "mof"),
    ([Above("x", "กรมบัญชีกลาง", "")], "mof"),
    ([Above("x", "บริษัทตัวอย่าง จำกัด", "")], ""),
    ([], ""),
]

# titles, tags, publisher, and the province's code
PROVINCES: list[tuple[str, list[str], str, str]] = [
    ("ผู้ป่วยนอก จังหวัดลำพูน", [], "", "51"),
    ("จำนวนประชากร", ["ลำพูน"], "", "51"),
    ("จำนวนประชากร", [], "สำนักงานจังหวัดชลบุรี", "20"),
    ("จำนวนประชากรกรุงเทพมหานคร", [], "", "10"),
    ("ข้อมูลที่เผยแพร่", [], "", ""),
    ("จังหวัดลำพูนและจังหวัดชลบุรี", [], "", ""),
    ("เลยกำหนด", [], "", ""),
]


@pytest.mark.parametrize(("way", "code"), MINISTRIES)
def test_ministry(way: list[Above], code: str) -> None:
    assert ministry_of(way) == code


@pytest.mark.parametrize(("title", "tags", "publisher", "code"), PROVINCES)
def test_province(title: str, tags: list[str], publisher: str, code: str) -> None:
    assert province_of([title], tags, publisher) == code
