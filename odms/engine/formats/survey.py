"""What the bytes of a UTF-8 text tell before it is parsed: its line ends, NULs and quotes."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from odms.engine.errors import LimitPassed

LONGEST_LINE = 16 << 20  # bytes

_BLOCK = 4 << 20
_LAST = 1 << 16
_BLANK = ord(" ")


@dataclass
class Survey:
    """What one pass over the bytes counts."""

    n_lf: int = 0
    n_cr: int = 0
    n_crlf: int = 0
    n_nul: int = 0
    n_last_ends: int = 0  # line ends (LF) that close the text, the last record's own included
    is_closed: bool = True

    @property
    def n_lines(self) -> int:
        """Lines that LF parts."""
        return self.n_lf + (not self.is_closed)

    @property
    def n_trailing_blank(self) -> int:
        """Blank lines at the end."""
        return max(0, self.n_last_ends - 1)

    @property
    def is_plain(self) -> bool:
        """Whether lines end in one way and no byte is NUL."""
        return self.n_nul == 0 and self.n_cr in (0, self.n_crlf)


def survey(path: Path) -> Survey:
    """Count line ends and NULs. Raises LimitPassed for a line too long."""
    found = Survey()
    n_open, last = 0, b""  # bytes since the last line end, and the last of them
    for block in _blocks(path):
        _count(found, last, block)
        n_open = _open_bytes(n_open, block)
        last = block[-1:]
    with path.open("rb") as source:
        source.seek(-min(_LAST, os.fstat(source.fileno()).st_size), os.SEEK_END)
        end = source.read()
    found.n_last_ends = end[len(end.rstrip(b"\r\n")) :].count(b"\n")
    found.is_closed = end.endswith(b"\n")
    return found


def check_line(size: int) -> None:
    """Raise LimitPassed for a line too long."""
    if size > LONGEST_LINE:
        raise LimitPassed("reading.line_too_long", limit_mb=LONGEST_LINE >> 20)


def quoted_records(path: Path, found: Survey, n_skipped: int) -> int | None:
    """The records after the first `n_skipped` lines of a text whose quotes (") hold line ends: a line
    end parts records where an even number of quotes stands before it. None where quotes are not in
    pairs."""
    n_records, is_quoted = 0, False
    for block in _blocks(path, n_skipped):
        for part, piece in enumerate(block.split(b'"')):
            is_quoted = is_quoted if part == 0 else not is_quoted
            if not is_quoted:
                n_records += piece.count(b"\n")
    return None if is_quoted else n_records - found.n_trailing_blank + (not found.is_closed)


def has_blank_beside_quote(path: Path, quote: bytes, delimiter: bytes) -> bool:
    """Whether blanks stand between a quote and the cell's bound: csv.reader keeps them, and DuckDB
    does not."""
    bounds = delimiter + b"\r\n"
    rest = b"\n"
    for block in _blocks(path):
        text = rest + block
        if _blank_before(text, quote, bounds) or _blank_after(text, quote, bounds):
            return True
        rest = block[-64:]
    return False


def _blocks(path: Path, n_skipped: int = 0) -> Iterator[bytes]:
    with path.open("rb") as source:
        for _ in range(n_skipped):
            source.readline()
        while block := source.read(_BLOCK):
            yield block


def _count(found: Survey, before: bytes, block: bytes) -> None:
    found.n_lf += block.count(b"\n")
    if b"\0" in block:  # to look costs an eighth of counting, and most texts have none
        found.n_nul += block.count(b"\0")
    if b"\r" in block:
        found.n_cr += block.count(b"\r")
        found.n_crlf += block.count(b"\r\n")
    found.n_crlf += before == b"\r" and block.startswith(b"\n")


def _open_bytes(n_open: int, block: bytes) -> int:
    """The bytes after the block's last line end. Raises LimitPassed where a line is too long."""
    ends = [at for at in (block.find(b"\n"), block.find(b"\r")) if at >= 0]
    check_line(n_open + min(ends, default=len(block)))
    if not ends:
        return n_open + len(block)
    return len(block) - 1 - max(block.rfind(b"\n"), block.rfind(b"\r"))


def _blank_before(text: bytes, quote: bytes, bounds: bytes) -> bool:
    """Whether a cell begins with blanks and a quote. A doubled quote stands inside a quoted cell,
    unless it is the whole of it."""
    for found in re.finditer(b" " + quote, text):
        begin, after = found.start(), text[found.end() : found.end() + 2]
        while text[begin] == _BLANK:
            begin -= 1
        is_doubled = after[:1] == quote and after[1:] != b"" and after[1] not in bounds
        if text[begin] in bounds and not is_doubled:
            return True
    return False


def _blank_after(text: bytes, quote: bytes, bounds: bytes) -> bool:
    """Whether a cell ends with a quote and blanks, the quote not doubled."""
    for found in re.finditer(quote + b" ", text):
        end, before = found.end(), text[max(0, found.start() - 2) : found.start()]
        while end < len(text) and text[end] == _BLANK:
            end += 1
        is_doubled = before.endswith(quote) and before[0] not in bounds
        if (end == len(text) or text[end] in bounds) and not is_doubled:
            return True
    return False
