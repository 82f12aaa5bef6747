"""Text formats begin here: whatever encoding the bytes stand in, a reader sees text."""

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


@contextmanager
def opened(path: Path, work: Workspace) -> Iterator[Text]:
    """Open a text file in whatever encoding its bytes stand."""
    how = encodings.detect(path)
    plain, damage = path, None
    if how.name != "utf-8" or how.bom or not how.is_certain:
        plain = work.path(f"{path.name}.utf8")
        damage = encodings.to_utf8(path, how, plain)
    with plain.open(encoding="utf-8", newline="\n") as source:
        yield Text(source, how, tuple(encodings.findings(how, damage)))
