"""Text formats begin here: whatever encoding the bytes stand in, a reader sees text."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from odms.engine.grid import Encoding, GridFinding, Workspace
from odms.engine.text import encoding as encodings


@dataclass(frozen=True)
class Text:
    """The decoded text of a file, how it was decoded, and what that met."""

    source: TextIO
    encoding: Encoding
    findings: tuple[GridFinding, ...] = ()


# The prolog of XML and the head of a web page say in which encoding they stand.
_DECLARATION = re.compile(
    rb"""^\s*<(?:\?xml[^>]*\sencoding=|.*?<meta[^>]*charset=)["']?([\w.:-]+)""",
    re.DOTALL | re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096
# What writers claim who know of no other: never believed against the bytes.
_CLAIMED = frozenset({"ascii", "utf-8", "utf-16", "iso8859-1", "iso8859-15", "cp1252"})
_THAI = frozenset({"tis-620", "iso8859-11", "cp874", "windows-874", "x-windows-874"})


@contextmanager
def opened(path: Path, work: Workspace) -> Iterator[Text]:
    """Open a text file in whatever encoding its bytes stand."""
    how = _detect(path)
    plain, damage = path, None
    if how.name != "utf-8" or how.bom or not how.is_certain:
        plain = work.path(f"{path.name}.utf8")
        damage = encodings.to_utf8(path, how, plain)
    with plain.open(encoding="utf-8", newline="\n") as source:
        yield Text(source, how, tuple(encodings.findings(how, damage)))


def _detect(path: Path) -> Encoding:
    """The encoding by the bytes; where they leave a choice, what the text itself declares."""
    how = encodings.detect(path)
    if how.name.startswith("utf-"):
        return how
    with path.open("rb") as source:
        declared = _DECLARATION.match(source.read(_DECLARED_WITHIN))
    name = codec(declared[1].decode("ascii", "replace")) if declared else None
    is_news = name is not None and (name != how.name or not how.is_certain)
    return Encoding(str(name), "declared") if is_news else how


def codec(declared: str) -> str | None:
    """Our name of a declared encoding; None where it is unknown or only a claim."""
    if declared.lower() in _THAI:
        return "cp874"
    try:
        found = codecs.lookup(declared)
    except LookupError:
        return None
    if found.name in _THAI:
        return "cp874"
    is_text = getattr(found, "_is_text_encoding", False)  # codecs such as zlib are none
    return found.name if is_text and found.name not in _CLAIMED else None
