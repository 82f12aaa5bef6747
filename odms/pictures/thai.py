"""Where lines of Thai may be broken: between words, which are written without blanks.

typst breaks Thai by a small dictionary and parts วิจัยและน|วัตกรรม. So the words are found here, and
what is set gets a sign (SEAM) at each place where a line may end; within words it may not.
"""

import importlib.util
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

SEAM = "\u200b"

_NO_BREAK = "\u00a0"
_THAI = "\u0e01-\u0e4e"
# an abbreviation with its full stops, with the year where it names the era; else a run of letters
_RUNS = re.compile(rf"(?:[ก-ฮ]{{1,4}}\.)+(?:[ {_NO_BREAK}]\d{{4}})?|[{_THAI}]+")
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_MARKS = re.compile("[ๆฯะาำๅ\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")


@lru_cache(maxsize=5_000)
def seamed(text: str) -> str:
    """A text with a seam wherever a line may end inside its Thai."""
    text = _PERCENT.sub(_NO_BREAK, text)
    return _RUNS.sub(lambda run: SEAM + SEAM.join(_words(run.group())) + SEAM, text)


def all_seamed(told: Any) -> Any:
    """A document of lists and names with a seam in every text."""
    if isinstance(told, str):
        return seamed(told)
    if isinstance(told, dict):
        return {name: all_seamed(part) for name, part in told.items()}
    return [all_seamed(part) for part in told] if isinstance(told, list | tuple) else told


def _words(run: str) -> list[str]:
    """The words of a run; a mark or a single letter that is left over stays with the word before."""
    if "." in run:
        return [run.replace(" ", _NO_BREAK)]
    found: list[str] = []
    for word in _segmenter()(run):
        if found and (_MARKS.match(word) or len(word) == 1):
            found[-1] += word
        else:
            found.append(word)
    return found


@cache
def _segmenter() -> Any:
    import nlpo3

    spec = importlib.util.find_spec("pythainlp")
    assert spec is not None and spec.submodule_search_locations is not None
    path = Path(spec.submodule_search_locations[0]) / "corpus" / "words_th.txt"
    nlpo3.load_dict(str(path), "pictures")
    return lambda run: nlpo3.segment(run, "pictures", safe=True)
