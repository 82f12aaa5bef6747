"""`odms inspect` and `odms read` at the terminal: results, sentences, exit statuses."""

import csv
import io
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import jsonschema
import pyarrow.parquet as pq
import pytest
from factories.commands import run_in
from factories.site import serving
from samples.tables import DRAWING, STACKED, ZOO

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/reference/inspection.schema.json").read_text("utf-8"))


@pytest.fixture
def odms(tmp_path: Path):
    """Run the command in an empty folder, in a language, and give what it answered."""
    return partial(run_in, tmp_path)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "จังหวัด.csv").write_bytes(ZOO["cp874"].data)
    (tmp_path / "notes.csv").write_bytes(ZOO["notes"].data)
    (tmp_path / "no-header.csv").write_bytes(ZOO["no-header"].data)
    (tmp_path / "stacked.csv").write_text(STACKED, "utf-8")
    (tmp_path / "drawing.csv").write_text(DRAWING, "utf-8")
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "report.csv").write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    return tmp_path


def test_inspect_json_is_one_line_a_file_in_order(odms, files: Path) -> None:
    names = ["จังหวัด.csv", "drawing.csv", "notes.csv", "empty.csv"]
    done = odms("inspect", "--json", *names)
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [line["file"] for line in lines] == names
    assert ["error" in line for line in lines] == [False, True, False, True]
    for line in lines:
        jsonschema.validate(line, SCHEMA)
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 2


def test_inspect_all_read_is_status_0(odms, files: Path) -> None:
    done = odms("inspect", "--json", "จังหวัด.csv", "notes.csv")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.splitlines()[0])["encoding"]["name"] == "cp874"


