"""One file as it was given: at hand, worked on in a child with limits, its result written whole."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from odms.cli import speech
from odms.errors import Conflict, Fault, Refused, Unreadable


@dataclass(frozen=True)
class Source:
    """A file as it was given (a path or an address), where it stands here, and its own name."""

    given: str
    path: Path
    name: str | None = None

    @property
    def called(self) -> str:
        """Its own name, wherever it stands."""
        return self.name or self.path.name


def alone(work: Callable[[], None]) -> None:
    """Do `work` on one file in a child with limits: whatever the file is, the others are read."""
    from odms.engine import sandbox

    with faultless():
        sandbox.inside(partial(_written, work))


def _written(work: Callable[[], None]) -> None:
    """Do `work`; that a disk or a pipe takes no more is no fault of the file, nor ours."""
    try:
        work()
        sys.stdout.flush()
    except OSError as trouble:
        if trouble.errno != errno.ENOSPC:
            raise
        speech.give_up_output()
        raise Conflict("cli.usage.no_space") from None


def at_hand(given: str, folder: Path) -> Source:
    """The file that was given, fetched into `folder` where it stands on the web."""
    if "://" not in given:
        check(Path(given))
        return Source(given, Path(given))
    from odms.config import options
    from odms.outward import Limits, fetch

    limits = Limits(deadline_s=options.number("ODMS_FETCH_TIMEOUT_S"))
    allowed = options.networks("ODMS_FETCH_NETWORKS")
    fetched = fetch(given, folder / "fetched", limits=limits, allowed=allowed)
    return Source(given, folder / "fetched", fetched.name)


@contextmanager
def fetched(*given: str) -> Iterator[list[Source]]:
    """Files at hand for as long as they are worked on."""
    with ExitStack() as stack:
        folders = [stack.enter_context(_folder()) for _ in given]
        yield [at_hand(one, Path(folder)) for one, folder in zip(given, folders, strict=True)]


def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="odms-")


def check(path: Path) -> None:
    """A file that cannot be opened is refused with the reason."""
    if not path.exists():
        raise Unreadable("reading.no_such_file", name=path)
    if not path.is_file():
        raise Unreadable("reading.not_a_file", name=path)
    if not os.access(path, os.R_OK):
        raise Unreadable("reading.no_permission", name=path)


@contextmanager
def faultless() -> Iterator[None]:
    """One file's fault must not keep the others from being read: it becomes a refusal."""
    try:
        yield
    except (Refused, BrokenPipeError):
        raise
    except Exception as fault:
        kind = str(fault).strip().rpartition("\n")[2] if isinstance(fault, Fault) else None
        raise Unreadable("reading.fault", kind=kind or type(fault).__name__) from fault


def tell(given: str | Path, refused: Refused, n_files: int) -> None:
    """The refusal's sentence on standard error; with several files it says which."""
    text = speech.sentence(refused.code, **refused.facts)
    print(f"{given}: {text}" if n_files > 1 else text, file=sys.stderr)  # noqa: T201


@contextmanager
def target(out: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that appears whole or not at all."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if not out.parent.is_dir():
        raise Unreadable("reading.no_such_folder", name=out.parent)
    if out.is_dir() or not os.access(out.parent, os.W_OK):
        raise Unreadable("reading.cannot_write", name=out)
    with tempfile.NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}.", delete=False) as file:
        try:
            yield file
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(out)
