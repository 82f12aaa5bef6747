"""The journal: a line a use; what is sealed is written no more, and nothing is lost between."""

import threading
from collections import Counter
from pathlib import Path

from factories import uses

from odms.usage import journal

USE = uses.use(36_000)


def test_what_was_written_is_sealed_and_read(tmp_path: Path) -> None:
    assert journal.seal(tmp_path) == []
    journal.append(tmp_path, USE)
    journal.append(tmp_path, USE)
    [first] = journal.seal(tmp_path)
    assert uses.read(first) == [USE, USE]
    assert journal.seal(tmp_path) == [first]
    journal.append(tmp_path, USE._replace(kind="download"))
    assert [len(uses.read(path)) for path in journal.seal(tmp_path)] == [2, 1]


def test_no_line_is_lost_while_others_seal_and_count(tmp_path: Path) -> None:
    counted: Counter[str] = Counter()
    done = threading.Event()

    def write() -> None:
        for _ in range(300):
            journal.append(tmp_path, USE)

    def count() -> None:
        while not done.is_set():
            for path in journal.seal(tmp_path):
                counted["n"] += len(uses.read(path))
                path.unlink()

    counting = threading.Thread(target=count)
    writing = [threading.Thread(target=write) for _ in range(4)]
    for thread in (counting, *writing):
        thread.start()
    for thread in writing:
        thread.join()
    done.set()
    counting.join()
    left = sum(len(uses.read(path)) for path in journal.seal(tmp_path))
    assert counted["n"] + left == 1200