BROKEN = {
    "empty.csv": ("engine.file_empty", "en"),
    "report.csv": ("engine.format_unread", "en"),
    "drawing.csv": ("reading.no_table_drawing", "en"),
    "absent.csv": ("reading.no_such_file", "en"),
    ".": ("reading.not_a_file", "en"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_inspect_broken_file_is_one_sentence_and_status_1(name: str, odms, files: Path) -> None:
    done = odms("inspect", "--json", name)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["file"], told["error"]["code"]) == (name, BROKEN[name][0])
    assert done.stderr.decode().strip() == told["error"]["message"]["en"]


def test_inspect_and_read_an_address(odms) -> None:
    home = {"ODMS_FETCH_NETWORKS": "127.0.0.0/8"}
    with serving({"จังหวัด.csv": ZOO["cp874"].data}) as site:
        url = f"{site}/จังหวัด.csv"
        done = odms("inspect", "--json", url, f"{site}/absent.csv", **home)
        rows = odms("read", "--raw", url, **home)
    found, absent = map(json.loads, done.stdout.splitlines())
    jsonschema.validate(found, SCHEMA)
    jsonschema.validate(absent, SCHEMA)
    assert (found["file"], found["encoding"]["name"]) == (url, "cp874")
    assert (absent["error"]["code"], done.returncode) == ("outward.status", 1)
    assert rows.stdout.decode().splitlines()[0].startswith(found["tables"][0]["columns"][0]["name"])


def test_inspect_turns_away_from_addresses_inside(odms) -> None:
    done = odms("inspect", "--json", "http://127.0.0.1:9/x.csv")
    assert json.loads(done.stdout)["error"]["code"] == "outward.private_address"


def test_read_guards_formulas_in_csv_alone(odms, tmp_path: Path) -> None:
    text = "name,n\n=1+1,1\n@x,-2\nกขค,3\n"
    (tmp_path / "formulas.csv").write_text(text, "utf-8")
    typed = odms("read", "formulas.csv").stdout.decode()
    assert list(csv.reader(io.StringIO(typed))) == [
        ["name", "n"],
        ["'=1+1", "1"],
        ["'@x", "-2"],
        ["กขค", "3"],
    ]
    lines = odms("read", "formulas.csv", "--to", "jsonl").stdout.decode().splitlines()
    assert json.loads(lines[0]) == {"name": "=1+1", "n": 1}
    raw = odms("read", "--raw", "formulas.csv").stdout.decode()
    assert raw.splitlines()[1] == "=1+1,1"


def test_inspect_refuses_in_the_language_of_the_terminal(odms, files: Path) -> None:
    thai = odms("inspect", "empty.csv", language="th_TH.UTF-8").stderr.decode()
    english = odms("inspect", "empty.csv").stderr.decode()
    assert "ข้อมูล" in thai
    assert english.isascii()


def test_inspect_for_people_says_the_verdict_first(odms, files: Path) -> None:
    text = odms("inspect", "notes.csv", language="th_TH.UTF-8").stdout.decode()
    lines = text.splitlines()
    assert lines[0] == "notes.csv"
    assert lines[1].startswith("อ่านได้ 1 ตาราง 3 แถว")
    assert "จำนวนเต็ม" in text


WRONG = [
    ["inspect"],
    ["inspect", "--nonsense", "notes.csv"],
    ["read"],
    ["read", "notes.csv", "--to", "xml"],
    ["read", "notes.csv", "--table", "first"],
    ["read", "notes.csv", "--table", "-1"],
    ["nothing"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_status_2(arguments: list[str], odms, files: Path) -> None:
    done = odms(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def test_a_command_that_there_is_not_is_said_in_the_terminals_language(odms) -> None:
    done = odms("nothing", language="th_TH.UTF-8")
    assert done.stderr.decode() == "ไม่มีคำสั่ง nothing (ดู odms --help)\n"


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_read_raw_gives_the_source_text_as_rfc_4180(odms, files: Path) -> None:
    done = odms("read", "--raw", "notes.csv")
    assert done.returncode == 0
    assert done.stdout.count(b"\r\n") == 4
    assert rows_of(done.stdout) == [
        ["จังหวัด", "ชาย", "หญิง"],
        ["กระบี่", "100", "120"],
        ["ตรัง", "80", "90"],
        ["รวม", "180", "210"],
    ]


def test_read_raw_of_cp874_is_utf_8(odms, files: Path) -> None:
    assert rows_of(odms("read", "--raw", "จังหวัด.csv").stdout)[1] == ["กรุงเทพมหานคร", "100", "120"]


def test_read_raw_without_header_begins_with_data(odms, files: Path) -> None:
    rows = rows_of(odms("read", "--raw", "no-header.csv").stdout)
    assert (len(rows), rows[0]) == (4, ["1", "กระบี่", "100", "5.5"])


def test_read_raw_chooses_the_table(odms, files: Path) -> None:
    assert rows_of(odms("read", "--raw", "stacked.csv", "--table", "1").stdout)[0] == [
        "หน่วยงาน",
        "บาท",
    ]
    absent = odms("read", "--raw", "stacked.csv", "--table", "2")
    assert (absent.returncode, absent.stdout) == (1, b"")
    assert absent.stderr.decode().count("\n") == 1


def test_read_typed_csv(odms, files: Path) -> None:
    rows = rows_of(odms("read", "notes.csv").stdout)
    assert rows[:2] == [["จังหวัด", "ชาย", "หญิง"], ["กระบี่", "100", "120"]]


def test_read_jsonl(odms, files: Path) -> None:
    typed = odms("read", "notes.csv", "--to", "jsonl").stdout.splitlines()
    assert json.loads(typed[0]) == {"จังหวัด": "กระบี่", "ชาย": 100, "หญิง": 120}
    raw = odms("read", "notes.csv", "--to", "jsonl", "--raw").stdout.splitlines()
    assert json.loads(raw[0]) == {"จังหวัด": "กระบี่", "ชาย": "100", "หญิง": "120"}


@pytest.mark.parametrize("raw", [[], ["--raw"]], ids=["typed", "raw"])
def test_read_parquet_to_a_file(raw: list[str], odms, files: Path) -> None:
    done = odms("read", "notes.csv", "--to", "parquet", "-o", "ออก.parquet", *raw)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    table = pq.read_table(files / "ออก.parquet")
    assert table.column("ชาย").to_pylist() == (["100", "80", "180"] if raw else [100, 80, 180])


def test_read_leaves_no_file_of_a_refused_one(odms, files: Path) -> None:
    before = sorted(path.name for path in files.iterdir())
    assert odms("read", "drawing.csv", "-o", "out.csv").returncode == 1
    assert sorted(path.name for path in files.iterdir()) == before


def test_read_says_where_it_cannot_write(odms, files: Path) -> None:
    (files / "folder").mkdir()
    done = odms("read", "จังหวัด.csv", "-o", "folder")
    assert (done.returncode, done.stdout, done.stderr) == (
        1,
        b"",
        b"The file folder cannot be written.\n",
    )


def test_inspect_and_read_load_no_django(files: Path) -> None:
    probe = (
        "import sys; from odms.cli.main import app\n"
        f"try: app(['inspect', {str(files / 'notes.csv')!r}])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('django')], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, cwd=ROOT, check=True)
    assert done.stderr.decode().strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("arguments", [["inspect"], ["inspect", "--json"], ["read", "--raw"]])
def test_nobody_reads_the_output_is_no_fault(arguments: list[str], files: Path) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "odms.cli.main", *arguments, str(files / "notes.csv")]
    done = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(writes)
    assert done.stderr == b""
