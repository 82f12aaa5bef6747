"""Whether the delimiter of a text is found, on files that nobody on this project wrote.

The corpus is a folder of unpacked packages, one folder a package, named by ODMS_TEST_DELIMITED_TEXTS;
README.md here says how to fill it, and the tests are skipped where there is none. Nothing is fetched.
Run as a program, this prints the figures and every miss:

    .venv/bin/python tests/judges/test_delimiters.py FOLDER

*Well-made* files are labelled by what they are, not by our detector: the whole text parses without
an error, each record as wide as the next and two cells or more, by the delimiter that the file's
ending names, or by one alone of the four common ones. Of the rest, the *wild* ones, those in
`delimiters.csv` were labelled by hand, each looked at; it names a package, a pattern for its files
(their path, joined by underscores), and the delimiter (nothing for a text that has none). Tables of fixed width and files whose
kind is in doubt are left out.
"""

import csv
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from odms.engine import formats
from odms.engine.grid import workspace
from odms.errors import Refused

FOLDER = os.environ.get("ODMS_TEST_DELIMITED_TEXTS", "")
LABELS = Path(__file__).with_name("delimiters.csv")
ENDINGS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
TEXTS = {*ENDINGS, ".txt", ".dat", ".data", ".asc", ".psv"}
COMMON = (",", "\t", ";", "|")
MARKS = {"well-made": 0.99, "wild": 0.90}
LARGEST = 3_000_000  # bytes

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="ODMS_TEST_DELIMITED_TEXTS names no folder of packages"
)


@dataclass(frozen=True)
class Answer:
    """A file, its kind, its delimiter, and what the engine says."""

    path: Path
    kind: str  # well-made or wild
    delimiter: str | None
    found: str | None


def asked(folder: Path) -> Iterator[tuple[Path, str, str | None]]:
    """The files that have a label: path, kind, delimiter."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in TEXTS or not path.is_file():
            continue
        text = _text(path) if 0 < path.stat().st_size <= LARGEST else None
        if text is None:
            continue
        place = path.relative_to(folder).parts
        if delimiter := _by_form(text, ENDINGS.get(path.suffix.lower())):
            yield path, "well-made", delimiter
        elif (label := _by_hand(place[0], "_".join(place[1:]))) is not None:
            yield path, "wild", label or None


def _text(path: Path) -> str | None:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _by_form(text: str, named: str | None) -> str | None:
    """The delimiter by which a text is in order from end to end."""
    fitting = [delimiter for delimiter in COMMON if _is_regular(text, delimiter)]
    return named if named in fitting else fitting[0] if len(fitting) == 1 else None


def _is_regular(text: str, delimiter: str) -> bool:
    csv.field_size_limit(LARGEST)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        widths = [len(record) for record in reader if record]
    except csv.Error:
        return False
    return len(widths) > 1 and len(set(widths)) == 1 and widths[0] > 1


@cache
def _labels() -> list[tuple[str, re.Pattern[str], str]]:
    with LABELS.open(newline="") as lines:
        return [
            (
                row["package"].replace("-", "_"),
                re.compile(row["files"]),
                row["delimiter"].replace("\\t", "\t"),
            )
            for row in csv.DictReader(lines)
        ]


def _by_hand(package: str, name: str) -> str | None:
    """The delimiter that people saw, empty for none; None where nobody looked."""
    for start, files, delimiter in _labels():
        if package.replace("-", "_").startswith(start) and files.search(name):
            return delimiter
    return None


def found(path: Path) -> str | None:
    """The delimiter that the engine's reader gives; none for what it refuses."""
    with tempfile.TemporaryDirectory() as folder, workspace(Path(folder)) as work:
        try:
            grids = formats.read(path, path.name, work)
        except Refused:
            return None
        return grids[0].dialect and grids[0].dialect.delimiter


@cache
def answers(folder: Path) -> list[Answer]:
    """Every labelled file with the engine's answer."""
    return [Answer(path, kind, label, found(path)) for path, kind, label in asked(folder)]


def share(given: list[Answer], kind: str) -> tuple[int, int]:
    """How many of a kind are right, and how many there are."""
    of_kind = [answer for answer in given if answer.kind == kind]
    return sum(answer.found == answer.delimiter for answer in of_kind), len(of_kind)


@pytest.mark.parametrize("kind", MARKS)
def test_delimiters_of_package_files(kind: str) -> None:
    n_right, n = share(answers(Path(FOLDER)), kind)
    assert n > 100
    assert n_right >= MARKS[kind] * n


if __name__ == "__main__":
    told = answers(Path(sys.argv[1]))
    for each in MARKS:
        right, all_of = share(told, each)
        print(f"{each:<10} {right:5} of {all_of:5}  {right / max(1, all_of):.4f}")
    for answer in told:
        if answer.found != answer.delimiter:
            print(f"{answer.delimiter!r:>6} read as {answer.found!r:<6} {answer.path}")
