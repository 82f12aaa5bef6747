"""Sentences by code in the language of the page, and words of that language."""

from typing import Any

from django.utils.translation import get_language

from odms.definitions.messages import sentence


def language() -> str:
    """The language of the page, `th` or `en`."""
    return get_language() or "th"


def words(code: str, facts: dict[str, Any] | None = None) -> str:
    """The sentence or label of `code` in the language of the page."""
    return sentence(code, language(), facts)
