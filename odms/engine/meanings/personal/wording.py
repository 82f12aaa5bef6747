"""Personal data in words about data: titles, notes, names of sheets, files and columns, descriptions.

Such texts are few and short, so they are read one by one.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from odms.engine.meanings.personal.known_names import given_names, name_pattern
from odms.engine.meanings.personal.recogniser import told
from odms.engine.meanings.signs import is_valid_id
from odms.engine.text.cleaning import arabic_digits, clean

BLOT = "█████"  # stands for what is not shown


@dataclass(frozen=True)
class Mention:
    """Personal data in a text: its kind, the verdict, and the words themselves."""

    kind: str
    verdict: str  # likely or possible
    text: str


def mentions(text: str) -> list[Mention]:
    """The personal data that a text about data holds, in the order of kinds.

    A number of 13 digits that passes its check digit is likely an id where the text says so, and
    possible without, for one in ten passes by chance.
    """
    x = arabic_digits(clean(text))
    return [*_ids(x), *_names(x), *_plain(x)]


def masked(text: str, kinds: Collection[str] | None = None) -> str:
    """A text with its personal data (of these kinds) blotted out, cleaned and with Arabic digits."""
    x = arabic_digits(clean(text))
    for mention in sorted(mentions(text), key=lambda one: -len(one.text)):
        if kinds is None or mention.kind in kinds:
            x = x.replace(mention.text, BLOT)
    return x


def _ids(x: str) -> Iterator[Mention]:
    patterns = told("th-national-id")
    is_named = re.search(patterns["named"], x) is not None
    for found in re.finditer(patterns["within"], x):
        if is_valid_id("".join(char for char in found[0] if char.isdigit())):
            yield Mention("th-national-id", "likely" if is_named else "possible", found[0].strip())


def _names(x: str) -> Iterator[Mention]:
    """A prefix, a known given name and a word after it that begins no name of a place or a body."""
    for found in re.finditer(name_pattern() + r"([^\s,.;()]+)", x):
        is_known = found[2].lower() in given_names()
        if is_known and not re.search(told("person-name")["not"], found[0]):
            yield Mention("person-name", "likely", found[0])


def _plain(x: str) -> Iterator[Mention]:
    personal = _office_mail().sub(" ", x)
    for kind, text in (("phone", x), ("email", personal), ("line-id", x), ("address", x)):
        for found in re.finditer(told(kind)["within"], text):
            yield Mention(kind, "likely", found[0].strip())


@cache
def _office_mail() -> re.Pattern[str]:
    return re.compile(told("email")["office_within"])
