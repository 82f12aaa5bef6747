"""Untrusted bytes are read in a child process with limits; a hostile file costs one error.

The child has a bound on memory, processor time, size and number of files, no network, no
environment, a private folder, and dies with its parent. It answers with one file of JSON in that
folder: the report, or the refusal, which is raised again on this side. Its tables stand in `out` only after
it has ended well.
"""

import ctypes
import errno
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, cast

from odms import errors as all_errors
from odms.engine import errors as engine_errors
from odms.engine.errors import LimitPassed
from odms.errors import Fault, Refused


@dataclass(frozen=True)
class Limits:
    """What one file may cost.

    `memory_mb` bounds the address space, of which the engine takes about 350 MB more than it uses;
    `seconds` bounds the time on the clock, `cpu_s` that on all processors together.
    """

    memory_mb: int = 2_560
    cpu_s: int = 1_800
    seconds: float = 900.0
    file_mb: int = 16_384
    n_files: int = 256


# A command reads what its caller chose, and may take the time that large files need.
OF_A_COMMAND = Limits(cpu_s=14_400, seconds=14_400.0)

# Libraries that are asked for little: Arrow's own allocator reserves 1 GiB of address space at once,
# and OpenBLAS some for every thread. DuckDB's keeps what it has freed reserved, which for thousands
# of columns is three times what it uses.
_ALLOCATORS = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OPENBLAS_NUM_THREADS": "1",
    "DUCKDB_JE_MALLOC_CONF": "retain:false",
}

_ANSWER = "answer.json"
ERRORS = "errors.txt"
_OUT = "out"
_MAX_ANSWER = 64 << 20
_M_ARENA_MAX = -8  # of malloc.h
_NOBODY_READS = 141  # as a shell tells a child that SIGPIPE ended


def prepare(
    source: Path,
    out: Path,
    *,
    name: str,
    limits: Limits | None = None,
    recipe: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """`pipeline.prepare` in a child process: the published report of the file at `source`.

    `out` (an existing folder) receives `table-N.parquet`, `profile-N.json` and `report.json`, and
    `changes-N.parquet` for each table that the recipe (steps as JSON) mended.
    Raises what the engine refuses, LimitPassed where a limit ended the child, Fault otherwise.
    """
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="sandbox-", dir=out) as folder:
        private = Path(folder)
        (private / _OUT).mkdir()
        job = {
            "source": str(source.resolve()),
            "name": name,
            "limits": asdict(limits),
            "recipe": list(recipe),
        }
        answer = run("odms.engine.sandbox", job, private, limits)
        for made in (private / _OUT).iterdir():
            made.replace(out / made.name)
    return answer


def run(module: str, job: dict[str, Any], private: Path, limits: Limits) -> dict[str, Any]:
    """Run `python -m module` on `job` in the folder `private`; its answer, or its refusal raised."""
    child = start(module, private)
    try:
        child.communicate(json.dumps(job).encode(), timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise LimitPassed("engine.time_limit", seconds=int(limits.seconds)) from error
    finally:
        end(child)
    return _answer(child.returncode, private, limits)


def start(module: str, private: Path, *, is_heard: bool = False) -> "subprocess.Popen[bytes]":
    """`python -m module` in the folder `private`, with nothing of ours but what is written to it.

    What it prints goes to a file there; its standard output is a pipe where it `is_heard`.
    """
    with (private / ERRORS).open("wb") as told:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if is_heard else told,
            stderr=told,
            cwd=private,
            env=environment(private),
            start_new_session=True,
        )


def end(child: "subprocess.Popen[bytes]") -> None:
    """Kill a running child with its whole process group."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def inside(work: Callable[[], None], limits: Limits = OF_A_COMMAND) -> None:
    """Do `work` in a forked child, which shares standard output: quick, for commands of one thread.

    Raises the child's refusal, LimitPassed where a limit ended it, BrokenPipeError where nobody
    reads its output any more, Fault otherwise.
    """
    sys.stdout.flush()
    with tempfile.TemporaryDirectory(prefix="odms-") as folder:
        private = Path(folder)
        child = os.fork()
        if not child:
            _live(work, private, limits)
        began = time.monotonic()
        returncode = _wait(child, limits.seconds)
        if returncode == _NOBODY_READS:
            raise BrokenPipeError(errno.EPIPE, "nobody reads the output")
        if returncode == -signal.SIGKILL and time.monotonic() - began >= limits.seconds:
            raise LimitPassed("engine.time_limit", seconds=int(limits.seconds))
        _answer(returncode, private, limits)


def _wait(child: int, seconds: float) -> int:
    """The exit status of a forked child, minus the signal that ended it; killed after `seconds`."""
    status: int | None = None
    clock = threading.Timer(seconds, os.kill, (child, signal.SIGKILL))
    clock.start()
    try:
        status = os.waitpid(child, 0)[1]
    finally:
        clock.cancel()
        clock.join()  # the next child is forked from one thread again
        if status is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def environment(private: Path) -> dict[str, str]:
    """Nothing of ours but the language, the country, and allocators that reserve little."""
    return {
        "PYTHONPATH": str(Path(all_errors.__file__).parents[1]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "HOME": str(private),
        "TMPDIR": str(private),
        "ODMS_COUNTRY": os.environ.get("ODMS_COUNTRY", "th"),
        "MALLOC_ARENA_MAX": "2",
    } | _ALLOCATORS


# What the child's end means


def _answer(returncode: int, private: Path, limits: Limits) -> dict[str, Any]:
    path = private / _ANSWER
    if returncode == 0 and path.is_file() and path.stat().st_size <= _MAX_ANSWER:
        return reported(json.loads(path.read_bytes()))
    raise cause(returncode, private / ERRORS, limits)


def reported(answer: dict[str, Any]) -> dict[str, Any]:
    """What a child reports in its answer; its refusal is raised."""
    if "refused" in answer:
        raise refusal(**answer["refused"])
    return cast("dict[str, Any]", answer["report"])


def cause(returncode: int, errors: Path, limits: Limits) -> LimitPassed | Fault:
    """Why a child ended without an answer; `errors` is what it said on standard error."""
    told = _tail(errors)
    if returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        return LimitPassed("engine.time_limit", seconds=limits.cpu_s)
    out_of_memory = ("memory allocation of", "bad_alloc", "MemoryError", "Cannot allocate memory")
    if returncode == -signal.SIGKILL or any(sign in told for sign in out_of_memory):
        return LimitPassed("engine.memory_limit", megabytes=limits.memory_mb)
    return Fault(f"the child ended with {returncode}: {told}")


def refusal(kinds: list[str], code: str, facts: dict[str, Any]) -> Refused:
    """The refusal of the child as its nearest class that is known here."""
    for kind in kinds:
        known = getattr(engine_errors, kind, None) or getattr(all_errors, kind, None)
        if isinstance(known, type) and issubclass(known, Refused):
            return known(code, **facts)
    return Refused(code, **facts)


def _tail(path: Path) -> str:
    return path.read_bytes()[-2_000:].decode("utf-8", "replace")


# The child


def main(work: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """The child's life: read the job, lock the doors, work, answer."""
    job = json.loads(sys.stdin.buffer.read())
    limits = Limits(**job["limits"])
    lock(limits)
    _tell(attempt(lambda: work(job), limits), Path(_ANSWER))


