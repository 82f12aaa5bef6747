"""Rules between category and class, and what differs between two surveys."""

from typing import Any

import pytest

from odms.inventory.form import Rows
from odms.inventory.form import read as read_form
from odms.inventory.rules import check, differences, read

# category, class, personal data, candidate: the codes that do not fit
TABLE: list[tuple[str, str, bool | None, bool | None, list[str]]] = [
    ("public", "open", False, True, []),
    ("public", "open", True, None, ["inventory.public_with_personal_data"]),
    ("public", "internal", None, None, ["inventory.public_not_open"]),
    ("public", "", None, None, []),
    ("internal", "open", False, None, []),
    ("internal", "open", True, None, ["inventory.personal_is_not_open"]),
    ("internal", "top-secret", True, None, []),
    ("personal", "internal", True, None, []),
    ("personal", "open", True, None, ["inventory.personal_is_not_open"]),
    ("personal", "internal", False, None, ["inventory.personal_without_personal_data"]),
    ("secret", "open", None, None, ["inventory.secret_needs_class"]),
    ("secret", "internal", None, None, ["inventory.secret_needs_class"]),
    ("security", "restricted", None, None, []),
    ("security", "top-secret", None, True, ["inventory.secret_candidate"]),
    ("", "secret", None, True, ["inventory.secret_candidate"]),
]


@pytest.mark.parametrize(("category", "class_", "personal", "candidate", "codes"), TABLE)
def test_category_and_class(
    category: str, class_: str, personal: bool | None, candidate: bool | None, codes: list[str]
) -> None:
    values = {
        "data_category": category,
        "classification": class_,
        "has_personal_data": personal,
        "is_candidate": candidate,
    }
    assert [lack.code for lack in check(values)] == codes


@pytest.mark.parametrize(
    ("category", "class_", "licence", "codes"),
    [
        ("internal", "internal", "cc-by", ["inventory.internal_licence"]),
        ("internal", "internal", "cc-by-nc", []),
        ("secret", "secret", "odc", ["inventory.secret_licence"]),
        ("public", "open", "cc-by", ["standards.public_licence"]),
    ],
)
def test_licence_is_a_warning(category: str, class_: str, licence: str, codes: list[str]) -> None:
    lacks = check({"data_category": category, "classification": class_, "licence": licence})
    assert [(lack.code, lack.severity) for lack in lacks] == [(code, "warning") for code in codes]


# what is typed: what it means
READ: list[tuple[str, Any, Any]] = [
    ("has_personal_data", "มี", True),
    ("has_personal_data", "ไม่มี", False),
    ("has_personal_data", "", None),
    ("is_candidate", "✓", True),
    ("n_rows", "๑,๒๓๔", 1234),
    ("n_rows", "12.0", 12),
    ("n_rows", None, None),
    ("held_in", "  ระบบ   HDC ", "ระบบ HDC"),
    ("classification", "02", "internal"),
    ("data_category", "ข้อมูลส่วนบุคคล", "personal"),
]


@pytest.mark.parametrize(("name", "typed", "meant"), READ)
def test_values_are_read_leniently(name: str, typed: Any, meant: Any) -> None:
    assert read(name, typed) == meant


def test_columns_that_came_went_and_changed() -> None:
    before = [{"name": "a", "type": "int"}, {"name": "b", "type": "text"}, {"name": "c"}]
    after = [
        {"name": "a", "type": "bigint"},
        {"name": "b", "type": "text", "personal": "email"},
        {"name": "d", "type": "date"},
    ]
    assert differences({"columns": before}, {"columns": after}, ("columns",)) == [
        {"what": "columns_added", "before": [], "after": ["d"]},
        {"what": "columns_lost", "before": ["c"], "after": []},
        {"what": "retyped", "column": "a", "before": "int", "after": "bigint"},
        {"what": "personal", "column": "b", "before": "", "after": "email"},
    ]


# a heading as agencies write it: the field it fills
HEADINGS = [
    ("ชื่อชุดข้อมูล", "title_th"),
    ("2. ชื่อชุดข้อมูล *", "title_th"),
    ("ชื่อชุดข้อมูล (Title)", "title_th"),
    ("ชื่อชุดข้อมูล (ภาษาอังกฤษ)", "title_en"),
    ("ชื่อ ชุด ข้อมูล", "title_th"),
    ("Dataset Name", "title_th"),
]


@pytest.mark.parametrize(("heading", "field"), HEADINGS)
def test_headings(heading: str, field: str) -> None:
    table = Rows("แผ่น1", (heading, "ชั้นความลับ"), [(2, ("ก", "เปิดเผย"))])
    found, troubles = read_form([table])
    assert (found[0].values, troubles) == ({field: "ก", "classification": "open"}, [])
