"""Children that stand ready: work of strangers in the sandbox, without the start of a process each.

A child is asked one question after another, each a line of JSON, and answers each with a line; what
is large it leaves as a file in its private folder. One that passed a limit, or ended, is replaced:
who asks next meets a child that knows nothing of it.
"""

import fcntl
import json
import os
import select
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from odms import errors as all_errors
from odms.engine import landlock, sandbox
from odms.engine.errors import LimitPassed
from odms.engine.sandbox import Limits
from odms.errors import Fault, TooMany

_READY_WITHIN_S = 120.0
_MOST_CONVERSATIONS = 500  # then a child is replaced, whatever it has gathered
_COME_AGAIN_S = 2
_MAX_LINE = 16 << 20
_OF_THE_MACHINE = (
    *("/lib", "/lib64", "/usr/lib", "/usr/local/lib", "/usr/share/zoneinfo", "/etc/ld.so.cache"),
    *("/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/sys/fs/cgroup", "/sys/devices/system/cpu"),
    *("/dev/urandom", "/dev/random"),
)
_FOLDER, _CLAIM = "odms-child-", "claim"


class Pool:
    """Up to `size` children that run `python -m module`, which calls `serve`; each is started when all
    others are busy, and may read the folders `readable` beside Python's own.

    A conversation may take the seconds of `limits`; who finds all children busy for `patience_s`
    seconds, or as many waiting as there are children, is refused.
    """

    def __init__(
        self,
        module: str,
        limits: Limits,
        *,
        size: int,
        readable: Sequence[Path] = (),
        patience_s: float = 10.0,
    ) -> None:
        self._start = partial(Child, module, limits, readable)
        self._patience_s = patience_s
        # a child dies with the thread that started it: one that stays starts them all
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="pool")
        self._free: list[Future[Child]] = []
        self._size = self._n_unstarted = size
        self._n_waiting = 0
        self._held: Counter[str] = Counter()
        self._changed = threading.Condition()
        _sweep()

    @contextmanager
    def child(self, caller: str = "") -> Iterator["Child"]:
        """A child for one conversation with `caller`, who may not have all children at once; with
        nobody in particular where that is empty. Raises TooMany where none is free in time."""
        place = self._take(caller)
        try:
            child = place.result()
            child.begin()
            yield child
        finally:
            self._let_go(place, caller)

    def close(self) -> None:
        """End all children that are free."""
        self._keeper.shutdown(cancel_futures=True)
        with self._changed:
            started = [place for place in self._free if not place.cancelled()]
            self._free.clear()
        for place in started:
            if not place.exception():
                place.result().end()

    def _take(self, caller: str) -> "Future[Child]":
        """The place of a child that is ready, or else of one that is starting."""
        with self._changed:
            if not self._may_have(caller) and not self._waited(caller):
                raise TooMany("engine.no_child_free", seconds=_COME_AGAIN_S)
            self._held[caller] += 1
            ready = [at for at, place in enumerate(self._free) if place.done()]
            if not ready and self._n_unstarted:
                self._n_unstarted -= 1
                return self._keeper.submit(self._start)
            return self._free.pop(ready[0] if ready else 0)

    def _waited(self, caller: str) -> bool:
        """Whether a child became free in time; no more wait than there are children, for each keeps
        a thread of the one who asks."""
        if self._n_waiting >= self._size:
            return False
        self._n_waiting += 1
        try:
            return self._changed.wait_for(lambda: self._may_have(caller), self._patience_s)
        finally:
            self._n_waiting -= 1

    def _may_have(self, caller: str) -> bool:
        is_modest = not caller or self._held[caller] < max(self._size - 1, 1)
        return is_modest and bool(self._free or self._n_unstarted)

    def _let_go(self, place: "Future[Child]", caller: str) -> None:
        """Make the child of a place free, or start another where it is not fit."""
        child = None if place.cancelled() or place.exception() else place.result()
        is_fit = child is not None and child.is_fit
        if child and not is_fit:
            child.end()
        with self._changed:
            self._held[caller] -= 1
            if not self._held[caller]:
                del self._held[caller]
            with suppress(RuntimeError):  # Python, or the pool, is closing: none is started
                self._free.append(place if is_fit else self._keeper.submit(self._start))
            self._changed.notify_all()


