"""The codes of meanings, what a column's name says of them, and what was decided of a column."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from odms.definitions import national
from odms.engine.column import Personal
from odms.engine.meanings.signs import Signs


@dataclass(frozen=True)
class Candidate:
    """What is known of a column when its meaning is asked for."""

    index: int
    name: str
    type: str
    signs: Signs
    is_buddhist: bool = False


@dataclass(frozen=True)
class Meaning:
    """A code of meanings.yaml with its reason; `rejected` names a code that the header suggests
    and the values deny; `is_swapped` tells of a coordinate under the other one's name. `personal`
    tells of the personal data that such a column holds, if any."""

    code: str | None
    why: str = ""
    rejected: str | None = None
    is_swapped: bool = False
    personal: Personal | None = None


def label(code: str, language: str) -> str:
    """The words for a meaning in `language`."""
    text: str = meanings()[code]["label"][language]
    return text


def is_kept_as_text(code: str | None) -> bool:
    """Whether values of this meaning are text even where they look like numbers."""
    return code is not None and bool(meanings()[code].get("as_text"))


@cache
def meanings() -> dict[str, Any]:
    """Every meaning by its code."""
    document: dict[str, Any] = national("meanings.yaml")
    return document


def says(code: str, name: str) -> bool:
    """Whether a column's name holds a word for the meaning `code`."""
    header = meanings()[code].get("header")
    return bool(header) and re.search(header, name, re.IGNORECASE) is not None
