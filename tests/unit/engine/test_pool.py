"""The pool: children that answer many times, and are replaced when one was hurt."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from odms.engine import landlock, pool
from odms.engine.errors import Damaged, LimitPassed
from odms.engine.pool import Pool
from odms.engine.sandbox import Limits
from odms.errors import Fault, TooMany

LIMITS = Limits(memory_mb=900, cpu_s=60, seconds=2, file_mb=20)


@pytest.fixture
def one() -> Iterator[Pool]:
    """A pool of one child."""
    children = Pool("tests.samples.attending", LIMITS, size=1, patience_s=1)
    yield children
    children.close()


def ask(children: Pool, deed: str) -> dict[str, Any]:
    with children.child() as child:
        return child.ask({"deed": deed})


def test_a_child_is_asked_again_and_again(one: Pool) -> None:
    told = [ask(one, "tell") for _ in range(3)]
    assert len({each["pid"] for each in told}) == 1
    assert [each["n_asked"] for each in told] == [1, 2, 3]
    assert [each["n_rested"] for each in told] == [0, 1, 2]


def test_a_conversation_has_many_turns(one: Pool) -> None:
    with one.child() as child:
        assert [child.ask({"deed": "tell"})["n_asked"] for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("deed", "kind", "code"),
    [
        ("sleep", LimitPassed, "engine.time_limit"),
        ("allocate", LimitPassed, "engine.memory_limit"),
        ("crash", Fault, None),
        ("fault", Fault, None),
        ("open_socket", Fault, None),
    ],
)
def test_a_child_that_was_hurt_is_replaced(
    one: Pool, deed: str, kind: type[Exception], code: str | None
) -> None:
    first = ask(one, "tell")["pid"]
    with pytest.raises(kind) as trouble:
        ask(one, deed)
    assert getattr(trouble.value, "code", None) == code
    told = ask(one, "tell")
    assert (told["pid"] != first, told["n_asked"]) == (True, 1)


def test_a_refusal_hurts_no_child(one: Pool) -> None:
    first = ask(one, "tell")["pid"]
    with pytest.raises(Damaged):
        ask(one, "refuse")
    assert ask(one, "tell")["pid"] == first


def test_what_is_printed_is_no_answer(one: Pool) -> None:
    assert ask(one, "print") == {}
    assert ask(one, "tell")["n_asked"] == 2


def test_a_child_left_in_the_middle_is_not_asked_again(
    one: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer would be taken for that to the next question."""
    first = ask(one, "tell")["pid"]

    def interrupted() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(pool.select, "poll", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ask(one, "tell")
    assert ask(one, "tell")["pid"] != first


def test_who_finds_all_busy_is_refused(one: Pool) -> None:
    with one.child(), pytest.raises(TooMany) as refused, one.child():
        pass
    assert refused.value.code == "engine.no_child_free"


def test_few_wait_and_the_rest_is_refused_at_once(one: Pool) -> None:
    refused = []

    def wait() -> None:
        with pytest.raises(TooMany) as late, one.child():
            pass
        refused.append(late.value.code)

    with one.child():
        waiting = threading.Thread(target=wait)
        waiting.start()
        while not one._n_waiting:
            time.sleep(0.01)
        began = time.monotonic()
        with pytest.raises(TooMany), one.child():
            pass
        assert time.monotonic() - began < 0.5
        waiting.join()
    assert refused == ["engine.no_child_free"]


def test_one_caller_does_not_have_all_children() -> None:
    children = Pool("tests.samples.attending", LIMITS, size=2, patience_s=1)
    with children.child("a") as held, children.child("b") as other:
        assert held.ask({"deed": "tell"})["pid"] != other.ask({"deed": "tell"})["pid"]
    with children.child("a"):
        with pytest.raises(TooMany), children.child("a"):
            pass
        with children.child("b") as other:
            assert other.ask({"deed": "tell"})
    with children.child("a") as held:
        assert held.ask({"deed": "tell"})
    children.close()


def test_folders_of_a_killed_owner_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool.tempfile, "gettempdir", lambda: str(tmp_path))
    left, new, held = (tmp_path / f"odms-child-{name}" for name in ("left", "new", "held"))
    for folder in (left, new, held):
        folder.mkdir()
        (folder / "claim").touch()
    long_ago = time.time() - 3_600
    for folder in (left, held):
        os.utime(folder / "claim", (long_ago, long_ago))
    with (held / "claim").open() as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        Pool("tests.samples.attending", LIMITS, size=1).close()
    assert [folder.exists() for folder in (left, new, held)] == [False, True, True]


def test_children_answer_side_by_side() -> None:
    children = Pool("tests.samples.attending", replace(LIMITS, seconds=30), size=2)
    at_once = threading.Barrier(2, timeout=60)
    pids = []

    def talk() -> None:
        with children.child() as child:
            at_once.wait()
            pids.append(child.ask({"deed": "tell"})["pid"])

    threads = [threading.Thread(target=talk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    children.close()
    assert len(set(pids)) == 2


def test_a_child_outlives_the_thread_that_asked_first(one: Pool) -> None:
    told = []
    thread = threading.Thread(target=lambda: told.append(ask(one, "tell")["pid"]))
    thread.start()
    thread.join()
    time.sleep(0.2)
    assert ask(one, "tell")["pid"] == told[0]


def test_a_child_is_replaced_after_many_conversations(
    one: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_MOST_CONVERSATIONS", 2)
    assert [ask(one, "tell")["n_asked"] for _ in range(5)] == [1, 2, 1, 2, 1]


def test_nothing_is_left_of_a_pool() -> None:
    children = Pool("tests.samples.attending", LIMITS, size=1)
    with children.child() as child:
        folder, process = child.folder, child._process
        assert folder.is_dir()
    children.close()
    assert (folder.exists(), process.poll() is not None) == (False, True)


def test_what_cannot_start_is_a_fault_and_not_the_end(tmp_path: Path) -> None:
    children = Pool("tests.samples.nothing_of_the_name", LIMITS, size=1)
    for _ in range(2):
        with pytest.raises(Fault, match="nothing_of_the_name"), children.child():
            pass
    children.close()


@pytest.mark.skipif(not landlock.known_version(), reason="this kernel has no Landlock")
def test_a_child_opens_what_it_may_and_nothing_else(tmp_path: Path) -> None:
    handed, other = tmp_path / "handed", tmp_path / "other"
    for folder in (handed, other):
        folder.mkdir()
        (folder / "x").write_bytes(b"PAR1")
    parent = os.getpid()
    wanted: list[tuple[str, Path | str, Any]] = [
        ("read", handed / "x", b"PAR1".hex()),
        ("list", handed, 1),
        ("write", handed / "x", "PermissionError"),
        ("write", handed / "y", "PermissionError"),
        ("read", other / "x", "PermissionError"),
        ("list", other, "PermissionError"),
        ("read", "/etc/passwd", "PermissionError"),
        ("list", "/", "PermissionError"),
        ("read", f"/proc/{parent}/environ", "PermissionError"),
        ("read", Path(pool.__file__).parents[2] / "pyproject.toml", "PermissionError"),
        ("write", "mine", 1),
        ("read", "mine", b"1".hex()),
    ]
    children = Pool("tests.samples.attending", LIMITS, size=1, readable=[handed])
    with children.child() as child:
        found = [child.ask({"deed": deed, "path": str(path)})["found"] for deed, path, _ in wanted]
    children.close()
    assert found == [told for *_, told in wanted]
