"""Text as its writer meant it: invisible characters, misspelt Thai clusters, mojibake, Thai digits.

The steps are those of the project's rules for Thai files. NFKC and NFKD are never used: they split
ำ in two. The source text stays beside whatever is cleaned here.
"""

import re
from typing import TYPE_CHECKING

from odms.engine.text.single_byte import is_thai

if TYPE_CHECKING:
    import duckdb

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# Shifted marks and cut consonants that old Windows fonts kept at U+F700 to U+F71A.
_PRIVATE = (
    "\u0e10\u0e34\u0e35\u0e36\u0e37\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
    "\u0e0d\u0e31\u0e4d\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a"
)
_SINGLE: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _INVISIBLE)),
    0xA0: " ",
    **{0xF700 + place: char for place, char in enumerate(_PRIVATE)},
}
_ABOVE_BELOW = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d"  # vowels above and below, phinthu, nikhahit
_TONES = "\u0e48-\u0e4c"  # tone marks and thanthakhat
_NEVER_TWICE = "ะัาำิีึืฺุูเแโใไๅ็่้๊๋์ํ"

_MARKS = re.compile(f"[{_ABOVE_BELOW}{_TONES}]{{2,}}")
_REPEATED = re.compile(f"([{_NEVER_TWICE}])\\1+")
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]*)\u0e32")


def clean(text: str) -> str:
    """`text` without invisible characters and with Thai clusters in their right spelling.

    Blanks at the ends stay. Cleaning twice changes nothing more.
    """
    if text.isascii():
        return text
    text = text.translate(_SINGLE).replace("เเ", "แ")
    text = _MARKS.sub(_tones_last, text)
    text = _REPEATED.sub(r"\1", text)
    return _SPLIT_AM.sub("\\1\u0e33", text).replace("ำำ", "ำ")


def suspect_sql(expression: str) -> str:
    """SQL that is true where `clean` would change the text of `expression`."""
    return f"regexp_matches({expression}, '{suspect_pattern()}')"


def suspect_pattern() -> str:
    """The regular expression (RE2) for texts that `clean` would change."""
    single = "".join(map(chr, _SINGLE))
    twice = "|".join(char + char for char in _NEVER_TWICE)
    return f"[{single}]|[{_TONES}][{_ABOVE_BELOW}]|\u0e4d[{_TONES}]*\u0e32|{twice}"


def register(db: "duckdb.DuckDBPyConnection") -> None:
    """Make `clean` known to `db` as the macro odms_clean; only suspect texts pay for it."""
    removed_last = {code: char for code, char in _SINGLE.items() if char}
    removed_last.update({code: "" for code, char in _SINGLE.items() if not char})
    source = "".join(map(chr, removed_last))
    sql = f"replace(translate(text, '{source}', '{''.join(removed_last.values())}'), 'เเ', 'แ')"
    for _ in range(3):  # marks of one consonant change places three times at most
        sql = f"regexp_replace({sql}, '([{_TONES}]+)([{_ABOVE_BELOW}]+)', '\\2\\1', 'g')"
    for char in _NEVER_TWICE:
        sql = f"regexp_replace({sql}, '{char}{char}+', '{char}', 'g')"
    sql = f"regexp_replace({sql}, '\u0e4d([\u0e48-\u0e4b]*)\u0e32', '\\1\u0e33', 'g')"
    db.execute(
        "CREATE OR REPLACE TEMP MACRO odms_clean(text) AS "
        f"CASE WHEN {suspect_sql('text')} THEN replace({sql}, 'ำำ', 'ำ') ELSE text END"
    )


_LATIN1_AS_THAI = re.compile("[\u00a1-\u00fb]")
_THAI = re.compile("[\u0e01-\u0e5b]")
# UTF-8 of Thai begins with 0xE0 0xB8 or 0xE0 0xB9, in cp874 เ and ธ or น.
_UTF8_AS_CP874 = re.compile("เ[ธน]")
_UTF8_AS_LATIN1 = re.compile("à¸|à¹")


def has_thai(text: str) -> bool:
    """Whether a Thai letter or mark is in the text."""
    return _THAI.search(text) is not None


def repair_mojibake(text: str) -> str | None:
    """The Thai text that was decoded wrongly into `text`; None where nothing shows that it was.

    Thai bytes read as Latin-1 or cp1252, UTF-8 read as cp874, and UTF-8 read as Latin-1 or cp1252.
    """
    if text.isascii():
        return None
    return _from_utf8(text) or _from_latin1(text)


_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def arabic_digits(text: str) -> str:
    """`text` with Thai digits ๐ to ๙ as 0 to 9."""
    return text.translate(_THAI_DIGITS)


def _tones_last(marks: re.Match[str]) -> str:
    return "".join(sorted(marks.group(), key=lambda mark: "\u0e48" <= mark <= "\u0e4c"))


def _from_utf8(text: str) -> str | None:
    codings: tuple[str, ...]
    if _UTF8_AS_CP874.search(text):
        codings = ("cp874",)
    elif _UTF8_AS_LATIN1.search(text):
        codings = ("cp1252", "latin-1")
    else:
        return None
    for coding in codings:
        try:
            repaired = _bytes(text, coding).decode("utf-8")
        except (UnicodeError, ValueError):
            continue
        if _mostly_thai(repaired):
            return repaired
    return None


def _from_latin1(text: str) -> str | None:
    solid = [char for char in text if not char.isspace()]
    if len(_LATIN1_AS_THAI.findall(text)) < 0.6 * len(solid):
        return None
    if 3 * len(_UTF8_AS_LATIN1.findall(text)) >= 0.9 * len(solid):  # UTF-8 whose bytes were lost
        return None
    try:
        repaired = _bytes(text, "cp1252").decode("cp874")
    except (UnicodeError, ValueError):
        return None
    return repaired if _mostly_thai(repaired) and is_thai(_bytes(text, "cp1252")) else None


def _bytes(text: str, coding: str) -> bytes:
    """The bytes that were read as `coding`; those it left open are control characters now."""
    return b"".join(
        bytes([ord(char)]) if 0x80 <= ord(char) < 0xA0 else char.encode(coding) for char in text
    )


def _mostly_thai(text: str) -> bool:
    solid = sum(not char.isspace() for char in text)
    return len(_THAI.findall(text)) >= 0.5 * solid > 0