class Child:
    """One child, started and ready. Raises Fault where it cannot be started."""

    def __init__(self, module: str, limits: Limits, readable: Sequence[Path] = ()) -> None:
        self._limits = limits
        self._n_conversations = 0
        self._is_hurt = False
        self.folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
        self._claim = (self.folder / _CLAIM).open("w")
        fcntl.flock(self._claim, fcntl.LOCK_EX)
        self._process = sandbox.start(module, self.folder, is_heard=True)
        self._until = time.monotonic() + _READY_WITHIN_S
        try:
            told = {"limits": asdict(limits), "readable": [str(path) for path in readable]}
            self.ask(told)
        except BaseException:
            self.end()
            raise

    @property
    def is_fit(self) -> bool:
        """Whether the child can have another conversation."""
        return not self._is_hurt and self._n_conversations < _MOST_CONVERSATIONS

    def begin(self) -> None:
        """Begin a conversation: its time runs from now."""
        self._n_conversations += 1
        self._until = time.monotonic() + self._limits.seconds

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """The child's report. Raises its refusal, LimitPassed, and Fault where it ended."""
        was_hurt, self._is_hurt = self._is_hurt, True  # until all went well
        try:
            answer = json.loads(self._exchange(sandbox.as_bytes(question) + b"\n"))
        except BrokenPipeError:
            raise self._cause() from None
        self._is_hurt = was_hurt or _tells_limit(answer)
        return sandbox.reported(answer)

    def end(self) -> None:
        """Kill the child and remove its folder."""
        sandbox.end(self._process)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._claim.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _exchange(self, line: bytes) -> bytes:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(line)
        self._process.stdin.flush()
        heard, number = bytearray(), self._process.stdout.fileno()
        poll = select.poll()
        poll.register(number, select.POLLIN)
        while not heard.endswith(b"\n"):
            left_s = self._until - time.monotonic()
            if left_s <= 0 or not poll.poll(left_s * 1_000):
                raise LimitPassed("engine.time_limit", seconds=int(self._limits.seconds))
            part = os.read(number, 1 << 16)
            if not part:
                raise self._cause()
            heard += part
            if len(heard) > _MAX_LINE:
                raise Fault("a child of the pool answered with more than a line may hold")
        return bytes(heard)

    def _cause(self) -> LimitPassed | Fault:
        return sandbox.cause(self._process.wait(), self.folder / sandbox.ERRORS, self._limits)


def _sweep() -> None:
    """Remove folders of children whose owner was killed: nobody holds their claim any more."""
    for claim in Path(tempfile.gettempdir()).glob(f"{_FOLDER}*/{_CLAIM}"):
        with suppress(OSError):
            is_old = time.time() - claim.stat().st_mtime > _READY_WITHIN_S
            with claim.open() as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if is_old:
                shutil.rmtree(claim.parent, ignore_errors=True)


def _tells_limit(answer: dict[str, Any]) -> bool:
    """Whether the child met a limit and lived: what it has left of its memory nobody knows."""
    return LimitPassed.__name__ in answer.get("refused", {}).get("kinds", ())


# The child


class Attendant(Protocol):
    """Who answers in a child."""

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """What a question is answered."""

    def rest(self) -> None:
        """What is done while nobody waits."""


def serve(attend: Callable[[], Attendant]) -> None:
    """The child's life: lock the doors, prepare, then answer until nobody asks any more."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # who prints does not answer
        told = json.loads(sys.stdin.buffer.readline())
        limits = Limits(**told["limits"])
        # before there are threads, which the kernel would not hold behind these walls
        sandbox.lock(limits)
        landlock.confine([*_own(), *map(Path, told["readable"])], [Path.cwd(), Path(os.devnull)])
        attendant = attend()
        _give(answers, {"report": {}})
        for line in sys.stdin.buffer:
            question = json.loads(line)
            _give(answers, sandbox.attempt(partial(attendant.answer, question), limits))
            attendant.rest()


def _own() -> Iterator[Path]:
    """What Python and its libraries read: their own folders, and what the kernel tells of this
    process and machine."""
    package = Path(all_errors.__file__).parent
    yield from (Path(place) for place in sys.path if place and Path(place) != package.parent)
    yield from (package, Path(sys.base_prefix), Path(sys.prefix))
    yield from map(Path, _OF_THE_MACHINE)


def _give(answers: IO[bytes], answer: dict[str, Any]) -> None:
    answers.write(sandbox.as_bytes(answer) + b"\n")
    answers.flush()
