"""Lines of a text that are comments: they say nothing about how its records are written."""

import re
from collections.abc import Sequence
from itertools import takewhile

COMMENT_MARKS = ("%", "#", "//", "--")
_TOP_MARKS = "#%!;*"
_COMMENT = re.compile(rf"\s*({'|'.join(COMMENT_MARKS)})(?:\s|\W*$)|(;);*\s")


def without_comments(lines: Sequence[str]) -> Sequence[str]:
    """The lines that are no comments: a mark with a blank behind it tells one, and a mark alone where
    the first line is one, or the first lines begin with it, or few lines do."""
    first = _COMMENT.match(lines[0]) if lines else None
    mark = (first[1] or first[2]) if first else _mark_of_the_top(lines)
    marks = (mark,) if mark else ()
    told = [x for x in lines if not _COMMENT.match(x) and not x.lstrip().startswith(marks)]
    rest = [line for line in told if not line.lstrip().startswith(COMMENT_MARKS)]
    rest = rest if len(rest) >= max(2, 0.5 * len(lines)) else told
    return rest if len(rest) > (0 if mark else 1) else lines


def _mark_of_the_top(lines: Sequence[str]) -> str | None:
    """The mark with which the first two lines or more begin."""
    mark = lines[0].lstrip()[:1] if lines else ""
    n_begun = len(list(takewhile(lambda line: line.lstrip().startswith(mark), lines)))
    return mark if mark and mark in _TOP_MARKS and n_begun > 1 else None
