"""The sandbox: every limit, every way a child can end."""

import faulthandler
import io
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import py7zr
import pytest
from factories.maps import UTM_47, dbf, points

from odms.engine.errors import Damaged, LimitPassed, NotATable
from odms.engine.sandbox import Limits, inside, prepare, run
from odms.errors import Fault

SMALL = Limits(memory_mb=900, cpu_s=20, seconds=20, file_mb=20)


def do(deed: str, folder: Path, limits: Limits = SMALL) -> object:
    job = {"deed": deed, "limits": asdict(limits)}
    return run("tests.samples.naughty", job, folder, limits)["told"]


@pytest.mark.parametrize(
    ("deed", "limits", "code"),
    [
        ("allocate", SMALL, "engine.memory_limit"),
        ("allocate_in_duckdb", SMALL, "engine.memory_limit"),
        ("loop", replace(SMALL, cpu_s=1), "engine.time_limit"),
        ("sleep", replace(SMALL, seconds=1), "engine.time_limit"),
        ("write", SMALL, "engine.disk_limit"),
    ],
)
def test_a_child_that_passes_a_limit_is_refused(
    deed: str, limits: Limits, code: str, tmp_path: Path
) -> None:
    began = time.monotonic()
    with pytest.raises(LimitPassed) as refused:
        do(deed, tmp_path, limits)
    assert refused.value.code == code
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("deed", ["open_socket", "start_process"])
def test_a_child_finds_no_door(deed: str, tmp_path: Path) -> None:
    with pytest.raises(Fault, match="closed in the sandbox"):
        do(deed, tmp_path)


def test_a_crash_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault, match=str(-signal.SIGABRT)):
        do("crash", tmp_path)


def test_a_refusal_comes_back_as_the_same_refusal(tmp_path: Path) -> None:
    with pytest.raises(Damaged) as refused:
        do("refuse", tmp_path)
    assert (refused.value.code, refused.value.facts) == ("engine.damaged", {"kind": "ตาราง"})


def test_the_environment_is_emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODMS_SECRET_KEY", "hidden")
    told = do("environment", tmp_path)
    assert isinstance(told, dict)
    assert "ODMS_SECRET_KEY" not in told
    assert told["HOME"] == told["TMPDIR"] == str(tmp_path)


def test_prepare_leaves_the_tables_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "blob"
    source.write_bytes("จังหวัด,จำนวน\nน่าน,1\nตาก,2\n".encode("cp874"))
    out = tmp_path / "out"
    out.mkdir()
    report = prepare(source, out, name="ก.csv")
    assert report["encoding"] == {"name": "cp874", "how": "thai-clusters"}
    assert report["tables"][0]["n_rows"] == 2
    assert {made.name for made in out.iterdir()} >= {
        "profile-0.json",
        "report.json",
        "table-0.parquet",
    }
    assert all(made.is_file() for made in out.iterdir())


def test_prepare_that_is_refused_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "blob"
    source.write_bytes(b"")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(NotATable):
        prepare(source, out, name="empty.csv")
    assert list(out.iterdir()) == []


# A forked child, for commands. Pytest has threads, of which newer Pythons warn at a fork.
FORKED = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def crash() -> None:
    faulthandler.disable()  # Pytest's would print where, as if a test had crashed
    os.abort()


def loop() -> None:
    while True:
        pass


def allocate() -> None:
    bytearray(4 << 30)


def refuse() -> None:
    raise Damaged("engine.damaged", kind="ตาราง")


@FORKED
@pytest.mark.parametrize(
    ("work", "limits", "kind"),
    [
        (crash, SMALL, Fault),
        (allocate, SMALL, LimitPassed),
        (refuse, SMALL, Damaged),
        (loop, replace(SMALL, cpu_s=1), LimitPassed),
        (loop, replace(SMALL, seconds=1), LimitPassed),
        (lambda: socket.create_connection(("127.0.0.1", 9)), SMALL, Fault),
    ],
    ids=["crash", "memory", "refusal", "processor", "clock", "network"],
)
def test_a_forked_child_ends_as_it_deserves(
    work: Callable[[], None], limits: Limits, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        inside(work, limits)


@FORKED
def test_a_forked_child_writes_where_its_parent_does(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        inside(lambda: out.write("ตาราง".encode()) and out.flush())
    assert (tmp_path / "out").read_text("utf-8") == "ตาราง"


@FORKED
def test_a_small_file_needs_little_address_space(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("จังหวัด,จำนวน\nน่าน,1\nตาก,2\n", "utf-8")
    work = "import sys; from pathlib import Path; from odms.engine import inspect, sandbox\n"
    work += "sandbox.inside(lambda: inspect(Path(sys.argv[1])), sandbox.Limits(memory_mb=1_024))"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", work, source], check=False)
    assert done.returncode == 0


def shapefile() -> bytes:
    shp, shx = points([(665_000.0, 1_520_000.0), (500_000.0, 2_077_000.0)])
    table = dbf([(b"NAME", "C", 20)], [["น่าน".encode("cp874")], ["เชียงใหม่".encode("cp874")]])
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for suffix, held in {"shp": shp, "shx": shx, "dbf": table, "prj": UTM_47.encode()}.items():
            archive.writestr(f"x.{suffix}", held)
    return data.getvalue()


def seven_zip() -> bytes:
    data = io.BytesIO()
    with py7zr.SevenZipFile(data, "w") as archive:
        archive.writestr(b"a,b\n1,2\n3,4\n", "x.csv")
    return data.getvalue()


# what is read by libraries that are not Python's own
LIBRARIES = {
    "x.zip": shapefile,
    "x.7z": seven_zip,
    "x.ttl": lambda: b"@prefix e: <urn:e> . e:a e:b 1 . e:c e:b 2 .",
    "x.xml": lambda: b"<r><i a='1'/><i a='2'/></r>",
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_readers_of_libraries_live_within_a_gibibyte(name: str, tmp_path: Path) -> None:
    (tmp_path / "given").write_bytes(LIBRARIES[name]())
    out = tmp_path / "out"
    out.mkdir()
    limits = Limits(memory_mb=1_024, cpu_s=30, seconds=120, file_mb=20, n_files=64)
    report = prepare(tmp_path / "given", out, name=name, limits=limits)
    assert report["tables"][0]["n_rows"] == 2
