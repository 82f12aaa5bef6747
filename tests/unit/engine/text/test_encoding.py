"""The encoding of a text, and the text in UTF-8."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odms.engine.grid import Encoding
from odms.engine.text import encoding as encodings
from odms.engine.text.encoding import Damage, decode, detect, findings, to_utf8
from odms.engine.text.single_byte import frequent_words

KOREAN = (
    "이 문서는 대한민국의 행정 구역을 설명한다. 서울특별시, 부산광역시, 대구광역시, 이름,지역,인구"
)
RUSSIAN = "Российская Федерация состоит из республик, краёв, областей. Население, площадь"
JAPANESE = "これは日本の都道府県のリストです。東京都、大阪府、北海道、人口、面積、名前、地域"
THAI = "ลำดับ,ชื่อโครงการ,งบประมาณ\n1,ก่อสร้างถนนคอนกรีต,500000\n"


def written(data: bytes, folder: Path) -> Path:
    path = folder / "text"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "name", "how"),
    [
        (b"a,b\n1,2\n", "utf-8", "ascii"),
        (THAI.encode(), "utf-8", "strict"),
        (THAI.encode("utf-8-sig"), "utf-8", "bom"),
        (b"\xff\xfe" + THAI.encode("utf-16-le"), "utf-16-le", "bom"),
        (b"\xfe\xff" + THAI.encode("utf-16-be"), "utf-16-be", "bom"),
        (THAI.encode("utf-16-le"), "utf-16-le", "nul-pattern"),
        (THAI.encode("utf-16-be"), "utf-16-be", "nul-pattern"),
        (THAI.encode("cp874"), "cp874", "thai-clusters"),
        (THAI.encode("tis-620"), "cp874", "thai-clusters"),
        # punctuation of cp874 is left out of the count of letters
        ("“ไทย” – “น้ำ” • “รถ”…".encode("cp874"), "cp874", "thai-clusters"),
        # abbreviations stand in runs too short for the measure of bytes
        ("กจ".encode("cp874"), "cp874", "thai-words"),
        ("เดือน\nม.ค.\n".encode("cp874"), "cp874", "thai-words"),
        # the typo of two เ for แ breaks no cluster
        ("ชื่อ,เเม่สอด,เเม่สาย\n".encode("cp874"), "cp874", "thai-clusters"),
        ("ปลาทูนึ่งเข่ง".encode("cp874"), "cp874", "thai-doubtful"),
        ("กรรณิการ์,ณัฏฐ์".encode("cp874"), "cp874", "thai-doubtful"),
        ("à côté déjà vu €5 naïve".encode("cp1252"), "cp1252", "latin"),
        ("José Núñez, Málaga; ¿qué? señor".encode("cp1252"), "cp1252", "latin"),
        ("25°C ±3 £5 ½ don’t".encode("cp1252"), "cp1252", "latin"),
        (KOREAN.encode("cp949"), "cp1252", "unknown"),
        (RUSSIAN.encode("cp1251"), "cp1252", "unknown"),
        (RUSSIAN.encode("koi8-r"), "cp1252", "unknown"),
        (JAPANESE.encode("euc-jp"), "cp1252", "unknown"),
        # UTF-8 with a broken byte, and cut inside its last letter
        (THAI.encode() * 3 + b"\xe0\xb8,1\n" + THAI.encode(), "utf-8", "utf-8-damaged"),
        (THAI.encode()[:60], "utf-8", "utf-8-damaged"),
    ],
)
def test_detect_names_the_encoding_and_how(
    data: bytes, name: str, how: str, tmp_path: Path
) -> None:
    found = detect(written(data, tmp_path))
    assert (found.name, found.how) == (name, how)


def test_detect_finds_thai_that_appears_late(tmp_path: Path) -> None:
    data = b"1,2,3\n" * 600_000 + "จังหวัดน่าน\n".encode("cp874")
    assert detect(written(data, tmp_path)).name == "cp874"


@pytest.mark.parametrize("how", ["utf-8-damaged", "thai-doubtful", "unknown"])
def test_doubt_is_told(how: str) -> None:
    assert not Encoding("cp874", how).is_certain


def test_findings_tell_doubt_damage_and_mixture() -> None:
    told = findings(Encoding("cp1252", "unknown"), Damage(3, 9, n_recovered_lines=2))
    assert [(found.code, found.n, found.facts) for found in told] == [
        ("engine.encoding_uncertain", 1, {"name": "cp1252"}),
        ("engine.encoding_damage", 3, {"line": 10}),
        ("engine.encoding_mixed", 2, {}),
    ]


def test_to_utf8_reads_lines_of_cp874_inside_utf8_and_counts_what_is_lost(tmp_path: Path) -> None:
    data = THAI.encode() * 2 + "3,สร้างฝาย,7\n".encode("cp874") + b"\xe0\xb8,1\n"
    out = tmp_path / "out"
    damage = to_utf8(written(data, tmp_path), Encoding("utf-8", "utf-8-damaged"), out)
    assert out.read_text("utf-8") == THAI * 2 + "3,สร้างฝาย,7\n�,1\n"
    assert damage == Damage(1, 4, n_recovered_lines=1)


def test_to_utf8_keeps_bytes_that_cp874_leaves_open(tmp_path: Path) -> None:
    out = tmp_path / "out"
    damage = to_utf8(written(b"\xa1\x81\xfd\n", tmp_path), Encoding("cp874", "thai-words"), out)
    assert out.read_text("utf-8") == "ก\x81�\n"
    assert damage == Damage(1, 0)


words = st.sampled_from(
    sorted(word for word in frequent_words() if len(word) > 3 and "." not in word)
)
tables = st.lists(
    st.lists(words | st.integers(0, 99).map(str), min_size=2, max_size=4).map(",".join),
    min_size=3,
    max_size=8,
).map("\n".join)
in_folder = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@in_folder
@given(tables, st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "cp874"]))
def test_thai_comes_back_from_every_encoding(tmp_path: Path, table: str, coding: str) -> None:
    header = "ลำดับ,จังหวัด\n"
    path = written((header + table).encode(coding), tmp_path)
    found = detect(path)
    assert found.name == coding.removesuffix("-sig")
    assert to_utf8(path, found, tmp_path / "out") is None
    assert (tmp_path / "out").read_text("utf-8") == header + table
    assert decode(path.read_bytes(), found) == header + table


@in_folder
@given(st.binary(max_size=400), st.sampled_from([3, 16, 1 << 20]))
def test_no_byte_is_a_crash_and_no_line_is_lost(tmp_path: Path, data: bytes, block: int) -> None:
    path, out = written(data, tmp_path), tmp_path / "out"
    found = detect(path)
    assert found == detect(path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encodings, "BLOCK", block)
        to_utf8(path, found, out)
    text = out.read_bytes().decode("utf-8")
    if not found.name.startswith("utf-16"):
        assert text.count("\n") == data.count(b"\n")
        assert text.count(",") == data.count(b",")


@in_folder
@given(st.lists(words, min_size=4, max_size=40).map("\n".join), st.sampled_from(["utf-8", "cp874"]))
def test_blocks_decide_as_the_whole_does(tmp_path: Path, text: str, coding: str) -> None:
    path = written(text.encode(coding), tmp_path)
    whole = detect(path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(encodings, "BLOCK", 17)
        assert detect(path).name == whole.name == coding
        to_utf8(path, whole, tmp_path / "out")
    assert (tmp_path / "out").read_text("utf-8") == text
