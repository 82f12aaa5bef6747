"""In which encoding the bytes of a text stand, and the text in UTF-8.

The decision reads the whole file in blocks, for Thai may first appear late. It follows, in order:

1. a byte-order mark, unless it is that of UTF-8 and what follows is not (a mark put before the
   bytes of another encoding);
2. NUL bytes on one side of every pair: UTF-16 without a mark;
3. strict UTF-8, or UTF-8 with a few broken bytes among many whole characters;
4. Thai in one byte (`cp874`, which reads TIS-620 and ISO-8859-11 too), when the words prove it or
   two measures agree: at least 98 % of the high bytes are Thai letters and stand in runs of three
   or more, and at most 2 % of them break the order of a Thai cluster;
5. `cp1252`.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from odms.engine.grid import Encoding, GridFinding, Spot
from odms.engine.text import single_byte
from odms.engine.text.single_byte import TABLES, known_letters, runs_of

BLOCK = 1 << 20

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Damage:
    """Bytes that the encoding could not read: `n` of them, the first on `line` (0-based).

    Those of the first kind are lost (U+FFFD stands for them); `n_recovered_lines` counts lines of
    a UTF-8 file that were Thai in one byte and were read as such.
    """

    n: int
    line: int | None
    n_recovered_lines: int = 0


def detect(path: Path) -> Encoding:
    """Decide the encoding of the text at `path` from all of its bytes."""
    with path.open("rb") as source:
        by_head = detect_head(source.read(BLOCK))
        if by_head.name != "utf-8":
            return by_head
        start = len(codecs.BOM_UTF8) if by_head.bom else 0
        source.seek(start)
        if how := _utf8(source):
            return by_head if by_head.bom else Encoding("utf-8", how)
        source.seek(start)
        return Encoding(*single_byte.decide(_blocks(source)), bom=by_head.bom)


def has_bom(path: Path) -> bool:
    """Whether the text begins with a byte-order mark."""
    with path.open("rb") as source:
        head = source.read(3)
    return any(head.startswith(bom) for bom, _ in _BOMS)


def detect_head(head: bytes) -> Encoding:
    """What the first bytes tell, enough to look for signs of a format in ASCII."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, "bom", bom=True)
    wide = _utf16_without_bom(head)
    return Encoding(wide, "nul-pattern") if wide else Encoding("utf-8", "strict")


def to_utf8(path: Path, encoding: Encoding, out: Path) -> Damage | None:
    """Write the text at `path` to `out` as UTF-8 without a byte-order mark, in bounded memory.

    No line is lost or added: what cannot be read becomes U+FFFD and is told.
    """
    with path.open("rb") as source, out.open("wb") as target:
        if encoding.bom:
            source.seek(_length_of_bom(encoding))
        if encoding.name == "utf-8":
            return _mend_utf8(source, target)
        return _transcode(source, target, encoding.name)


def findings(encoding: Encoding, damage: Damage | None) -> list[GridFinding]:
    """What a reader tells of the decoding of its text."""
    told = []
    if not encoding.is_certain and encoding.how != "utf-8-damaged":
        told.append(GridFinding("engine.encoding_uncertain", facts={"name": encoding.name}))
    if damage and damage.n:
        line = 0 if damage.line is None else damage.line + 1
        cells = (Spot(line=line),)
        told.append(
            GridFinding("engine.encoding_damage", n=damage.n, facts={"line": line}, cells=cells)
        )
    if damage and damage.n_recovered_lines:
        told.append(GridFinding("engine.encoding_mixed", n=damage.n_recovered_lines))
    return told


def decode(data: bytes, encoding: Encoding) -> str:
    """The text of `data`, the whole of a small file, as `to_utf8` would write it."""
    if encoding.bom:
        data = data[_length_of_bom(encoding) :]
    if encoding.name in TABLES:
        return codecs.charmap_decode(data, "replace", TABLES[encoding.name])[0]
    return data.decode(encoding.name, "replace")


def _length_of_bom(encoding: Encoding) -> int:
    return 2 if encoding.name.startswith("utf-16") else len(codecs.BOM_UTF8)


# UTF-16 and UTF-8

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
_NON_ASCII = bytes(range(0x80, 0x100))


