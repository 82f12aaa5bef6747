"""The journal: a line a use; what is sealed is written no more, and nothing is lost between."""

import threading
from collections import Counter
from pathlib import Path

from odms.usage import journal
from odms.usage.journal import Use

USE = Use("2026-11-23", "view", "d1", "a1", "web", "")


def test_what_was_written_is_sealed_and_read(tmp_path: Path) -> None:
    assert journal.seal(tmp_path) == []
    journal.append(tmp_path, USE)
    journal.append(tmp_path, USE)
    [first] = journal.seal(tmp_path)
    assert journal.read(first) == {USE: 2}
    assert journal.seal(tmp_path) == [first]
    journal.append(tmp_path, USE._replace(kind="download"))
    assert [journal.read(path).total() for path in journal.seal(tmp_path)] == [2, 1]


def test_half_a_line_is_passed_over(tmp_path: Path) -> None:
    journal.append(tmp_path, USE)
    [sealed] = journal.seal(tmp_path)
    with sealed.open("ab") as file:
        file.write(b'["2026-11-23","view"')
    assert journal.read(sealed) == {USE: 1}


def test_no_line_is_lost_while_others_seal_and_count(tmp_path: Path) -> None:
    counted: Counter[str] = Counter()
    done = threading.Event()

    def write() -> None:
        for _ in range(300):
            journal.append(tmp_path, USE)

    def count() -> None:
        while not done.is_set():
            for path in journal.seal(tmp_path):
                counted["n"] += journal.read(path).total()
                path.unlink()

    counting = threading.Thread(target=count)
    writing = [threading.Thread(target=write) for _ in range(4)]
    for thread in (counting, *writing):
        thread.start()
    for thread in writing:
        thread.join()
    done.set()
    counting.join()
    left = sum(journal.read(path).total() for path in journal.seal(tmp_path))
    assert counted["n"] + left == 1200
