"""Children that stand ready: work of strangers in the sandbox, without the start of a process each.

A child is asked one question after another, each a line of JSON, and answers each with a line; what
is large it leaves as a file in its private folder. One that passed a limit, or ended, is replaced:
who asks next meets a child that knows nothing of it.
"""

import json
import os
import select
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from odms.engine import sandbox
from odms.engine.errors import LimitPassed
from odms.engine.sandbox import Limits
from odms.errors import Fault, TooMany

_READY_WITHIN_S = 120.0
_MOST_CONVERSATIONS = 500  # then a child is replaced, whatever it has gathered
_MAX_LINE = 16 << 20


class Pool:
    """Up to `size` children that run `python -m module`, which calls `serve`; each is started when all
    others are busy.

    A conversation may take the seconds of `limits`; who finds all children busy for `patience_s`
    seconds is refused.
    """

    def __init__(self, module: str, limits: Limits, *, size: int, patience_s: float = 10.0) -> None:
        self._start = partial(Child, module, limits)
        self._patience_s = patience_s
        # a child dies with the thread that started it: one that stays starts them all
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="pool")
        self._free: list[Future[Child]] = []
        self._n_unstarted = size
        self._changed = threading.Condition()

    @contextmanager
    def child(self) -> Iterator["Child"]:
        """A child for one conversation. Raises TooMany where none is free in time."""
        place = self._take()
        try:
            child = place.result()
        except BaseException:
            self._replace()
            raise
        child.begin()
        try:
            yield child
        finally:
            if child.is_fit:
                self._give_back(place)
            else:
                child.end()
                self._replace()

    def close(self) -> None:
        """End all children that are free."""
        self._keeper.shutdown(cancel_futures=True)
        with self._changed:
            started = [place for place in self._free if not place.cancelled()]
            self._free.clear()
        for place in started:
            if not place.exception():
                place.result().end()

    def _take(self) -> "Future[Child]":
        """The place of a child that is ready, or else of one that is starting."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: self._free or self._n_unstarted, self._patience_s
            ):
                raise TooMany("engine.no_child_free", seconds=int(self._patience_s))
            ready = [at for at, place in enumerate(self._free) if place.done()]
            if not ready and self._n_unstarted:
                self._n_unstarted -= 1
                return self._keeper.submit(self._start)
            return self._free.pop(ready[0] if ready else 0)

    def _give_back(self, place: "Future[Child]") -> None:
        with self._changed:
            self._free.append(place)
            self._changed.notify()

    def _replace(self) -> None:
        with suppress(RuntimeError):  # the pool, or Python, is closing
            self._give_back(self._keeper.submit(self._start))


class Child:
    """One child, started and ready. Raises Fault where it cannot be started."""

    def __init__(self, module: str, limits: Limits) -> None:
        self._limits = limits
        self._n_conversations = 0
        self._is_hurt = False
        self.folder = Path(tempfile.mkdtemp(prefix="odms-child-"))
        self._process = sandbox.start(module, self.folder, is_heard=True)
        self._until = time.monotonic() + _READY_WITHIN_S
        try:
            self.ask(asdict(limits))
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
        limits = Limits(**json.loads(sys.stdin.buffer.readline()))
        sandbox.lock(limits)  # before there are threads, which the kernel lets leave no network
        attendant = attend()
        _give(answers, {"report": {}})
        for line in sys.stdin.buffer:
            question = json.loads(line)
            _give(answers, sandbox.attempt(partial(attendant.answer, question), limits))
            attendant.rest()


def _give(answers: IO[bytes], answer: dict[str, Any]) -> None:
    answers.write(sandbox.as_bytes(answer) + b"\n")
    answers.flush()
