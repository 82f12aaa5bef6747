"""Watching over the child that reads a source: its pages as they come, its end in any case. No Django.

The child is ended at the deadline, when a limit is passed, and when whoever waits for its pages
gives up.
"""

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from odms.engine import sandbox
from odms.errors import Fault, TooLarge, Unreadable
from odms.harvest.told import Job, Part, part_of

_MODULE = "odms.harvest.reading"
_BLOCK = 1 << 20
_LONGEST = 512 << 20
_LOOK_EVERY_S = 1.0
# what the child may take beyond the deadline to tell of it by itself
_GRACE_S = 10.0
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Reader:
    """A source that is being read. `kind` and `url` are known before the first part."""

    def __init__(self, job: Job, lines: Iterator[dict[str, Any]]) -> None:
        self.kind, self.url, self._lines = job.kind, job.url, lines

    def begin(self) -> None:
        """Wait until the kind of the source is known. Raises what the source refuses."""
        told = next(self._lines)
        self.kind, self.url = told["kind"], told["url"]

    def parts(self) -> Iterator[Part]:
        """What each page came to. Raises what the source refuses."""
        for told in self._lines:
            if "end" in told:
                return
            yield part_of(told["part"])


@contextmanager
def reading(
    job: Job, *, limits: sandbox.Limits | None = None, tick: Callable[[], None] = lambda: None
) -> Iterator[Reader]:
    """Have a source read by a child for as long as the block lasts.

    `tick` is called about each second while nothing comes; what it raises ends the reading. A part
    raises Unreadable at the deadline, LimitPassed where a limit ended the child, Fault otherwise.
    """
    limits = limits or sandbox.Limits(seconds=job.deadline_s)
    with tempfile.TemporaryDirectory(prefix="harvest-") as folder:
        child = sandbox.start(_MODULE, Path(folder), is_heard=True)
        try:
            given = {"job": job.to_json(), "limits": asdict(limits), "environment": _environment()}
            _give(child, given)
            reader = Reader(job, _lines(child, job, Path(folder), limits, tick))
            reader.begin()
            yield reader
        finally:
            sandbox.end(child)
            if child.stdout is not None:
                child.stdout.close()


def _environment() -> dict[str, str]:
    """Where this machine keeps the certificates that it trusts, which a child is not told else."""
    return {name: os.environ[name] for name in _CERTIFICATES if name in os.environ}


def _give(child: "subprocess.Popen[bytes]", job: dict[str, Any]) -> None:
    if child.stdin is None:
        raise Fault("the child has no input")
    # a child that died before it read says why in another way
    with suppress(BrokenPipeError), child.stdin as given:
        given.write(orjson.dumps(job))


def _lines(
    child: "subprocess.Popen[bytes]",
    job: Job,
    folder: Path,
    limits: sandbox.Limits,
    tick: Callable[[], None],
) -> Iterator[dict[str, Any]]:
    """The lines of the child as JSON, until the one that says it has ended."""
    ends_at = time.monotonic() + job.deadline_s + _GRACE_S
    for line in _whole_lines(child, ends_at, tick):
        told: dict[str, Any] = orjson.loads(line)
        if "refused" in told:
            raise sandbox.refusal(**told["refused"])
        yield told
        if "end" in told:
            return
    raise sandbox.cause(child.wait(), folder / sandbox.ERRORS, limits)


def _whole_lines(
    child: "subprocess.Popen[bytes]", ends_at: float, tick: Callable[[], None]
) -> Iterator[bytes]:
    """The lines that the child writes. Raises Unreadable at the deadline."""
    if child.stdout is None:
        raise Fault("the child has no output")
    out, pending, size = child.stdout.fileno(), list[bytes](), 0
    while True:
        tick()
        if time.monotonic() > ends_at:
            raise Unreadable("harvest.deadline")
        if not select.select([out], [], [], _LOOK_EVERY_S)[0]:
            continue
        if not (block := os.read(out, _BLOCK)):
            return
        *whole, rest = block.split(b"\n")
        for line in whole:
            yield b"".join([*pending, line])
            pending, size = [], 0
        pending.append(rest)
        size += len(rest)
        if size > _LONGEST:
            raise TooLarge("harvest.page_too_large", max_mb=_LONGEST >> 20)
