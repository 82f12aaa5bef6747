"""Words of Thai and English text, the same for what is indexed and for what is searched.

Thai is written without blanks between words. Words alone miss much: สำนักงานสถิติแห่งชาติ is one
word of the dictionary, so the words inside a long word are words to search by as well. No Django.
"""

import hashlib
import importlib.metadata
import importlib.util
import re
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from odms import definitions
from odms.engine.text.cleaning import arabic_digits, clean

LONGEST_WORD = 40  # letters; what is longer is no word of a dictionary
SHORTEST_COMPOUND = 6  # letters
# A compound much more frequent than one of its parts is no compound to its readers: จังหวัด is
# not จัง and หวัด. Counts are those of the Thai National Corpus.
MAX_COHESION = 6

_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_RUNS = re.compile(
    rf"(?P<thai>[{_THAI}]+)|(?P<number>\d+(?:\.\d+)*)|(?P<latin>[^\W\d_\u0e00-\u0e7f]+)"
)
_ABBREVIATION = re.compile(r"(?<![ก-๙])(?:[ก-ฮ]{1,4}\.)+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARKS_OF_SHORTENING = re.compile("ฯลฯ|[ๆฯ]")
_NO_TEXT = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


# tags and names come again and again, a title three times in a row
@lru_cache(maxsize=2_000)
def normalise(text: str) -> str:
    """`text` in the one form in which both sides are compared; never longer by more than a blank a word.

    Clean Thai clusters, small Latin letters, Arabic digits, usual spellings, abbreviations without
    full stops, no ๆ and ฯ.
    """
    text = arabic_digits(clean(text)).lower()
    usual, others = _spellings()
    text = others.sub(lambda found: usual[found.group()], text)
    text = _ABBREVIATION.sub(lambda found: found.group().replace(".", "") + " ", text)
    text = _MARKS_OF_SHORTENING.sub(" ", text)
    return _NO_TEXT.sub(" ", _THOUSANDS.sub("", text)).strip()


def split_humps(name: str) -> str:
    """A column's name with its words apart: provinceCode → province Code."""
    return _HUMP.sub(" ", name.replace("_", " "))


def tokens(normalised: str) -> list[str]:
    """The words of a normalised text in order: Thai words, Latin words, numbers."""
    return [token for run in _RUNS.finditer(normalised) for token in _words_of(run)]


def runs(normalised: str) -> list[str]:
    """The unbroken runs of Thai letters, Latin letters and digits of a normalised text."""
    return [run.group() for run in _RUNS.finditer(normalised)]


@lru_cache(maxsize=100_000)
def parts(token: str) -> tuple[str, ...]:
    """The words inside a long word, and the stem of an English one; none for a word as short as can be."""
    if token.isascii():
        stem = _stem(token) if token.isalpha() else token
        return (stem,) if stem != token else ()
    if len(token) < SHORTEST_COMPOUND:
        return ()
    found: dict[str, None] = {}
    for split in _splits(token):
        for part in split:
            found[part] = None
            found.update(dict.fromkeys(parts(part)))
    return tuple(found)


def gram_text(normalised: str) -> str:
    """The runs of a text as they are cut into grams: a Latin word's start is marked."""
    return " ".join(f"^{run}" if run[0].isascii() else run for run in runs(normalised))


def grams(run: str, size: int = 3) -> list[str]:
    """The character n-grams of one run, each once, in order."""
    marked = f"^{run}" if run[0].isascii() else run
    return list(dict.fromkeys(marked[at : at + size] for at in range(len(marked) - size + 1)))


def is_word(token: str) -> bool:
    """Whether the dictionary has this Thai word."""
    return token in dictionary()


@cache
def synonyms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """For each member of a group of synonyms, as words: the other members, as words."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for group in _words()["synonyms"]:
        members = [tuple(tokens(normalise(member))) for member in group]
        for member in members:
            others = {other: None for other in members if other != member}
            found.setdefault(member, {}).update(others)
    return {member: tuple(others) for member, others in found.items()}


@cache
def little_words() -> frozenset[str]:
    """Words that a search may leave out."""
    return frozenset(_words()["little_words"])


@cache
def dictionary() -> frozenset[str]:
    """All Thai words known: of pythainlp, of the country's own list, and its provinces."""
    corpus = (_corpus() / "words_th.txt").read_text(encoding="utf-8").split()
    return frozenset(map(clean, corpus)) | _own_words()


@cache
def signature() -> str:
    """Engine, version and dictionary with which words are made; an index of another is of no use."""
    digest = hashlib.sha256("\n".join(sorted(dictionary())).encode())
    digest.update(repr(_spellings()[0]).encode())
    name, _ = _segmenter()
    return f"{name}-{importlib.metadata.version(name)}-{digest.hexdigest()[:12]}"


# keys of a QWERTY keyboard, and what the Thai layout (Kedmanee) has on them
_LATIN_KEYS = (
    "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    + '!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
_THAI_KEYS = "ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ" + '+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
_TO_THAI = str.maketrans(_LATIN_KEYS, _THAI_KEYS)
_TO_LATIN = str.maketrans(_THAI_KEYS, _LATIN_KEYS)


def keyboard_slip(text: str) -> str | None:
    """`text` as it would be had the other keyboard layout been on; None where none is meant.

    `l;ylfu` is สวัสดี typed with the English layout on, `ฟแะ` is `act` with the Thai one.
    """
    if re.search(rf"[{_THAI}]", text):
        turned = text.translate(_TO_LATIN)
        return turned if turned.isascii() and re.search("[A-Za-z]{2}", turned) else None
    turned = clean(text.translate(_TO_THAI))
    return turned if re.search(rf"[{_THAI}]{{2}}", turned) else None


_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
_TONES = re.compile("[็-๎]")


def sort_key(text: str) -> str:
    """A text whose code-point order is the order of a Thai dictionary.

    A leading vowel goes behind its consonant, tone marks count only between words alike in all
    else (Royal Institute; กบ เกาะ แกะ ไก่ ขนม ตา โต๊ะ).
    """
    swapped = _LEADING.sub(r"\2\1", arabic_digits(clean(text)).lower().strip())
    return f"{_TONES.sub('', swapped)}\x01{swapped}"


def highlight(text: str, found: frozenset[str]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of the `found` words (normalised)."""
    if not found:
        return [(text, False)]
    # a Latin word is marked where a word begins, a Thai one anywhere
    marks = [f"\\b{re.escape(word)}" if word.isascii() else re.escape(word) for word in found]
    words = sorted(marks, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(words)})", clean(text), flags=re.IGNORECASE)
    return [(piece, bool(place % 2)) for place, piece in enumerate(pieces) if piece]


def distance(one: str, other: str) -> int:
    """The least number of letters to change, add, drop or swap with a neighbour from one to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _words_of(run: re.Match[str]) -> Iterator[str]:
    if run.lastgroup == "thai":
        _, segment = _segmenter()
        yield from segment(run.group())
    else:
        yield run.group()


def _splits(token: str) -> list[list[str]]:
    """All ways to cut a word into the fewest words of the dictionary, at least two."""
    ways: dict[int, list[list[str]]] = {0: [[]]}
    for end in range(2, len(token) + 1):
        shortest: list[list[str]] = []
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            word = token[start:end]
            if start in ways and word != token and word in dictionary() and _may_part(token, word):
                shortest += [[*way, word] for way in ways[start]]
        if shortest:
            fewest = min(map(len, shortest))
            ways[end] = [way for way in shortest if len(way) == fewest][:8]
    return ways.get(len(token), [])


def _may_part(token: str, part: str) -> bool:
    counts = _counts()
    return counts.get(part, counts.get(token, 0)) * MAX_COHESION >= counts.get(token, 0)


@cache
def _segmenter() -> tuple[str, Callable[[str], list[str]]]:
    """Name of the engine, and the function that cuts a run of Thai into words: nlpo3, else pythainlp."""
    try:
        import nlpo3
    except ImportError:
        return "pythainlp", _segment_with_pythainlp()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "words.txt"
        path.write_text("\n".join(sorted(dictionary())), encoding="utf-8")
        nlpo3.load_dict(str(path), "odms")
    return "nlpo3", lambda run: nlpo3.segment(run, "odms", safe=True)


def _segment_with_pythainlp() -> Callable[[str], list[str]]:
    from pythainlp.tokenize import word_tokenize
    from pythainlp.util import Trie

    trie = Trie(dictionary())
    return lambda run: word_tokenize(run, custom_dict=trie, engine="newmm-safe")


@lru_cache(maxsize=20_000)
def _stem(token: str) -> str:
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return "".join(builder.filter(tantivy.Filter.stemmer("english")).build().analyze(token))


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = definitions.national("search.yaml")
    return found


@cache
def _spellings() -> tuple[dict[str, str], re.Pattern[str]]:
    """The usual spelling of every other one, and a pattern of the others, longest first."""
    usual = {
        clean(other): spelling
        for spelling, others in _words()["spellings"].items()
        for other in others
    }
    longest_first = sorted(map(re.escape, usual), key=len, reverse=True)
    return usual, re.compile("|".join(longest_first))


@cache
def _own_words() -> frozenset[str]:
    path = definitions.ROOT / definitions.country() / "search_words.txt"
    own = path.read_text(encoding="utf-8").split()
    own += [row["name_th"] for row in definitions.national_table("provinces.csv")]
    own += [member for group in _words()["synonyms"] for member in group]
    thai = re.compile(f"[{_THAI}]+")
    return frozenset(word for name in own for word in thai.findall(normalise(name)))


@cache
def _counts() -> dict[str, int]:
    """How often words stand in the Thai National Corpus."""
    lines = (_corpus() / "tnc_freq.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {word: int(count) for word, count, *_ in pairs}


def _corpus() -> Path:
    """The folder of word lists in pythainlp, found without importing it."""
    spec = importlib.util.find_spec("pythainlp")
    assert spec is not None and spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "corpus"
