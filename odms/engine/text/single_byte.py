"""Texts of one byte a letter: is it Thai (cp874) or Latin (cp1252)?

Counted are the bytes of the whole text; clusters and words are judged on runs of high bytes from
blocks spread over it. On real Thai tables at least 60 % of the letters belong to frequent words or
abbreviations; Korean, Cyrillic, Chinese, Japanese, Greek, Hebrew and Arabic read as cp874 stay
below 5 %.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from odms import definitions


def decide(blocks: Iterable[bytes]) -> tuple[str, str]:
    """The encoding of a text that is no UTF-8, cp874 or cp1252, and how it was decided."""
    found = _measure(blocks)
    if found.n_letters == 0:
        return "cp1252", "latin"
    runs = [run for block in found.samples for run in block]
    runs = runs[:: max(1, len(runs) // _RUNS_JUDGED)]
    n_known, n_letters = known_letters(runs)
    share_thai = found.n_thai / found.n_letters
    by_bytes = share_thai >= 0.98 and found.mean_run >= 3
    by_clusters = _broken_clusters(runs) <= 0.02
    share_known = n_known / max(n_letters, 1)
    if share_known >= 0.3 and share_thai >= 0.9:
        return "cp874", "thai-clusters" if by_bytes and by_clusters else "thai-words"
    if by_bytes and by_clusters and (n_letters < 60 or share_known >= 0.12):
        return "cp874", "thai-doubtful"
    is_latin = found.mean_run < 2.5 and found.n_undefined_in_cp1252 == 0
    return "cp1252", "latin" if is_latin else "unknown"


def is_thai(data: bytes) -> bool:
    """Whether the high bytes of a short text are Thai in cp874: by its words, or by its clusters
    where it is long enough."""
    runs = runs_of(data)
    n_known, n_letters = known_letters(runs)
    if n_letters and n_known >= 0.3 * n_letters:
        return True
    return n_letters >= 6 * len(runs) > 0 and _broken_clusters(runs) == 0


def runs_of(data: bytes) -> list[bytes]:
    """The runs of high bytes, each with the Latin letter that stands directly before it."""
    return _RUN.findall(data)


def known_letters(runs: list[bytes]) -> tuple[int, int]:
    """How many letters belong to frequent words when read as cp874, and how many there are."""
    n_known = n_letters = 0
    for run in runs:
        text = codecs.charmap_decode(run, "replace", TABLES["cp874"])[0]
        for match in _WORD.finditer(text):
            word = match.group()
            n_letters += len(word) - word.count(".")
            n_known += _known(word)
    return n_known, n_letters


@cache
def frequent_words() -> frozenset[str]:
    """Frequent words of the country in use, its provinces and their abbreviations."""
    lines = (definitions.ROOT / definitions.country() / "frequent_words.txt").read_text("utf-8")
    words = {line for line in lines.splitlines() if line and not line.startswith("#")}
    for province in definitions.national_table("provinces.csv"):
        words |= {province["name_th"], province["abbr_th"]}
    return frozenset(words)


def _decoding_table(name: str) -> str:
    """256 characters. Bytes 0x80 to 0x9F that the code page leaves open stay control characters,
    as browsers read them, so that the bytes can be had back; others become U+FFFD."""
    plain = bytes(range(256)).decode(name, "replace")
    return "".join(
        chr(byte) if char == "�" and 0x80 <= byte < 0xA0 else char
        for byte, char in enumerate(plain)
    )


TABLES = {name: _decoding_table(name) for name in ("cp874", "cp1252")}


_PUNCTUATION = bytes([0x80, 0x85, *range(0x91, 0x98), 0xA0])
_THAI = bytes([*range(0xA1, 0xDB), *range(0xDF, 0xFC)])
_HIGH_OR_NOT = bytes(0x61 if byte < 0x80 else 0x54 for byte in range(256))  # a, T
_RUN = re.compile(rb"[A-Za-z]?[\x80-\xff][\x80-\xff.]*")
_RUNS_A_BLOCK = 400
_RUNS_JUDGED = 8_000
_SAMPLED_BLOCKS = 24
_SAMPLED_BYTES = 1 << 17  # of a sampled block: counting runs costs as much as all other counts

_ASCII = bytes(range(0x80))


@dataclass
class _Bytes:
    """Counts over all high bytes of a text, and runs of them from blocks spread over it."""

    n_letters: int = 0  # high bytes but for punctuation that cp874 and cp1252 share
    n_thai: int = 0
    n_undefined_in_cp1252: int = 0
    n_sampled: int = 0  # high bytes of the samples, in so many runs
    n_runs: int = 0
    samples: list[list[bytes]] = field(default_factory=list)

    @property
    def mean_run(self) -> float:
        return self.n_sampled / max(self.n_runs, 1)


def _measure(blocks: Iterable[bytes]) -> _Bytes:
    found = _Bytes()
    stride, n_seen = 1, 0
    for block in blocks:
        if block.isascii():
            continue
        _count(found, block.translate(None, _ASCII))
        if n_seen % stride == 0:
            _sample(found, block)
        n_seen += 1
        if len(found.samples) > _SAMPLED_BLOCKS:
            found.samples, stride = found.samples[::2], stride * 2
    return found


def _count(found: _Bytes, high: bytes) -> None:
    others = high.translate(None, _THAI)
    found.n_thai += len(high) - len(others)
    found.n_letters += len(high) - (len(others) - len(others.translate(None, _PUNCTUATION)))
    found.n_undefined_in_cp1252 += sum(map(others.count, _UNDEFINED_IN_CP1252))


def _sample(found: _Bytes, block: bytes) -> None:
    begin = len(block) - len(block.lstrip(_ASCII))
    kinds = b"a" + block[begin : begin + _SAMPLED_BYTES].translate(_HIGH_OR_NOT)
    found.n_sampled += kinds.count(b"T")
    found.n_runs += kinds.count(b"aT")
    found.samples.append(_runs(block))


_UNDEFINED_IN_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")


def _runs(block: bytes) -> list[bytes]:
    found = []
    for match in _RUN.finditer(block):
        found.append(match.group())
        if len(found) == _RUNS_A_BLOCK:
            break
    return found


def _classes() -> bytes:
    """Thai bytes by their part in a cluster: C consonant, M mark, V vowel behind, L leading vowel."""
    kinds = bytearray(b"o" * 256)
    for byte in (*range(0x41, 0x5B), *range(0x61, 0x7B)):
        kinds[byte] = ord("a")
    for byte in range(0x80, 0x100):
        kinds[byte] = ord("U")
    for kind, bytes_of_kind in {
        "C": range(0xA1, 0xCF),
        "V": (0xD0, 0xD2, 0xD3, 0xE5),
        "M": (0xD1, *range(0xD4, 0xDB), *range(0xE7, 0xEF)),
        "L": range(0xE0, 0xE5),
        "o": (*_PUNCTUATION, 0xCF, 0xDF, 0xE6, *range(0xEF, 0xFC)),
    }.items():
        for byte in bytes_of_kind:
            kinds[byte] = ord(kind)
    return bytes(kinds)


_CLASSES = _classes()
# A mark or vowel without a base, a leading vowel without a consonant, Thai glued to Latin. The
# typo of two เ for แ is an ordinary one and counts as a single leading vowel.
_BROKEN = re.compile(rb"(?<![CMV])[MV]|L(?![C])|(?<=a)[CL]|U")
_DOUBLED_E = re.compile(rb"\xe0\xe0")


def _broken_clusters(runs: list[bytes]) -> float:
    """The share of letters that break the order of a Thai cluster."""
    joined = _DOUBLED_E.sub(b"\xe1", b" ".join(runs))
    kinds = joined.translate(_CLASSES)
    n_letters = len(kinds) - kinds.count(b"o") - kinds.count(b"a")
    return len(_BROKEN.findall(kinds)) / max(n_letters, 1)


_WORD = re.compile("[ก-ฺเ-๎.]+")
_LONGEST = 14


def _known(word: str) -> int:
    words = frequent_words()
    bare = word.strip(".")
    if word in words or bare in words or bare + "." in words:
        return len(word) - word.count(".")
    n_known = at = 0
    while at < len(bare):  # greedy longest match; two letters match by chance, so three at least
        for length in range(min(_LONGEST, len(bare) - at), 2, -1):
            if bare[at : at + length] in words:
                n_known += length
                break
        else:
            length = 1
        at += length
    return n_known
