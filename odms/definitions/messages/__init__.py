"""Sentences by code, in Thai and English: findings, refusals and notices.

Each YAML file beside this module maps a code to `th` and `en` (and, for findings, `severity` and
`fix`); `one` is the English sentence where `n` is 1. Values in braces are filled from the facts of
the finding or refusal. `frictionless` and `csvlint` name the codes of those validators that mean
the same, `repairs` the repairs of the engine that mend it.
"""

from functools import cache
from pathlib import Path
from typing import Any

from odms.definitions import document

LANGUAGES = ("th", "en")

# validators whose codes are mapped to ours; `checks/` tells all of their codes about data
VALIDATORS = ("frictionless", "csvlint")


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


@cache
def equals(validator: str) -> dict[str, list[str]]:
    """Every code of a validator with ours that mean the same; none where `checks/` says why not.

    Raises ValueError for a code of ours that names one the validator does not have.
    """
    found: dict[str, list[str]] = {code: [] for code in document(f"checks/{validator}.yaml")}
    for code, entry in catalogue().items():
        for theirs in entry.get(validator, ()):
            if theirs not in found:
                raise ValueError(f"{code}: {validator} has no code {theirs!r}")
            found[theirs].append(code)
    return found


def sentence(code: str, language: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence for `code` in `language` (`th` or `en`), filled with `facts`.

    A fact with a `code` of its own is told as the sentence of that code. Raises KeyError for a code or a fact that is not known: a missing sentence is our fault.
    """
    entry, facts = catalogue()[code], facts or {}
    is_one = language == "en" and facts.get("n") == 1
    text: str = entry["one"] if is_one and "one" in entry else entry[language]
    return text.format(**{name: _told(fact, language) for name, fact in facts.items()})


def sentences(code: str, facts: dict[str, Any] | None = None) -> dict[str, str]:
    """The sentence for `code` in every language, by language."""
    return {language: sentence(code, language, facts) for language in LANGUAGES}


def _told(fact: Any, language: str) -> Any:
    if isinstance(fact, dict) and isinstance(fact.get("code"), str) and fact["code"] in catalogue():
        return sentence(fact["code"], language, fact.get("facts"))
    return fact
