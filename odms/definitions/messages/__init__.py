"""Sentences by code, in Thai and English: findings, refusals and notices.

Each YAML file beside this module maps a code to `th` and `en` (and, for findings, `severity` and
`fix`). Values in braces are filled from the facts of the finding or refusal.
"""

from functools import cache
from pathlib import Path
from typing import Any

from odms.definitions import document

LANGUAGES = ("th", "en")


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Every code with its sentences. Raises ValueError where two files claim one code."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(Path(__file__).parent.glob("*.yaml")):
        for code, entry in (document(f"messages/{path.name}") or {}).items():
            if code in found:
                raise ValueError(f"{path.name}: the code {code!r} stands in another file too")
            found[code] = entry
    return found


def sentence(code: str, language: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence for `code` in `language` (`th` or `en`), filled with `facts`.

    Raises KeyError for a code or a fact that is not known: a missing sentence is our fault.
    """
    text: str = catalogue()[code][language]
    return text.format(**(facts or {}))


def sentences(code: str, facts: dict[str, Any] | None = None) -> dict[str, str]:
    """The sentence for `code` in every language, by language."""
    return {language: sentence(code, language, facts) for language in LANGUAGES}
