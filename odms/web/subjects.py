"""The subjects (themes) with how many datasets each has, as home and the list of them show."""

from dataclasses import dataclass
from typing import Any

from odms.catalogue import queries as catalogue
from odms.search import queries as search

_MOST_OF_ALL = 0.6  # the part of all datasets beyond which a tag tells them apart no more


@dataclass(frozen=True)
class Subject:
    """A theme and its number of published datasets."""

    theme: Any
    n: int


def subjects() -> list[Subject]:
    """Every subject in its order."""
    counts = dict(search.search(size=1).facets["theme"])
    return [Subject(theme, counts.get(theme.code, 0)) for theme in catalogue.list_themes()]


def largest(limit: int) -> list[Subject]:
    """The subjects with most datasets."""
    held = [subject for subject in subjects() if subject.n]
    return sorted(held, key=lambda subject: -subject.n)[:limit]


def frequent_tags(limit: int) -> list[str]:
    """The tags that most datasets carry, without those that nearly all do: they choose nothing."""
    told = search.search(size=1)
    return [tag for tag, n in told.facets["tag"] if n <= told.total * _MOST_OF_ALL][:limit]
