"""A file of another catalogue is read as deliveries are; what likely holds personal data stays out."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from factories.files import VISITORS
from factories.versions import read

from odms.engine.quality.kept import NAME
from odms.errors import Conflict, Unreadable
from odms.intake import actions
from odms.intake.models import Delivery
from odms.intake.originals import originals
from odms.intake.queries import lake
from odms.intake.rules import MIRRORED_FILE

RAIN = "จังหวัด,ปี,ปริมาณฝน\n" + "".join(
    f"{name},{year},{mm}\n"
    for year, mm in ((2566, 1200.5), (2567, 1310), (2568, 990))
    for name in ("เชียงใหม่", "ลำพูน", "กระบี่")
)


def origin(data: bytes, name: str) -> actions.Origin:
    sha256 = hashlib.sha256(data).hexdigest()
    return actions.Origin(name, len(data), sha256, "ปริมาณฝน", "Rain")


def take_in(tmp_path: Path, data: bytes, name: str = "rain.csv") -> actions.Mirrored:
    path = tmp_path / "fetched"
    path.write_bytes(data)
    return actions.take_in_mirrored(path=path, origin=origin(data, name))


def n_kept() -> tuple[int, int]:
    return len(list(lake().list_tables())), len(list(originals().list_tables()))


def test_a_table_is_kept_with_the_bytes_it_was_read_from(tmp_path: Path, db: Any) -> None:
    data = RAIN.encode("cp874")
    [release] = take_in(tmp_path, data).releases
    assert (release.title_th, release.title_en, release.n_rows) == ("ปริมาณฝน", "Rain", 9)
    assert (release.source_format, release.raw_name, release.raw_size_bytes) == (
        "csv",
        "rain.csv",
        len(data),
    )
    assert [(one["name"], one["type"]) for one in release.columns] == [
        ("จังหวัด", "text"),
        ("ปี", "year"),
        ("ปริมาณฝน", "number"),
    ]
    path = lake().table_path(release.table_key)
    assert [row["ปริมาณฝน"] for row in read(path)][:2] == [1200.5, 1200.5]
    kept = path.with_name(MIRRORED_FILE).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == release.raw_sha256
    assert lake().read_json(release.table_key, NAME)["format"] == "csv"
    assert not Delivery.objects.exists()


def test_a_workbook_is_a_table_a_sheet(tmp_path: Path, db: Any) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for name in ("เหนือ", "ใต้"):
        sheet = book.create_sheet(name)
        for row in (("จังหวัด", "ฝน"), ("ลำพูน", 1), ("กระบี่", 2), ("ตรัง", 3)):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "book.xlsx")
    releases = take_in(tmp_path, (tmp_path / "book.xlsx").read_bytes(), "book.xlsx").releases
    assert [(one.position, one.title_th) for one in releases] == [
        (0, "ปริมาณฝน – เหนือ"),
        (1, "ปริมาณฝน – ใต้"),
    ]
    paths = [lake().table_path(one.table_key).with_name(MIRRORED_FILE) for one in releases]
    assert [path.exists() for path in paths] == [True, False]


# file, what it is called, refusal
REFUSED = [
    (VISITORS.encode(), "patients.csv", "intake.personal_in_mirror"),
    (b"\x00\x01\x02" * 50, "data.bin", "engine.format_unknown"),
    (b"%PDF-1.4 ...", "data.csv", "engine.format_unread"),
]


@pytest.mark.parametrize(("data", "name", "code"), REFUSED)
def test_nothing_of_a_refused_file_is_kept(
    tmp_path: Path, db: Any, data: bytes, name: str, code: str
) -> None:
    before = n_kept()
    with pytest.raises((Conflict, Unreadable)) as refusal:
        take_in(tmp_path, data, name)
    assert refusal.value.code == code
    assert n_kept() == before


def test_the_refusal_names_the_kinds(tmp_path: Path, db: Any) -> None:
    with pytest.raises(Conflict) as refusal:
        take_in(tmp_path, VISITORS.encode())
    assert "th-national-id" in str(refusal.value.facts["kinds"])