def _utf16_without_bom(head: bytes) -> str | None:
    """In UTF-16 the delimiters, digits and line ends have their NUL on one side of the pair."""
    n_even, n_odd = head[0::2].count(0), head[1::2].count(0)
    name, n_side, n_other = (
        ("utf-16-le", n_odd, n_even) if n_odd > n_even else ("utf-16-be", n_even, n_odd)
    )
    if n_side * 50 < len(head) // 2 or n_side == 0 or n_other * 20 > n_side:
        return None
    text = head[: len(head) // 2 * 2].decode(name, "replace")
    return name if len(_CONTROLS.findall(text)) * 100 <= len(text) else None


def _utf8(source: BinaryIO) -> str | None:
    """`ascii`, `strict` or `utf-8-damaged`; None where the bytes are not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    n_whole = n_broken = 0
    for block in _blocks(source):
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        broken = text.count("�") - block.count(b"\xef\xbf\xbd")
        n_broken += max(broken, 0)
        n_whole += len(text) - len(block.translate(None, _NON_ASCII)) - max(broken, 0)
        if n_broken > 10_000 and n_broken > n_whole:
            return None
    if decoder.getstate()[0]:  # cut inside a character
        return "utf-8-damaged" if n_whole > 0 and n_broken * 4 <= n_whole else None
    if n_broken == 0:
        return "strict" if n_whole else "ascii"
    return "utf-8-damaged" if n_broken * 4 <= n_whole else None


# Writing


def _transcode(source: BinaryIO, target: BinaryIO, name: str) -> Damage | None:
    table = TABLES.get(name)
    decoder = codecs.getincrementaldecoder(name)("replace")
    n_lost, first = 0, 0
    for block in chain(_blocks(source), (b"",)):
        if table is not None:
            text = codecs.charmap_decode(block, "replace", table)[0]
        else:
            text = decoder.decode(block, final=not block)
        if "�" in text:
            first = first if n_lost else target.tell() + len(text.partition("�")[0].encode())
            n_lost += text.count("�")
        target.write(text.encode("utf-8", "replace"))
    return Damage(n_lost, _n_lines_before(first, target)) if n_lost else None


def _n_lines_before(place: int, written: BinaryIO) -> int:
    """How many lines end before a byte of what was written."""
    written.flush()
    with Path(written.name).open("rb") as text:
        n_lines = 0
        while place > 0 and (block := text.read(min(BLOCK, place))):
            n_lines, place = n_lines + block.count(b"\n"), place - len(block)
    return n_lines


def _mend_utf8(source: BinaryIO, target: BinaryIO) -> Damage | None:
    n_lost = n_recovered = n_lines = 0
    first: int | None = None
    for block in _line_blocks(source):
        try:
            block.decode("utf-8")
            target.write(block)
        except UnicodeDecodeError as error:
            if first is None:
                first = n_lines + block[: error.start].count(b"\n")
            for line in block.splitlines(keepends=True):
                text, lost, recovered = _mend_line(line)
                n_lost, n_recovered = n_lost + lost, n_recovered + recovered
                target.write(text.encode("utf-8"))
        n_lines += block.count(b"\n")
    return None if first is None else Damage(n_lost, first, n_recovered)


def _mend_line(line: bytes) -> tuple[str, int, int]:
    """The text of a line, its lost bytes, and 1 if it was Thai in one byte inside a UTF-8 file."""
    try:
        return line.decode("utf-8"), 0, 0
    except UnicodeDecodeError:
        n_known, n_letters = known_letters(runs_of(line))
    if n_known * 2 >= n_letters > 0:
        text = codecs.charmap_decode(line, "replace", TABLES["cp874"])[0]
        return text, text.count("�"), 1
    text = line.decode("utf-8", "replace")
    return text, text.count("�") - line.count(b"\xef\xbf\xbd"), 0


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    while block := source.read(BLOCK):
        yield block


def _line_blocks(source: BinaryIO) -> Iterator[bytes]:
    """Blocks that end with a line, or, in a line longer than a block, with a whole character."""
    rest = b""
    for block in _blocks(source):
        data = rest + block
        cut = data.rfind(b"\n") + 1 or _character_end(data)
        rest = data[cut:]
        yield data[:cut]
    if rest:
        yield rest


def _character_end(data: bytes) -> int:
    for back in range(1, 4):
        if data[-back] >= 0xC0:
            return len(data) - back
        if data[-back] < 0x80:
            break
    return len(data)