def _live(work: Callable[[], None], private: Path, limits: Limits) -> NoReturn:
    """The life of a forked child; what libraries say on standard error is kept from the person."""
    status = 1
    try:
        with (private / ERRORS).open("wb") as told:
            os.dup2(told.fileno(), sys.stderr.fileno())
        tempfile.tempdir = str(private)
        os.environ.update(_ALLOCATORS)
        _use_few_arenas()
        lock(limits)
        _tell(attempt(work, limits), private / _ANSWER)
        sys.stdout.flush()
        status = 0
    except BrokenPipeError:
        status = _NOBODY_READS
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _use_few_arenas() -> None:
    """As MALLOC_ARENA_MAX=2: glibc keeps 64 MB of address space for every thread otherwise."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_M_ARENA_MAX, 2)


def attempt(work: Callable[[], Any], limits: Limits) -> dict[str, Any]:
    """What `work` gives, or its refusal; a limit that Python met is a refusal too."""
    try:
        return {"report": work()}
    except Refused as refused:
        return told(refused)
    except Exception as error:
        if (passed := limit(error, limits)) is None:
            raise
        return told(passed)


def _tell(answer: dict[str, Any], path: Path) -> None:
    path.write_bytes(as_bytes(answer))


def as_bytes(answer: dict[str, Any]) -> bytes:
    """An answer as one line of JSON."""
    return json.dumps(answer, default=str, ensure_ascii=False).encode()


def told(refused: Refused) -> dict[str, Any]:
    """A refusal for JSON, as `refusal` takes it."""
    kinds = [kind.__name__ for kind in type(refused).__mro__]
    return {"refused": {"kinds": kinds, "code": refused.code, "facts": refused.facts}}


def limit(error: Exception, limits: Limits) -> LimitPassed | None:
    """The limit behind an error of Python, Arrow or DuckDB; None where it is another trouble."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryException":
        return LimitPassed("engine.memory_limit", megabytes=limits.memory_mb)
    if getattr(error, "errno", None) == errno.EFBIG or "File too large" in str(error):
        return LimitPassed("engine.disk_limit", megabytes=limits.file_mb)
    return None


def lock(limits: Limits, *, is_online: bool = False) -> None:
    """Bind this process to `limits`, to its parent's life, and away from every network, unless it
    is to go out by `outward`."""
    megabyte = 1 << 20
    for kind, bound in (
        (resource.RLIMIT_AS, limits.memory_mb * megabyte),
        (resource.RLIMIT_FSIZE, limits.file_mb * megabyte),
        (resource.RLIMIT_NOFILE, limits.n_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + 5))
    _die_with_parent()
    if not is_online:
        _leave_network()
    closed = tuple(door for door in _DOORS if not (is_online and door == _NETWORK))
    sys.addaudithook(partial(_refuse_doors, closed))


_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NETWORK = "socket."
_DOORS = (_NETWORK, "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system")


def _die_with_parent() -> None:
    """Have the kernel end this process with its parent, and never give it more rights."""
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _leave_network() -> None:
    """An empty network of its own where the kernel allows it; the audit hook stands behind it."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _refuse_doors(closed: tuple[str, ...], event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(closed):
        raise PermissionError(errno.EPERM, f"{event} is closed in the sandbox")


def _prepare(job: dict[str, Any]) -> dict[str, Any]:
    from odms.engine import pipeline, repairs

    recipe = repairs.parse(job["recipe"])
    out = Path(_OUT).resolve()
    report = pipeline.prepare(Path(job["source"]), out, name=job["name"], recipe=recipe)
    return report.to_json()


if __name__ == "__main__":
    main(_prepare)
