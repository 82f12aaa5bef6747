"""Questions in SQL, answered by a pool of children that open nothing but what they are handed.

A conversation has two turns. A child parses the question, which may be hostile, and names the
tables; who asks finds out which of them are published; the child answers from their files. The
child runs as `python -m odms.tables.asking` and knows no Django.
"""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from odms.engine import pool
from odms.engine.errors import LimitPassed
from odms.engine.pool import Pool
from odms.engine.sandbox import Limits
from odms.errors import Fault, Invalid, TooLarge
from odms.lake.sql import answers, syntax
from odms.lake.sql.answers import FORMATS, View
from odms.lake.sql.syntax import TableName

log = logging.getLogger(__name__)

MAX_ROWS = 100_000
MAX_BYTES = 64 << 20  # of an answer in memory
SECONDS = 20.0

LIMITS = Limits(
    memory_mb=2_048,
    # a child is asked many times; who asks watches the clock
    cpu_s=36_000,
    seconds=SECONDS,
    file_mb=2_048,
    n_files=128,
)

_ANSWER = "answer"

# limits of the sandbox as questions meet them
_PASSED = {
    "engine.time_limit": "tables.sql_too_slow",
    "engine.memory_limit": "tables.sql_too_big",
    "engine.disk_limit": "tables.sql_too_big",
}


@dataclass(frozen=True)
class Answer:
    """What a question was answered: the bytes of a file that nobody else has.

    `columns` are names and SQL types; `truncated` is the limit that the answer met: `rows`, `size`
    or nothing.
    """

    format: str
    columns: list[dict[str, str]]
    n_rows: int
    truncated: str
    stream: BinaryIO
    size_bytes: int


def start(size: int, tables: Path, limits: Limits = LIMITS) -> Pool:
    """A pool of so many children for questions in SQL over files under the folder `tables`."""
    return Pool("odms.tables.asking", limits, size=size, readable=[tables])


def ask(
    children: Pool,
    sql: str,
    format_: str,
    resolve: Callable[[Sequence[TableName]], Sequence[View]],
    *,
    most: int = MAX_ROWS,
    caller: str = "",
) -> Answer:
    """The answer to a question, with at most `most` rows; `resolve` finds the tables that it names.

    One `caller` does not keep all children busy, but waits for those that it has.

    Raises Invalid for a question that may not be asked, TooLarge where it passes a limit, TooMany
    where all children stay busy, and what `resolve` raises.
    """
    _check_text(sql)
    with children.child(caller) as child:
        try:
            names = child.ask({"parse": sql})["tables"]
            views = resolve([tuple(name) for name in names])
            limits = answers.Limits(min(most, MAX_ROWS), MAX_BYTES)
            told = child.ask(
                {
                    "sql": sql,
                    "format": format_,
                    "views": [asdict(view) for view in views],
                    "limits": asdict(limits),
                }
            )
        except LimitPassed as passed:
            raise TooLarge(_PASSED[passed.code], **passed.facts) from passed
        except Fault as fault:
            # a question that brings the engine down passed a limit that nobody knew
            log.warning("a question ended its child", exc_info=fault)
            raise TooLarge("tables.sql_ended_the_engine") from fault
        path = child.folder / _ANSWER
        stream = path.open("rb")
        path.unlink()
    return Answer(format_, **told, stream=stream, size_bytes=os.fstat(stream.fileno()).st_size)


def _check_text(sql: str) -> None:
    """Refuse what is no text: half of a surrogate pair, and NUL, at which some readers stop."""
    try:
        is_text = b"\0" not in sql.encode()
    except UnicodeEncodeError:
        is_text = False
    if not is_text:
        raise Invalid("tables.sql_not_text")


# The child


class Attendant:
    """Who answers questions in SQL, with the engine of the next one ready."""

    def __init__(self) -> None:
        self._folder = Path.cwd()
        self._parser = duckdb.connect(config={"threads": 1})
        self._engine = answers.engine(self._folder)
        self._is_used = False
        self._warm()

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """Take one turn of a conversation."""
        if "parse" in question:
            return {"tables": syntax.tables_of(self._parser, question["parse"])}
        views = [View(**one | {"name": tuple(one["name"])}) for one in question["views"]]
        limits = answers.Limits(**question["limits"])
        self._is_used = True
        out = self._folder / _ANSWER
        return answers.answer(self._engine, question["sql"], views, out, question["format"], limits)

    def rest(self) -> None:
        """Throw the engine of a question away, and make that of the next."""
        if self._is_used:
            self._engine.close()
            self._engine, self._is_used = answers.engine(self._folder), False

    def _warm(self) -> None:
        """Load what the first question would wait for."""
        limits = {"n_rows": 1, "size_bytes": MAX_BYTES}
        for format_ in FORMATS:
            self.answer({"sql": "SELECT 1", "format": format_, "views": [], "limits": limits})
            self.rest()


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)  # trees are as deep as the engine lets them be
    pool.serve(Attendant)
